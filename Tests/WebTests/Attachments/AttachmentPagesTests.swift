import Base
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

/// Files without scripts: brought with the page, kept, taken back, handed in and fetched.
@Suite struct AttachmentPagesTests {
    private static let document = """
        key: claim
        title: {zh: 报修, en: Claim}
        pages:
          - items:
              - key: photo
                kind: file
                required: true
                max: 2
                max_size: 1
                title: {zh: 照片, en: Photo}
              - {key: sign, kind: signature, required: true, title: {zh: 签名, en: Signature}}
              - key: why
                kind: multiple
                required: soft
                title: {zh: 原因, en: Why}
                options:
                  - code: a
                    title: {zh: 甲, en: First}
                    image: /assets/nuo.svg
                    alt: {zh: 叶子, en: A leaf}
                  - {code: else, title: {zh: 其他, en: Other}, other: true}
        """
    private static let png: [UInt8] = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
        ) ?? Data())

    private typealias Part = UploadPart

    private static func post(
        _ path: String, _ parts: [Part], as visitor: Visitor = .nobody,
        on client: TestClient
    ) async throws -> TestResponse {
        try await visitor.upload(path, parts, on: client)
    }

    private static func field(_ name: String, in html: String) -> String? {
        guard let open = html.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(html[open.upperBound...].prefix { $0 != "\"" })
    }

    private static func opened(_ site: TestSite) async throws -> LinkResource {
        let desk = site.workspace.desk(.manager)
        let made = try await desk.perform(CreateInstrument.self, ["document": .string(document)])
        return try await desk.perform(
            CreateLink.self, ["instrument": .string(made.id.description), "name": "all"])
    }

    @Test(arguments: Engine.available)
    func filesComeWithThePageAndAreFetchedByThoseWhoMay(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site)
            let page = try await Visitor.nobody.get(link.path, on: client)
            for part in [
                "enctype=\"multipart/form-data\"", "type=\"file\"", " multiple", "image/png",
                "alt=\"A leaf\"", "src=\"/assets/nuo.svg\"", "data-own", "name=\"q.why.other\"",
                "Up to 2 files: pictures, PDF, each up to 1 MB.", "name=\"q.sign.typed\"",
            ] { #expect(page.text.contains(part), "\(part)") }
            let key = try #require(Self.field("key", in: page.text))
            let head: [Part] = [
                .text("key", key), .text("page", "0"), .text("shown", "photo"),
                .text("shown", "sign"), .text("shown", "why"), .text("shown", "why.other"),
            ]
            let uploaded = try await Self.post(
                link.path,
                head + [
                    .text("go", "upload"), .text("q.sign.typed", "Li Hua"),
                    .file("q.photo", "门 口;1.png", Self.png), .file("q.photo", "b.png", [1, 2]),
                ], on: client)
            #expect(uploaded.status == .unprocessableContent)
            #expect(uploaded.text.contains("门 口;1.png"))
            #expect(uploaded.text.contains("b.png is of a kind that cannot be taken here"))
            #expect(uploaded.text.contains("value=\"Li Hua\""), "what was written stays")
            let photo = try #require(Self.field("q.photo", in: uploaded.text))
            #expect(photo.hasPrefix("att_"))
            let turned = try await Self.post(
                link.path,
                head + [
                    .text("go", "next"), .text("q.photo", photo), .file("q.photo", "", []),
                    .text("q.sign.typed", "Li Hua"),
                ], on: client)
            #expect(turned.status == .unprocessableContent)
            #expect(turned.text.contains("Would you like to answer this?"))
            #expect(turned.text.contains("name=\"asked\" value=\"answers.why\""))
            #expect(turned.text.contains("You have left something open"))
            let done = try await Self.post(
                link.path,
                head + [
                    .text("go", "next"), .text("asked", "answers.why"), .text("q.photo", photo),
                    .text("q.sign.typed", "Li Hua"),
                ], on: client)
            #expect(done.status == .seeOther)
            try await Self.isShownAndFetched(photo, link, site, client)
        }
    }

    private static func isShownAndFetched(
        _ photo: String, _ link: LinkResource, _ site: TestSite,
        _ client: TestClient
    ) async throws {
        let manager = try await site.visitor(.manager)
        let one = try await site.workspace.desk(.manager).perform(ListResponses.self, [:]).items[0]
        let shown = try await manager.get("/responses/\(one.id)", on: client)
        #expect(shown.text.contains("<img src=\"/attachments/\(photo)\""))
        #expect(shown.text.contains("Li Hua.svg"))
        let fetched = try await manager.get("/attachments/\(photo)", on: client)
        #expect(fetched.status == .ok)
        #expect(Array(fetched.body.readableBytesView) == png)
        #expect(fetched.headers[.contentType] == "image/png")
        #expect(fetched.headers[.xContentTypeOptions] == "nosniff")
        let policy = fetched.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("sandbox"))
        let disposition = fetched.headers[.contentDisposition] ?? ""
        #expect(disposition.hasPrefix("attachment; filename=\"_ _;1.png\"; filename*=UTF-8''%E9"))
        let nobody = try await Visitor.nobody.get("/attachments/\(photo)", on: client)
        #expect(nobody.status == .seeOther, "to the sign-in page")
        let unknown = try await manager.get("/attachments/att_0000000000001", on: client)
        #expect(unknown.status == .notFound)
        let cells = try await AnswerKindsTests.exported(link, site.workspace.desk(.manager))
        #expect(cells["answers.photo"] == photo)
        #expect(cells["answers.sign"]?.hasPrefix("att_") == true)
        #expect(cells["answers.why.other"] == "")
    }

    @Test(arguments: Engine.available)
    func wordsOfOnesOwnComeBackAndAreExported(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site)
            let page = try await Visitor.nobody.get(link.path, on: client)
            let key = try #require(Self.field("key", in: page.text))
            let head: [(String, String)] = [
                ("key", key), ("page", "0"), ("shown", "photo"), ("shown", "sign"),
                ("shown", "why"), ("shown", "why.other"), ("q.why", "else"),
            ]
            let open = try await AnswerPagesTests.post(
                link.path, head + [("q.why.other", "")], on: client)
            #expect(open.status == .unprocessableContent)
            #expect(open.text.contains("id=\"q-why-own-fault\">Would you like"))
            let hostile = "<b>\u{202E}x</b>\u{200B}"
            let again = try await AnswerPagesTests.post(
                link.path, head + [("q.why.other", hostile)], on: client)
            #expect(again.text.contains("value=\"&lt;b&gt;"))
            let done = try await Self.post(
                link.path,
                head.map { Part.text($0.0, $0.1) } + [
                    .text("q.why.other", hostile), .file("q.photo", "a.png", Self.png),
                    .text("q.sign.drawn", "M1 2L3 4"), .text("q.sign.typed", ""),
                ], on: client)
            #expect(done.status == .seeOther)
            let one = try await site.workspace.desk(.manager)
                .perform(ListResponses.self, [:]).items[0]
            #expect(one.response.answers.values["why"] == ["else"])
            #expect(one.response.answers.values["why.other"] == .string(hostile))
            let manager = try await site.visitor(.manager)
            let shown = try await manager.get("/responses/\(one.id)", on: client)
            #expect(shown.text.contains("Why · Other"))
            #expect(!shown.text.contains("<b>\u{202E}"))
            let csv = try await manager.get(
                "/responses.csv?instrument=\(one.instrument)", on: client)
            #expect(csv.text.contains("answers.why.other"))
            let found = try await manager.call(
                .get, "/responses?filter=answers.why.other%20contains%20%22x%22", on: client)
            #expect(try found.json()["items"]?.array?.count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func formsThatAreNoneAreRefused(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site)
            let key = String(repeating: "ab", count: 32)
            let head: [Part] = [
                .text("key", key), .text("page", "0"), .text("shown", "photo"),
            ]
            let huge = try await Self.post(
                link.path,
                head + [.file("q.photo", "a.png", [UInt8](repeating: 7, count: 11 << 20))],
                on: client)
            #expect(huge.status == .unprocessableContent)
            #expect(huge.text.contains("Please choose a file of at most 1 MB"))
            let strange = try await Self.post(
                link.path, head + [.file("q.why", "a.png", Self.png)], on: client)
            #expect(strange.status == .badRequest)
            let cut = try await client.execute(
                uri: link.path, method: .post,
                headers: [.contentType: "multipart/form-data; boundary=x9"],
                body: ByteBuffer(string: "--x9\r\nContent-Disposition: form-data; name=\"key\""))
            #expect(cut.status == .badRequest)
            let json = try await client.execute(
                uri: link.path, method: .post, headers: [.contentType: "application/json"],
                body: ByteBuffer(string: "{}"))
            #expect(json.status == .badRequest)
            try await site.workspace.desk(.manager).perform(
                CloseLink.self, ["link": .string(link.id.description)])
            let closed = try await Self.post(
                link.path, head + [.file("q.photo", "a.png", Self.png)], on: client)
            #expect(closed.status == .gone)
        }
    }

    @Test(arguments: Engine.available)
    func picturesAreBroughtAndShownWithTheLink(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let link = try await Self.opened(site)
            let manager = try await site.visitor(.manager)
            let csrf = manager.csrf ?? ""
            let refused = try await Self.post(
                "/pictures?csrf=\(csrf)", [.file("file", "a.png", Array("<svg/>".utf8))],
                as: manager, on: client)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.text.contains("none of the types allowed"))
            let forged = try await Self.post(
                "/pictures?csrf=no", [.file("file", "a.png", Self.png)], as: manager, on: client)
            #expect(forged.status == .forbidden)
            let added = try await Self.post(
                "/pictures?csrf=\(csrf)", [.file("file", "door.png", Self.png)], as: manager,
                on: client)
            let id = try #require(added.headers[.location]?.split(separator: "#").last)
            let list = try await manager.get("/pictures", on: client)
            #expect(list.text.contains("image: \(id)") && list.text.contains("door.png"))
            let seen = try await Visitor.nobody.get("\(link.path)/pictures/\(id)", on: client)
            #expect(seen.status == .ok && seen.headers[.contentType] == "image/png")
            #expect(
                try await Visitor.nobody.get("/a/none/pictures/\(id)", on: client).status
                    == .notFound)
            #expect(
                try await Visitor.nobody.get("\(link.path)/pictures/att_1", on: client).status
                    == .notFound)
            let schema = try await manager.call(
                .get, "/instruments/\(link.instrument)/schema", on: client
            ).json()
            #expect(schema["properties"]?["why.other"]?["maxLength"] == 200)
            #expect(schema["required"] == ["photo", "sign"])
            #expect(schema["properties"]?["photo"]?["maxItems"] == 2)
        }
    }
}
