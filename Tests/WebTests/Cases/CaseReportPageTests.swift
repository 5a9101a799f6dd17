import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@Suite struct CaseReportPageTests {
    /// Addresses of a page that begin so.
    private func addresses(_ page: String, _ start: String) -> [String] {
        page.split(separator: "href=\"", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.prefix { $0 != "\"" }).replacing("&amp;", with: "&") }
            .filter { $0.hasPrefix(start) }
    }

    @Test(arguments: Engine.available)
    func eachNumberOpensItsCasesUnderTheFilterThatWasChosen(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let agent = try await site.visitor(.agent)
            for (title, channel) in [("By phone", "phone"), ("By mail", "mail")] {
                _ = try await agent.post(
                    "/cases",
                    ["title": title, "words": "Hello?", "kind": "feedback", "channel": channel],
                    on: client)
            }
            let filter = "filter=channel%20%3D%3D%20%22phone%22"
            for by in ["kind", "channel", "agent", "cause", "team"] {
                let page = try await agent.get("/cases/report?by=\(by)&\(filter)", on: client)
                #expect(page.status == .ok, "\(by)")
                let paths = addresses(page.text, "/cases?").filter { $0.contains("figure=") }
                #expect(paths.count > 8, "\(by): \(paths)")
                for path in Set(paths) {
                    let queue = try await agent.get(path, on: client)
                    #expect(queue.status == .ok, "\(path)")
                    #expect(!queue.text.contains("By mail"), "\(path)")
                }
                let all = try #require(paths.first { $0.contains("figure=all") })
                let queue = try await agent.get(all, on: client)
                #expect(queue.text.contains("By phone") && queue.text.contains("the report counts"))
                #expect(queue.text.contains("href=\"/cases/report?\(filter)"), "the way back")
            }
            let slip = try await agent.get("/cases/report?filter=channel%20%3D", on: client)
            #expect(slip.status == .unprocessableContent)
            #expect(slip.text.contains("filter-fault") && slip.text.contains("value=\"channel =\""))
            let causes = try await agent.get("/cases/causes?filter=nobody%20%3D%3D%201", on: client)
            #expect(causes.status == .unprocessableContent)
        }
    }

    @Test(arguments: Engine.available)
    func casesAndEventsComeAsWorkbooksToo(engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let manager = try await site.visitor(.manager)
            _ = try await manager.post(
                "/cases", ["title": "Late", "words": "Hello?", "kind": "feedback"], on: client)
            for name in ["cases", "case-events"] {
                let book = try await manager.get("/\(name).xlsx", on: client)
                #expect(book.status == .ok)
                #expect(book.headers[.contentDisposition]?.contains("\(name).xlsx") == true)
                #expect(book.text.hasPrefix("PK"), "\(name)")
                let text = try await manager.get("/\(name).csv", on: client)
                #expect(text.text.split(whereSeparator: \.isNewline).count >= 2, "\(name)")
            }
            let agent = try await site.visitor(.agent)
            let refused = try await agent.get("/cases.xlsx", on: client)
            #expect(refused.status == .forbidden)
        }
    }
}
