import Base
import Domain
import Foundation
import TestSupport
import Testing

@testable import Operations

/// Which earlier period stands beside one, counted by hand on a calendar.
@Suite struct ComparisonTests {
    private func earlier(
        _ comparison: InsightQuestion.Comparison, _ from: String, _ to: String,
        in zone: String = "Asia/Shanghai"
    ) throws -> [String] {
        let zone = try #require(
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(zone)")
                .flatMap { Zone(name: zone, tzif: Array($0)) })
        let ends = try [from, to].map { text in
            try #require(Instant(iso8601: text, assuming: zone))
        }
        let found = try comparison.earlier(than: ends[0]..<ends[1], in: zone)
        return [found.lowerBound, found.upperBound].map(\.iso8601)
    }

    @Test func theOneBeforeIsAsLong() throws {
        #expect(
            try earlier(.previous, "2026-03-11", "2026-03-21")
                == ["2026-02-28T16:00:00Z", "2026-03-10T16:00:00Z"])
        #expect(
            try earlier(.previous, "2026-03-11T08:00", "2026-03-11T20:00")
                == ["2026-03-10T12:00:00Z", "2026-03-11T00:00:00Z"])
    }

    /// The clocks went forward on 29 March 2026: the week before has an hour less, and begins at
    /// midnight all the same.
    @Test func wholeDaysStayWholeWhereAnHourIsLost() throws {
        #expect(
            try earlier(.previous, "2026-03-30", "2026-04-06", in: "Europe/Berlin")
                == ["2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"])
    }

    @Test func aYearBackAreTheSameDays() throws {
        #expect(
            try earlier(.year, "2026-03-01", "2026-04-01")
                == ["2025-02-28T16:00:00Z", "2025-03-31T16:00:00Z"])
        // 29 February has its like in the last of the month.
        #expect(
            try earlier(.year, "2024-02-29", "2024-03-02")
                == ["2023-02-27T16:00:00Z", "2023-03-01T16:00:00Z"])
    }

    /// 366 days would share one with those of the year before; nobody counts on both sides.
    @Test func nothingCountsTwice() throws {
        #expect(
            try earlier(.year, "2025-01-01", "2026-01-02")
                == ["2023-12-31T16:00:00Z", "2024-12-31T16:00:00Z"])
        let refusal = #expect(throws: Refusal.self) {
            try earlier(.year, "2024-01-01", "2026-01-01")
        }
        #expect(refusal?.faults.first?.code == "longerThanYear")
    }

    @Test(arguments: Engine.available)
    func aYearBackIsAsked(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            func fill(_ days: Int64, _ low: Int) async throws {
                try await stay.put(
                    (0..<100).map { place in
                        stay.row(
                            workspace.house.newID(), place < low ? 3 : 10, nil, nil, "en",
                            TestHouse.start - .days(days))
                    })
            }
            try await fill(5, 10)
            try await fill(15, 50)
            try await fill(370, 30)
            let fields: [JSON.Object.Member] = [
                .init(key: "from", value: .string((TestHouse.start - .days(10)).iso8601)),
                .init(key: "to", value: .string(TestHouse.start.iso8601)),
            ]
            func before(_ compare: JSON) async throws -> JSON? {
                let input =
                    [
                        JSON.Object.Member(
                            key: "instrument", value: .string(stay.id.description))
                    ] + fields + [.init(key: "compare", value: compare)]
                let report = try await workspace.desk(.analyst).perform(
                    QueryInsight.self, JSON.Object(input))
                return report.json["previous"]?["measure"]?["value"]
            }
            // Ninety of a hundred less ten, fifty less fifty, seventy less thirty.
            #expect(try await before("previous") == 0)
            #expect(try await before("year") == 40)
            let change = try await workspace.desk(.analyst).perform(
                ExplainChange.self,
                JSON.Object(
                    [.init(key: "instrument", value: .string(stay.id.description))] + fields + [
                        .init(key: "compare", value: "year")
                    ]))
            #expect(change.before.value == 40 && change.after.value == 80)
        }
    }
}
