import Base
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

/// Files of answers without scripts: brought, seen with how they will go, taken back, sent.
@Suite struct CaseFilesPagesTests {
    private static let png: [UInt8] = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAA"
                + "AABJRU5ErkJggg=="
        ) ?? Data())

    private static func values(_ name: String, in html: String) -> [String] {
        html.components(separatedBy: "name=\"\(name)\" value=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    @Test(arguments: Engine.available)
    func anAgentBringsFilesAndTheCustomerFetchesThem(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            let desk = site.workspace.desk(.agent)
            let one = try await desk.perform(OpenCase.self, ["title": "Broken lock"]).json
            let id = try #require(one["id"]?.string)
            let place = "/cases/\(id)"
            let add = "\(place)/files?csrf=\(agent.csrf ?? "")"
            let parts: [UploadPart] = [
                .text("text", "Dear Wu,"), .file("file", "门<b>.png", Self.png),
                .file("file", "note.txt", Array("words".utf8)),
            ]
            #expect(
                try await agent.upload("\(place)/files", parts, on: client).status == .forbidden,
                "no form of ours")
            #expect(
                try await Visitor.nobody.upload(add, parts, on: client).status != .ok)
            let added = try await agent.upload(add, parts, on: client)
            #expect(added.status == .seeOther && added.headers[.location] == "\(place)#reply")
            var page = try await agent.get(place, on: client).text
            #expect(page.contains("Dear Wu,</textarea>"), "what was written stays")
            #expect(page.contains("门_b_.png") || page.contains("门&lt;b&gt;.png"))
            #expect(!page.contains("<b>.png"))
            var files = Self.values("files", in: page)
            #expect(files.count == 2)
            let bad = try await agent.upload(
                add,
                [.text("text", "Dear Wu,"), .file("file", "x.zip", [0x50, 0x4B, 3, 4, 0, 0])],
                on: client)
            #expect(bad.status == .unprocessableContent && bad.text.contains("x.zip"))
            let gone = try await agent.upload(
                add, [.text("text", "Dear Wu,"), .text("remove", files[1])], on: client)
            #expect(gone.status == .seeOther)
            page = try await agent.get(place, on: client).text
            files = Self.values("files", in: page)
            #expect(files.count == 1)
            _ = try await agent.post(
                "\(place)/sends", ["text": "Here it is", "files": files[0], "file": ""], on: client)
            page = try await agent.get(place, on: client).text
            #expect(Self.values("files", in: page).isEmpty)
            site.test.pass(.seconds(11))
            _ = try await ClockRounds(site.house, holder: "a") { Issue.record("\($0)") }.round()
            page = try await agent.get(place, on: client).text
            #expect(page.contains("<img src=\"/case-files/\(files[0])\""))
            // The customer's own page names it by a private address.
            let made = try await agent.call(.put, "/cases/\(id)/customer-page", on: client).json()
            let own = try #require(made["address"]?.string)
            let customer = try await Visitor.nobody.get(own, on: client).text
            let link = try #require(
                customer.components(separatedBy: "href=\"/f/").dropFirst().first?
                    .prefix { $0 != "\"" })
            let file = try await Visitor.nobody.get("/f/\(link)", on: client)
            #expect(file.status == .ok && Array(file.body.readableBytesView) == Self.png)
            #expect(file.headers[.contentType] == "image/png")
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(file.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
            for wrong in [String(link.dropLast()), "x-y-z", "\(link)0", ""] {
                #expect(try await Visitor.nobody.get("/f/\(wrong)", on: client).status == .notFound)
            }
            site.test.pass(.days(31))
            #expect(try await Visitor.nobody.get("/f/\(link)", on: client).status == .gone)
            let later = try await Visitor.nobody.get(own, on: client).text
            #expect(!later.contains("/f/"), "an address that leads nowhere is not shown")
        }
    }
}
