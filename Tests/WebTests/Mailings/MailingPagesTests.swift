import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing
import Web

@Suite struct MailingPagesTests {
    @Test(arguments: Engine.available)
    func aMailingIsDraftedTriedAndStarted(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            _ = try await manager.post("/instruments", ["library": "nps"], on: client)
            for number in 1...3 {
                let body: JSON = [
                    "key": .string("C\(number)"), "name": .string("Guest <\(number)>"),
                    "contacts": [["kind": "mail", "value": .string("c\(number)@example.com")]],
                    "consents": number == 3 ? ["surveys": false] : [:],
                ]
                _ = try await manager.call(.post, "/customers", body, on: client)
            }
            #expect(try await manager.get("/mailings", on: client).text.contains("No mailing yet"))
            let form = try await manager.get("/mailings/new", on: client)
            #expect(form.text.contains("would like to hear from you"))
            let refused = try await manager.post(
                "/mailings", ["name": "Spring", "instrument": "nps", "filter": "tier =="],
                on: client)
            #expect(refused.status == .unprocessableContent && refused.text.contains("Spring"))
            let made = try await manager.post(
                "/mailings",
                [
                    "name": "Spring", "instrument": "nps", "kind": "mail",
                    "subject.zh": "您好", "subject.en": "Hello", "text.zh": "请回答",
                    "text.en": "Please", "reminders": "3, 7", "responseRate": "25",
                ], on: client)
            let path = try #require(made.headers[.location])
            let page = try await manager.get(path, on: client).text
            for words in ["Dry run", "Does not want to be asked", "Guest &lt;1&gt;", "25.0 %"] {
                #expect(page.contains(words), "\(words) is missing")
            }
            // Nobody has set the way of sending.
            #expect(page.contains("Nothing can be sent yet"))
            let early = try await manager.post(path + "/start", on: client)
            #expect(early.status == .conflict && early.text.contains("not set up"))
            let admin = try await site.visitor(.administrator)
            let mail: JSON = ["host": "mail.example.com", "from": "care@example.com"]
            _ = try await admin.call(
                .patch, "/sending", ["mail": mail, "address": "https://care.example.com"],
                on: client)
            let started = try await manager.post(path + "/start", on: client)
            #expect(started.status == .seeOther)
            try await MailingRounds(site.house, holder: "a") { Issue.record("\($0)") }.round()
            let running = try await manager.get(path, on: client).text
            #expect(running.contains("Running") && !running.contains("Dry run"))
            let people = try await manager.get(path + "/people?reason=noConsent", on: client).text
            #expect(people.contains("Guest &lt;3&gt;") && !people.contains("Guest &lt;1&gt;"))
            let csv = try await manager.get(path + "/people.csv", on: client).text
            #expect(csv.split(separator: "\n").count == 4)
            let outgoing = try await manager.get("/outgoing?state=waiting", on: client).text
            #expect(outgoing.contains("c1@example.com") && outgoing.contains("Hello"))
            let customer = try await manager.call(.get, "/invitations", on: client).json()
            let id = customer["items"]?.array?.first?["customer"]?.string ?? ""
            let known = try await manager.get("/customers/\(id)", on: client).text
            #expect(known.contains("Invitations"))
            let zh = Visitor(token: manager.token, csrf: manager.csrf, language: "zh")
            for place in [path, path + "/people", "/mailings", "/outgoing", "/mailings/new"] {
                let text = try await zh.get(place, on: client).text
                #expect(text.contains("群发") || text.contains("外发") || text.contains("人员"))
            }
            let stopped = try await manager.post(path + "/stop", on: client)
            #expect(stopped.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func oneClickAndOnePageUnsubscribe(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            _ = try await manager.post("/instruments", ["library": "nps"], on: client)
            let admin = try await site.visitor(.administrator)
            _ = try await admin.call(
                .patch, "/sending",
                [
                    "mail": ["host": "mail.example.com", "from": "care@example.com"],
                    "address": "https://care.example.com",
                ], on: client)
            let body: JSON = [
                "key": "C1", "language": "zh",
                "contacts": [["kind": "mail", "value": "han@example.com"]],
            ]
            _ = try await manager.call(.post, "/customers", body, on: client)
            let terms: JSON = [
                "instrument": "nps", "name": "x", "subject": "Hello", "text": "Please",
            ]
            let made = try await manager.call(.post, "/mailings", terms, on: client).json()
            let id = try #require(made["id"]?.string)
            _ = try await manager.call(.post, "/mailings/\(id)/start", on: client)
            try await MailingRounds(site.house, holder: "a") { Issue.record("\($0)") }.round()
            let message = try #require(try await site.messages().first)
            let link = try #require(message.content["unsubscribe"]?.string)
            let path = String(link.dropFirst("https://care.example.com".count))
            // Opening changes nothing, in both languages; the address is not shown whole.
            let page = try await Visitor.nobody.get(path, on: client)
            #expect(page.status == .ok && page.text.contains("不再接收邀请"))
            #expect(page.text.contains("***@example.com"))
            let english = try await Visitor.nobody.get(path + "?lang=en", on: client)
            #expect(english.text.contains("No more invitations?"))
            // The mail program posts without cookies or tokens (RFC 8058).
            let click = try await Visitor.nobody.post(
                path, ["List-Unsubscribe": "One-Click"], on: client)
            #expect(click.status == .ok && click.text.contains("不会再邀请您"))
            let list = try await manager.get("/outgoing/suppressions", on: client).text
            #expect(list.contains("han@example.com") && list.contains("Unsubscribed"))
            let customers = try await manager.call(.get, "/customers", on: client).json()
            let consents = customers["items"]?.array?.first?["consents"]?.array
            #expect(consents?.first?["isGranted"] == false)
            #expect(try await Visitor.nobody.get(path + "0", on: client).status == .notFound)
            let pixel = try await Visitor.nobody.get("/o/nothing", on: client)
            #expect(pixel.status == .ok && pixel.headers[.contentType] == "image/gif")
            let back = try await manager.post(
                "/outgoing/suppressions/removal",
                ["kind": "mail", "address": "han@example.com"], on: client)
            #expect(back.status == .seeOther)
        }
    }

    @Test(arguments: Engine.available)
    func sendingIsSetSectionBySectionAndSecretsStayHidden(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let admin = try await site.visitor(.administrator)
            let place = "/settings/sending"
            let saved = try await admin.post(
                place + "/mail",
                [
                    "host": "mail.example.com", "security": "tls", "user": "u",
                    "password": "hunter2hunter2", "from": "care@example.com", "port": "",
                ], on: client)
            #expect(saved.status == .seeOther)
            _ = try await admin.post(
                place + "/robots",
                [
                    "name": "ops", "kind": "feishu", "url": "https://x.example.com/hook?k=s3cr3t",
                    "secret": "abc",
                ], on: client)
            _ = try await admin.post(
                place + "/robots",
                ["name": "b", "kind": "wecom", "url": "https://y.example.com/hook?k=t"],
                on: client)
            _ = try await admin.post(
                place + "/frequency",
                ["nps": "60", "csat": "7", "ces": "7", "other": "30", "any": "3"], on: client)
            let page = try await admin.get(place, on: client).text
            for words in ["mail.example.com", "x.example.com", "ops", "value=\"60\"", "kept"] {
                #expect(page.contains(words), "\(words) is missing")
            }
            for secret in ["hunter2", "s3cr3t", "abc\""] { #expect(!page.contains(secret)) }
            _ = try await admin.post(place + "/robots", ["remove": "ops"], on: client)
            let shown = try await admin.call(.get, "/sending", on: client).json()
            #expect(shown["robots"]?.array?.map { $0["name"]?.string } == ["b"])
            #expect(shown["mail"]?["port"] == nil && shown["mail"]?["security"] == "tls")
            let wrong = try await admin.post(
                place + "/mail", ["host": "m", "from": "nobody", "port": "x"], on: client)
            #expect(wrong.status == .unprocessableContent)
            #expect(wrong.text.contains("mail.from") && wrong.text.contains("mail.port"))
            let test = try await admin.post(
                place + "/test", ["kind": "mail", "to": "me@example.com"], on: client)
            #expect(test.headers[.location] == "/outgoing?done=testSent")
            let none = try await admin.post(
                place + "/test", ["kind": "sms", "to": "+8613900000000"], on: client)
            #expect(none.status == .conflict)
            _ = try await admin.post(place + "/mail", ["host": ""], on: client)
            let gone = try await admin.call(.get, "/sending", on: client).json()
            #expect(gone["mail"] == nil)
            let manager = try await site.visitor(.manager)
            #expect(try await manager.get(place, on: client).status == .forbidden)
        }
    }

    @Test(arguments: Engine.available)
    func aSharedDeviceGoesBackToTheStart(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let made = try await manager.post("/instruments", ["library": "nps"], on: client)
            let place = try #require(made.headers[.location])
            let id = place.split(separator: "/")[1].prefix { $0 != "?" }
            let link = try await manager.call(
                .post, "/instruments/\(id)/links", ["name": "Desk"], on: client
            ).json()
            let path = (link["path"]?.string ?? "") + "?kiosk=1&channel=desk"
            let first = try await Visitor.nobody.get(path, on: client).text
            #expect(first.contains("data-start=\"\(path.replacing("&", with: "&amp;"))\""))
            #expect(first.contains("kiosk.js"))
            let key = try #require(first.firstMatch(of: /name="key" value="([0-9a-f]+)"/)?.1)
            let turned = try await Visitor.nobody.post(
                path, ["key": String(key), "page": "0", "q.recommend": "9", "shown": "recommend"],
                on: client)
            // Nothing stays in the browser by which the next one could go on.
            #expect(turned.cookie("nuo_answer") == "")
            let next = try await Visitor.nobody.get(
                turned.headers[.location] ?? "", on: client
            ).text
            #expect(next.contains("channel=desk"))
        }
    }
}

extension TestSite {
    /// What waits to be sent, with what it says.
    func messages() async throws -> [Message] {
        try await workspace.desk(.administrator).perform(ListMessages.self, [:]).items
            .map(\.message)
    }
}
