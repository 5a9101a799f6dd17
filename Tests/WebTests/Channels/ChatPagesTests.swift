import Base
import Domain
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

@Suite struct ChatPagesTests {
    static let token = String(repeating: "a1", count: 32)

    private static func save(
        _ site: TestSite, _ client: TestClient
    ) async throws -> (page: String, id: String) {
        let administrator = try await site.visitor(.administrator)
        let saved = try await administrator.post(
            "/settings/channels",
            [
                "kind": "chat", "name": "Shop", "isActive": "on", "door-title-zh": "在线咨询",
                "door-title-en": "Ask us", "door-greeting-zh": "您好", "door-greeting-en": "Hi <b>",
                "door-colour": "#ffd54f",
                "door-origins": "https://shop.example.com\r\nhttp://localhost:8080",
            ], on: client)
        let path = try #require(saved.headers[.location]?.split(separator: "?").first)
        return (String(path), String(path.split(separator: "/").last ?? ""))
    }

    private static func ask(
        _ path: String, _ body: JSON? = nil, token: String = token,
        more: HTTPFields = [:], on client: TestClient
    ) async throws -> TestResponse {
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        headers[.init("Sec-Fetch-Site")!] = "same-origin"
        if body != nil { headers[.contentType] = "application/json" }
        for field in more { headers[field.name] = field.value }
        return try await client.execute(
            uri: path, method: body == nil ? .get : .post, headers: headers,
            body: body.map { ByteBuffer(bytes: $0.bytes) })
    }

