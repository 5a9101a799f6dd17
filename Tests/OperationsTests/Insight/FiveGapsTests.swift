import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct FiveGapsTests {
    @Test(arguments: Engine.available)
    func eachGapComesFromWhatTheHouseKnows(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let quality = try await AnsweredInstrument(workspace, document: InsightDocuments.gaps)
            let nothing = try await quality.ask(ShowFiveGaps.self, [:])
            #expect(nothing["lines"] == [])
            #expect(
                nothing["missing"] == ["managers", "staff", "checks", "customers", "clocks"])
            try await fill(quality)
            let managers = try await AnsweredInstrument(
                workspace, document: InsightDocuments.managers)
            try await managers.put(
                (0..<20).map { place in
                    let more = place % 2
                    return managers.row(
                        JSON.Object([
                            .init(
                                key: "belief",
                                value: [
                                    "tangibles": .integer(6 + more),
                                    "reliability": .integer(4 + more),
                                ]),
                            .init(
                                key: "goals", value: ["written": 4, "kept": .integer(3 + more)]),
                        ]))
                })
            let staff = try await AnsweredInstrument(workspace, document: InsightDocuments.staff)
            // Fewer than may be shown.
            try await staff.put(
                (0..<4).map { _ in
                    staff.row(JSON.Object([.init(key: "delivery", value: ["reliability": 5])]))
                })
            let few = try await quality.ask(ShowFiveGaps.self, [:])
            #expect(few["missing"] == ["staff", "checks", "clocks"])
            try await staff.put(
                (0..<4).map { place in
                    staff.row(
                        JSON.Object([
                            .init(key: "delivery", value: ["reliability": .integer(3 + place)])
                        ]))
                })
            let report = try await quality.ask(ShowFiveGaps.self, [:])
            #expect(report["missing"] == ["checks", "clocks"])
            let lines = report["lines"]?.array ?? []
            #expect(lines.map { $0["gap"] } == [1, 1, 2, 3, 5, 5])
            #expect(
                lines.map { $0["origin"] }.prefix(4) == [
                    "managers", "managers", "managers", "staff",
                ])
            let gaps = lines.compactMap { $0["difference"]?.number }
            // 6.5 − 5.25 and 4.5 − 6.5; (4 + 3.5) / 2 − (6.5 + 4.5) / 2; 4.75 − 7; and found less
            // expected.
            for (gap, wanted) in zip(gaps, [1.25, -2, -1.75, -2.25, 0, -2.25]) {
                #expect(abs(gap - wanted) < 1e-9)
            }
            #expect(lines[3]["wanted"] == 7 && lines[3]["n"] == 8)
            #expect(abs((lines[3]["share"]?.number ?? 0) + 2.25 / 6) < 1e-6)
            // Each manager's own difference: −2 or −1.5 … paired, so its interval is narrow.
            let low = try #require(lines[2]["differenceLow"]?.number)
            #expect(-1.9 < low && low < -1.75)
        }
    }

    /// Three full marks of checks, two without the right answer, one with a grave fault; of four
    /// nothing is said.
    @Test(arguments: Engine.available)
    func checksTellOfDelivery(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let quality = try await AnsweredInstrument(workspace, document: InsightDocuments.gaps)
            let desk = workspace.desk(.manager)
            try await desk.perform(CreateInstrument.self, ["library": "qa-scorecard"])
            func check(_ isRight: Bool = true, grave: String = "none") async throws {
                var answers = JSON.Object(
                    [
                        "opening", "listening", "restated", "complete", "ownership", "courtesy",
                        "empathy", "next_steps", "record",
                    ].map { .init(key: $0, value: true) })
                answers.append("correct", .bool(isRight))
                answers.append("grave", [.string(grave)])
                try await desk.perform(
                    SubmitResponse.self,
                    ["instrument": "qa-scorecard", "answers": .object(answers)])
            }
            for place in 0..<4 { try await check(place > 1) }
            #expect(
                try await quality.ask(ShowFiveGaps.self, [:])["missing"]
                    == ["managers", "staff", "checks", "customers", "clocks"])
            try await check()
            try await check(grave: "rude")
            let report = try await quality.ask(ShowFiveGaps.self, [:])
            #expect(report["missing"] == ["managers", "staff", "customers", "clocks"])
            let lines = report["lines"]?.array ?? []
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["gap"] == 3 && line["origin"] == "checks" && line["n"] == 6)
            #expect(line["wanted"] == 100 && line["highest"] == 100)
            // 100, 100, 100, 80, 80, 0: mean 76.667, less 2.570582 · 15.8465.
            #expect(abs((line["given"]?.number ?? 0) - 76.666_67) < 1e-3)
            #expect(abs((line["difference"]?.number ?? 0) + 23.333_33) < 1e-3)
            #expect(abs((line["differenceLow"]?.number ?? 0) + 64.068) < 1e-2)
        }
    }

    private func fill(_ quality: AnsweredInstrument) async throws {
        func pair(_ expected: Int, _ found: Int) -> JSON {
            ["expectation": .integer(expected), "perception": .integer(found)]
        }
        try await quality.put(
            (0..<40).map { place in
                let more = place % 2
                return quality.row(
                    JSON.Object([
                        .init(
                            key: "tangibles",
                            value: ["tools": pair(5 + more, 5), "rooms": pair(5, 5 + more)]),
                        .init(
                            key: "reliability",
                            value: ["promise": pair(7, 4 + more), "first": pair(6, 4)]),
                    ]))
            })
    }
}
