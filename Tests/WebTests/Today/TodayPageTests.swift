import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@testable import Web

@Suite struct TodayPageTests {
    @Test(arguments: Engine.available)
    func teachesFirst(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            var visitor = try await site.visitor(.manager)
            let page = try await visitor.get("/", on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("Three steps to the first number"))
            visitor.language = "zh"
            let chinese = try await visitor.get("/", on: client)
            #expect(chinese.text.contains("三步看到第一个数字"))
        }
    }

    @Test(arguments: Engine.available)
    func showsWhatComesIn(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            for place in 0..<12 {
                try await stay.answer(
                    score: place % 2 == 0 ? 10 : 3, at: TestHouse.start - .hours(Int64(place)))
            }
            let manager = try await site.visitor(.manager)
            let page = try await manager.get("/", on: client)
            #expect(!page.text.contains("Three steps"))
            #expect(page.text.contains("NPS is 0, likely between"))
            #expect(page.text.contains("A remark that nobody counts"))
            #expect(page.text.contains("data-live-src=\"/today/answers\""))
            let part = try await manager.get("/today/answers", on: client)
            #expect(part.status == .ok && !part.text.contains("<html"))
            #expect(part.text.split(separator: "<li>").count == 11)
            for name in TodayPart.allCases {
                let part = try await manager.get("/today/\(name.rawValue)", on: client)
                #expect(part.status == .ok, "\(name)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func showsToEachWhatTheyMaySee(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            for _ in 0..<6 { try await stay.answer(score: 8) }
            let viewer = try await site.visitor(.viewer)
            let page = try await viewer.get("/", on: client)
            #expect(page.status == .ok && page.text.contains("NPS is 0"))
            #expect(!page.text.contains("/today/answers") && !page.text.contains("remark"))
            #expect(try await viewer.get("/today/answers", on: client).status == .forbidden)
            #expect(try await viewer.get("/today/cases", on: client).status == .forbidden)
        }
    }
}
