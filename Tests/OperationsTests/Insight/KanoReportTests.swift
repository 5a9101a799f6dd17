import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct KanoReportTests {
    private func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(
                try await AnsweredInstrument(workspace, document: InsightDocuments.kano))
        }
    }

    @Test(arguments: Engine.available)
    func featuresAreMustBeOrAttractive(_ engine: Engine) async throws {
        try await with(engine) { wishes in
            try await wishes.put(
                (0..<40).map { place in
                    let must: JSON =
                        place < 30
                        ? ["functional": "expect", "dysfunctional": "dislike"]
                        : ["functional": "like", "dysfunctional": "dislike"]
                    return wishes.row(
                        JSON.Object([
                            .init(
                                key: "features",
                                value: [
                                    "refund": must,
                                    "gift": ["functional": "like", "dysfunctional": "neutral"],
                                ])
                        ]))
                })
            let report = try await wishes.ask(ShowKano.self, [:])
            let features = report["features"]?.array ?? []
            #expect(features.map { $0["category"] } == ["M", "A"])
            #expect(features[0]["counts"]?["M"] == 30 && features[0]["counts"]?["O"] == 10)
            #expect(features[0]["better"] == 0.25 && features[0]["worse"] == -1)
            let few = try await wishes.ask(ShowKano.self, ["to": "2000-01-01T00:00:00Z"])
            #expect(few["features"]?.array?.allSatisfy { $0["category"] == .null } == true)
        }
    }

    /// A gift delighted two months ago and is expected now.
    @Test(arguments: Engine.available)
    func featuresDriftFromWaveToWave(_ engine: Engine) async throws {
        try await with(engine) { wishes in
            func answers(_ place: Int, isNew: Bool) -> JSON.Object {
                let refund: JSON = [
                    "functional": place % 4 == 0 ? "like" : "expect", "dysfunctional": "dislike",
                ]
                let gift: JSON =
                    isNew
                    ? ["functional": "expect", "dysfunctional": "dislike"]
                    : ["functional": "like", "dysfunctional": "neutral"]
                return JSON.Object([
                    .init(key: "features", value: ["refund": refund, "gift": gift])
                ])
            }
            let (earlier, first) = (TestHouse.start - .days(62), TestHouse.start - .days(400))
            try await wishes.put(
                (0..<40).flatMap { place in
                    [
                        wishes.row(answers(place, isNew: false), "en", earlier),
                        wishes.row(answers(place, isNew: true), "en", TestHouse.start),
                    ]
                } + (0..<3).map { wishes.row(answers($0, isNew: false), "en", first) })
            let from = JSON.string((TestHouse.start - .days(100)).iso8601)
            let report = try await wishes.ask(ShowKano.self, ["grain": "month", "from": from])
            let features = report["features"]?.array ?? []
            func waves(_ feature: JSON) -> [JSON] {
                (feature["waves"]?.array ?? []).filter { $0["n"] != 0 }
            }
            #expect(waves(features[0]).map { $0["category"] } == ["M", "M"])
            #expect(waves(features[1]).map { $0["category"] } == ["A", "M"])
            #expect(features[0]["drift"]?["p"] == 1 && features[0]["drift"]?["association"] == 0)
            let drift = try #require(features[1]["drift"])
            #expect(drift["adjustedP"]?.number.map { $0 < 1e-9 } == true)
            #expect(drift["better"]?["value"] == -1 && drift["better"]?["isClear"] == true)
            #expect(drift["worse"]?["value"] == 1)
            // Three answers are hidden, and with them what their total would tell them by.
            let all = try await wishes.ask(ShowKano.self, ["grain": "month"])
            let hidden = all["features"]?.array ?? []
            #expect(waves(hidden[1]).map { $0["n"] } == [3, 40, 40])
            #expect(waves(hidden[1]).count { $0["category"] != .null } == 1)
            #expect(hidden[1]["drift"] == .null)
            // Without steps of time there are no waves.
            let whole = try await wishes.ask(ShowKano.self, [:])
            #expect(whole["features"]?.array?.allSatisfy { $0["waves"] == [] } == true)
        }
    }
}