    @Test(arguments: Engine.available)
    func itIsSetUpAndGivesItsCode(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let administrator = try await site.visitor(.administrator)
            for (origins, colour) in [
                ("https://a.example.com/path", "#0b6e5f"), ("", "#0b6e5f"),
                ("*", "#0b6e5f"), ("https://x.example.com; script-src *", "#0b6e5f"),
                ("https://a.example.com", "red"),
            ] {
                let wrong = try await administrator.post(
                    "/settings/channels",
                    [
                        "kind": "chat", "name": "Shop", "door-title-zh": "问",
                        "door-title-en": "Ask",
                        "door-origins": origins, "door-colour": colour,
                    ], on: client)
                #expect(wrong.status == .unprocessableContent, "\(origins) \(colour)")
            }
            let (path, id) = try await Self.save(site, client)
            let page = try await administrator.get(path, on: client).text
            #expect(page.contains("/chat/\(id).js"))
            #expect(page.contains("https://shop.example.com\nhttp://localhost:8080"))
            #expect(!page.contains("\(path)/trial"), "there is nothing to sign in to")
            let script = try await client.execute(uri: "/chat/\(id).js", method: .get)
            #expect(script.headers[.contentType]?.hasPrefix("text/javascript") == true)
            #expect(script.text.contains("\"ink\":\"#000000\""), "black on yellow")
            let panel = try await client.execute(uri: "/chat/\(id)?lang=zh", method: .get)
            #expect(panel.text.contains("在线咨询") && panel.text.contains("lang=\"zh-CN\""))
            let policy = try #require(panel.headers[.contentSecurityPolicy])
            #expect(
                policy.hasSuffix("frame-ancestors https://shop.example.com http://localhost:8080"))
            #expect(policy.contains("script-src 'self';"))
            #expect(panel.headers[.setCookie] == nil, "no cookie")
            let english = try await client.execute(uri: "/chat/\(id)?lang=en", method: .get)
            #expect(english.text.contains("Hi &lt;b&gt;"))
            for nowhere in ["/chat/chn_0000000000000", "/chat/nothing", "/chat/nothing.js"] {
                #expect(
                    try await client.execute(uri: nowhere, method: .get).status == .notFound)
            }
            _ = try await administrator.post(
                path,
                [
                    "name": "Shop", "door-title-zh": "问", "door-title-en": "Ask",
                    "door-origins": "https://shop.example.com",
                ], on: client)
            #expect(
                try await client.execute(uri: "/chat/\(id)", method: .get).status == .notFound,
                "at rest")
        }
    }

    @Test(arguments: Engine.available)
    func whatAVisitorWritesIsShownToTheAgentAsText(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let (_, id) = try await Self.save(site, client)
            let place = "/chat/\(id)"
            let message: JSON = [
                "key": "first-01", "text": "Hello <script>alert(1)</script>", "name": "Wu <i>",
                "mail": "wu@example.com", "page": "https://shop.example.com/cart",
            ]
            let early = try await Self.ask("\(place)/thread", on: client)
            #expect(early.status == .notFound)
            #expect(try early.json()["code"] == "noSuchChat")
            for fields: HTTPFields in [
                [.init("Sec-Fetch-Site")!: "cross-site"], [.contentType: "text/plain"],
            ] {
                let foreign = try await Self.ask(
                    "\(place)/messages", message, more: fields, on: client)
                #expect(foreign.status == .forbidden || foreign.status == .badRequest)
            }
            let kept = try await Self.ask("\(place)/messages", message, on: client)
            #expect(kept.status == .ok && kept.headers[.setCookie] == nil)
            try await IncomingRounds(site.house, holder: "a") { Issue.record("\($0)") }.round()
            let thread = try await Self.ask("\(place)/thread", on: client).json()
            #expect(thread["messages"]?.array?.count == 1)
            #expect(thread["mail"] == "wu@example.com" && thread["unread"] == 0)
            site.test.pass(.minutes(1))
            let agent = try await site.visitor(.agent)
            let found = try await agent.call(.get, "/cases", on: client).json()
            let one = try #require(found["items"]?.array?.first?["id"]?.string)
            let page = try await agent.get("/cases/\(one)", on: client).text
            #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
            #expect(page.contains("data-live-src=\"/cases/\(one)/thread\""))
            #expect(page.contains("goes by mail to wu@example.com"))
            #expect(!page.contains(">vis_"), "what we call visitors is nobody's business")
            let part = try await agent.get("/cases/\(one)/thread", on: client)
            #expect(part.text.contains("alert(1)") && !part.text.contains("<html"))
            #expect(try await Visitor.nobody.get("/cases/\(one)/thread", on: client).status != .ok)
            _ = try await agent.call(
                .post, "/cases/\(one)/replies", ["text": "Hello Wu"], on: client)
            let answered = try await Self.ask("\(place)/thread", on: client).json()
            #expect(answered["unread"] == 1)
            #expect(answered["messages"]?.array?.last?["text"] == "Hello Wu")
            let other = String(repeating: "b2", count: 32)
            #expect(
                try await Self.ask("\(place)/thread", token: other, on: client).status
                    == .notFound)
            let wrong = try await Self.ask(
                "\(place)/messages?lang=zh", ["key": "second-2", "text": " "], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(try wrong.json()["invalidParams"]?.array?.first?["name"] == "text")
            let large = try await Self.ask(
                "\(place)/messages",
                ["key": "third-03", "text": .string(String(repeating: "x", count: 40_000))],
                on: client)
            #expect(large.status == .contentTooLarge)
        }
    }

    @Test(arguments: Engine.available)
    func filesAndSignedVisitors(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let (path, id) = try await Self.save(site, client)
            let place = "/chat/\(id)"
            func upload(_ bytes: [UInt8], more: HTTPFields = [:]) async throws -> TestResponse {
                var headers: HTTPFields = [.authorization: "Bearer \(Self.token)"]
                headers[.init("Sec-Fetch-Site")!] = "same-origin"
                for field in more { headers[field.name] = field.value }
                return try await Visitor.nobody.upload(
                    "\(place)/files?lang=en", [.file("file", "a.txt", bytes)], more: headers,
                    on: client)
            }
            let kept = try await upload(Array("words".utf8))
            #expect(kept.status == .ok)
            let file = try #require(try kept.json()["id"])
            let zip = try await upload([0x50, 0x4B, 3, 4, 0, 0])
            #expect(zip.status == .unprocessableContent)
            #expect(try zip.json()["invalidParams"]?.array?.first?["name"] == "file")
            let foreign = try await upload(
                Array("words".utf8), more: [.init("Sec-Fetch-Site")!: "cross-site"])
            #expect(foreign.status == .forbidden)
            let said = try await Self.ask(
                "\(place)/messages", ["key": "first-01", "text": "", "files": [file]], on: client)
            #expect(said.status == .ok)
            let thread = try await Self.ask("\(place)/thread", on: client).json()
            let shown = try #require(
                thread["messages"]?.array?.first?["files"]?.array?.first)
            #expect(shown["name"] == "a.txt" && shown["isPicture"] == false)
            let link = try #require(shown["path"]?.string)
            #expect(try await Visitor.nobody.get(link, on: client).text == "words")
            // A secret too short is refused; one that is set is never shown, and stays.
            let administrator = try await site.visitor(.administrator)
            let secret = String(repeating: "k", count: 32)
            func save(_ secret: String, forgets: String = "") async throws -> TestResponse {
                try await administrator.post(
                    path,
                    [
                        "name": "Shop", "isActive": "on", "door-title-zh": "问",
                        "door-title-en": "Ask", "door-origins": "https://shop.example.com",
                        "door-secret": secret, "door-forgets": forgets,
                    ], on: client)
            }
            #expect(try await save("short").status == .unprocessableContent)
            for value in [secret, ""] { #expect(try await save(value).status == .seeOther) }
            let page = try await administrator.get(path, on: client).text
            #expect(!page.contains(secret) && page.contains("door-forgets"))
            for identity in ["forged", "a.b.c"] {
                let refused = try await Self.ask(
                    "\(place)/thread", more: [.init("Chat-Identity")!: identity], on: client)
                #expect(refused.status == .unauthorized)
                #expect(try refused.json()["code"] == "identityForged")
            }
            // It can be taken away again, and is not asked for a second time.
            #expect(try await save("", forgets: "on").status == .seeOther)
            let without = try await administrator.get(path, on: client).text
            #expect(!without.contains("door-forgets"))
        }
    }
}
