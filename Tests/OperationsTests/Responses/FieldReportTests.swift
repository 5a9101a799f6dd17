import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct FieldReportTests {
    /// Six begin by one link, four finish; one stops at the first page, one at the second.
    @Test(arguments: Engine.available)
    func tellsRatesAndWherePeopleStop(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            let link = try await desk.perform(
                CreateLink.self,
                ["instrument": .string(made.id.description), "name": "QR", "channel": "qr"])
            for person in 0..<6 {
                let key = test.house.randomBytes(32).hexadecimal
                func turn(_ page: Int, _ form: [(String, String)], back: Bool = false) async throws
                {
                    test.pass(.seconds(30))
                    _ = try await PageTurn(
                        token: link.token, key: key,
                        turn: .init(
                            page: page, form: form,
                            shown: ["recommend", "praise", "may_contact"],
                            way: back ? .back : .next),
                        language: "en"
                    ).perform(in: test.house)
                }
                // Who goes back on the first page has begun and is still there.
                if person == 0 {
                    try await turn(0, [("recommend", "9")], back: true)
                    continue
                }
                try await turn(0, [("recommend", "9")])
                if person > 1 { try await turn(1, []) }
            }
            // A day later one more, whole, by a program.
            test.pass(.days(1))
            try await desk.perform(
                SubmitResponse.self, ["instrument": "nps", "answers": ["recommend": 3]])
            let report = try await workspace.desk(.viewer).perform(
                ShowFieldReport.self, ["instrument": .string(made.id.description)])
            #expect(report.total.started == 7 && report.total.completed == 5)
            #expect(report.channels.map(\.name) == ["qr", "api"])
            let qr = report.channels[0].rate
            #expect(qr.started == 6 && qr.completed == 4 && qr.counts["partial"] == 2)
            // Wilson 1927 by hand: 4 of 6.
            let rate = try #require(report.json["channels"]?.array?.first)
            #expect(abs((rate["low"]?.number ?? 0) - 0.3000) < 5e-4)
            #expect(abs((rate["high"]?.number ?? 0) - 0.9032) < 5e-4)
            #expect(report.json["channels"]?.array?[1]["rate"] == .null, "one is too few")
            #expect(report.links.map(\.name) == ["QR"] && report.days.count == 2)
            #expect(report.pages.map(\.stopped) == [1, 1])
            #expect(report.pages.map(\.reached) == [7, 6])
            #expect(report.medianSeconds == 30)
            let only = try await workspace.desk(.viewer).perform(
                ShowFieldReport.self,
                [
                    "instrument": .string(made.id.description),
                    "link": .string(link.id.description),
                ])
            #expect(only.total.started == 6)
        }
    }
}
