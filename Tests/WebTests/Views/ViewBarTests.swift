import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct ViewBarTests {
    @Test(arguments: Engine.available)
    func eachListKeepsItsViewsAndForgetsThem(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let person = try await site.visitor(.administrator)
            for (room, address) in [
                ("/cases", "view=mine&filter=severity%20%3D%3D%20%22major%22"),
                ("/customers", "text=Li"), ("/responses", "status=completed"),
            ] {
                let plain = try await person.get(room, on: client)
                #expect(plain.status == .ok && !plain.text.contains("\(room)/views\""), "\(room)")
                // Empty fields of the form and the place in the list belong to no view.
                let looked = try await person.get("\(room)?\(address)&team=&cursor=", on: client)
                #expect(looked.text.contains("action=\"\(room)/views\""), "\(room)")
                let kept = try await person.post(
                    room + "/views", ["name": "Mine <3", "address": address, "shared": "true"],
                    on: client)
                #expect(kept.headers[.location] == "\(room)?\(address)")
                let page = try await person.get("\(room)?\(address)", on: client).text
                #expect(page.contains("★ Mine &lt;3"), "\(room)")
                #expect(!page.contains("action=\"\(room)/views\""), "it is kept already")
                let mark = try #require(page.firstRange(of: "action=\"\(room)/views/vew_"))
                let id = "vew_" + page[mark.upperBound...].prefix { $0 != "/" }
                let removed = try await person.post(
                    "\(room)/views/\(id)/removal", [:], on: client)
                #expect(removed.headers[.location] == room)
                #expect(try await !person.get(room, on: client).text.contains("Mine &lt;3"))
            }
        }
    }
}
