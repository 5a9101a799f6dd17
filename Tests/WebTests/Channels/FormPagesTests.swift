import Base
import Domain
import Foundation
import HTTPTypes
import Operations
import TestSupport
import Testing

/// The public contact form: without a script, in both languages, also within another site's page.
@Suite struct FormPagesTests {
    private func made(_ site: TestSite) async throws -> String {
        let form: JSON = [
            "title": ["zh": "联系我们", "en": "Write to us"], "colour": "#aa3300",
            "matters": [["key": "refund", "name": ["zh": "退款", "en": "Refund"]]],
            "origins": ["https://shop.example.com"],
        ]
        let channel = try await site.workspace.desk(.administrator).perform(
            CreateChannel.self,
            ["document": ["name": "Form", "kind": "form", "form": form]])
        return "/write/\(channel.id)"
    }

    private static func key(_ html: String) -> String {
        html.components(separatedBy: "name=\"key\" value=\"").dropFirst().first.map {
            String($0.prefix { $0 != "\"" })
        } ?? ""
    }

    @Test(arguments: Engine.available)
    func aStrangerWritesAndFollows(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let place = try await made(site)
            let anyone = Visitor.nobody
            let chinese = try await anyone.get(place + "?lang=zh", on: client)
            #expect(chinese.status == .ok && chinese.text.contains("lang=\"zh-CN\""))
            #expect(chinese.text.contains("联系我们") && !chinese.text.contains("<script"))
            let shown = try await anyone.get(place + "?lang=en", on: client)
            #expect(shown.text.contains("Write to us"))
            #expect(
                shown.headers[.contentSecurityPolicy]?
                    .contains("frame-ancestors https://shop.example.com") == true)
            let look = try await anyone.get(place + "/look.css", on: client)
            #expect(look.text.contains("#aa3300"))
            let parts: [UploadPart] = [
                .text("key", Self.key(shown.text)), .text("matter", "refund"),
                .text("text", "It <never> came"), .text("mail", "li@example.com"),
                .text("website", ""), .file("file", "note.txt", Array("words".utf8)),
            ]
            let sent = try await anyone.upload(place + "?lang=en", parts, on: client)
            #expect(sent.status == .ok)
            let start = try #require(sent.text.firstRange(of: "/c/"))
            let token = sent.text[start.upperBound...].prefix { $0.isLetter || $0.isNumber }
            #expect(token.count == 64)
            let again = try await anyone.upload(place + "?lang=en", parts, on: client)
            #expect(again.text.contains(token), "sent twice, it is the same")
            let page = try await anyone.get("/c/\(token)?lang=en", on: client)
            #expect(page.text.contains("It &lt;never&gt; came"))
            let agent = try await site.visitor(.agent)
            let queue = try await agent.get("/cases", on: client)
            #expect(queue.text.split(separator: "Refund").count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsWrongIsSaidAndWhatWasTypedStays(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let place = try await made(site)
            let anyone = Visitor.nobody
            let bad = try await anyone.upload(
                place + "?lang=en",
                [
                    .text("key", "key-000001"), .text("text", "It \"never\" came"),
                    .text("mail", "li@"),
                ], on: client)
            #expect(bad.status == .unprocessableContent)
            #expect(bad.text.contains("It &quot;never&quot; came</textarea>"))
            #expect(bad.text.contains("href=\"#mail\"") && bad.text.contains("aria-invalid"))
            let elsewhere = try await anyone.upload(
                place, [.text("key", "key-000001"), .text("text", "x")],
                more: [.init("Sec-Fetch-Site")!: "cross-site"], on: client)
            #expect(elsewhere.status == .forbidden, "no other site sends it in somebody's name")
            #expect(try await anyone.get("/write/chn_nothere", on: client).status == .notFound)
        }
    }

    /// The channel's page keeps what its form says.
    @Test(arguments: Engine.available)
    func anAdministratorSetsItUp(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let admin = try await site.visitor(.administrator)
            let fields: KeyValuePairs<String, String> = [
                "kind": "form", "name": "Form", "isActive": "on", "door-title-zh": "联系我们",
                "door-title-en": "Write", "door-reach": "phone", "door-colour": "#aa3300",
                "door-matters": "refund: 退款 | Refund | complaint\nother: 其他 | Other",
                "door-takesFiles": "on", "opens-kind": "request",
            ]
            let saved = try await admin.post("/settings/channels", fields, on: client)
            let path = try #require(saved.headers[.location]?.split(separator: "?").first)
            let page = try await admin.get(String(path), on: client)
            #expect(page.text.contains("refund: 退款 | Refund | complaint"))
            #expect(page.text.contains("other: 其他 | Other"))
            #expect(page.text.contains("/assets/embed.js"))
            let wrong = try await admin.post(
                String(path),
                ["kind": "form", "name": "Form", "door-title-zh": "x", "door-colour": "red"],
                on: client)
            #expect(wrong.status == .unprocessableContent)
        }
    }
}
