import Base
import Domain
import Foundation
import HTTPTypes
import NIOCore
import Operations
import TestSupport
import Testing

@testable import Web

@Suite struct ImportPagesTests {
    /// Posts a file as a browser's form does.
    static func upload(
        _ text: String, as visitor: Visitor, on client: TestClient
    ) async throws -> TestResponse {
        let body =
            "--b\r\nContent-Disposition: form-data; name=\"instrument\"\r\n\r\nnps\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
            + text + "\r\n--b--\r\n"
        return try await client.execute(
            uri: "/imports?csrf=\(visitor.csrf ?? "")", method: .post,
            headers: [
                .contentType: "multipart/form-data; boundary=b",
                .cookie: "nuo_session=\(visitor.token ?? "")", .acceptLanguage: "en",
            ], body: ByteBuffer(string: body))
    }

    @Test(arguments: Engine.available)
    func aFileIsUploadedMappedTriedAndBroughtIn(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let none = try await manager.get("/imports", on: client)
            #expect(none.text.contains("Add a questionnaire first"))
            let desk = site.workspace.desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            let item = try await desk.perform(
                ShowInstrument.self, ["instrument": .string(made.id.description)])
            let key = try #require(item.instrument.scoreItem?.key)
            let sent = try await Self.upload(
                "\(key),nr\r\n9,1\r\n12,2\r\n", as: manager, on: client)
            #expect(sent.status == .seeOther, "\(sent.text)")
            let path = try #require(sent.headers[.location])
            let form = try await manager.get(path, on: client)
            #expect(form.status == .ok && form.text.contains("a.csv"))
            let tried = try await manager.post(
                path, ["to.0": key, "to.1": "response.key", "act": "try"], on: client)
            #expect(tried.text.contains("2 rows: 1 fit, 1 would be left out."))
            #expect(tried.text.contains("is not on the scale from 0 to 10"))
            let wrong = try await manager.post(
                path, ["to.0": "", "to.1": "response.key", "act": "start"], on: client)
            #expect(wrong.status == .unprocessableContent)
            let begun = try await manager.post(
                path, ["to.0": key, "to.1": "response.key", "act": "start"], on: client)
            #expect(begun.status == .seeOther)
            var state: JSON = .null
            for _ in 0..<200 {
                state = try await manager.call(.get, path, on: client).json()
                if state["status"] != "running" { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(state["status"] == "finished" && state["imported"] == 1)
            let page = try await manager.get(path, on: client)
            #expect(page.text.contains("Finished"))
            let faults = try await manager.get(path + "/faults", on: client)
            #expect(faults.text.contains("3,\(key),12,is not on the scale from 0 to 10"))
            let over = try await manager.post(path, ["act": "cancel"], on: client)
            #expect(over.status == .conflict)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsNoTableIsRefusedInWords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            let desk = site.workspace.desk(.manager)
            try await desk.perform(CreateInstrument.self, ["library": "nps"])
            for (text, words) in [
                ("PK\u{3}\u{4}…", "workbook"), ("", "is empty"), ("a,b\r\n\"x", "never closed"),
            ] {
                let refused = try await Self.upload(text, as: manager, on: client)
                #expect(refused.text.contains(words), "\(words): \(refused.status)")
                #expect((400..<500).contains(refused.status.code))
            }
            var stranger = manager
            stranger.csrf = "wrong"
            #expect(try await Self.upload("a\n1", as: stranger, on: client).status == .forbidden)
            let agent = try await site.visitor(.agent)
            #expect(try await Self.upload("a\n1", as: agent, on: client).status == .forbidden)
        }
    }
}
