import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct InsightAnalysesTests {
    private func with(
        _ engine: Engine, _ document: String = AnsweredInstrument.document,
        _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(try await AnsweredInstrument(workspace, document: document))
        }
    }

    /// Thirty weeks of answers, better from the twentieth on; one week much worse than all.
    private func fillWeeks(_ stay: AnsweredInstrument) async throws {
        var rows: [Responses.Stored] = []
        for week in 0..<30 {
            for place in 0..<40 {
                let isGood = week == 8 ? false : (place * 7 + week) % 10 < (week < 20 ? 5 : 8)
                rows.append(
                    stay.row(
                        stay.workspace.house.newID(), isGood ? 9 : 5, 1 + place % 5,
                        place % 2 == 0 ? "Eco" : "Business", "en",
                        TestHouse.start - .days(7 * Int64(30 - week))))
            }
        }
        try await stay.put(rows)
    }

    @Test(arguments: Engine.available)
    func aTrendTellsTheUnusual(_ engine: Engine) async throws {
        try await with(engine) { stay in
            try await fillWeeks(stay)
            let report = try await stay.ask(ShowTrend.self, ["grain": "week"])
            let points = report["points"]?.array ?? []
            #expect((30...31).contains(points.count))
            #expect(report["total"]?["n"] == 1_200)
            let beyond = points.indices.filter {
                points[$0]["rules"]?.array?.contains(1) == true
            }
            let worst = points.indices.min {
                (points[$0]["measure"]?["value"]?.number ?? 0)
                    < (points[$1]["measure"]?["value"]?.number ?? 0)
            }
            #expect(worst.map(beyond.contains) == true)
            let lower = try #require(points[0]["lower"]?.number)
            let centre = try #require(report["centre"]?.number)
            #expect(-100 <= lower && lower < centre)
            // The lasting change is found and confirmed, at the week where it was made.
            let changes = report["changes"]?.array ?? []
            let last = try #require(changes.last)
            #expect(last["change"]?["isClear"] == true)
            #expect((last["change"]?["value"]?.number ?? 0) > 30)
            let at = try #require(last["at"]?.string.flatMap(Instant.init(iso8601:)))
            #expect(abs((at - (TestHouse.start - .days(70))).seconds) <= 7 * 86_400)
            // A share has limits of its own kind, within what is possible.
            let share = try await stay.ask(
                ShowTrend.self, ["grain": "week", "item": "answers.clean", "measure": "csat"])
            #expect(share["method"] == "chart.laney")
            for point in share["points"]?.array ?? [] {
                #expect((point["upper"]?.number ?? 0) <= 100)
            }
        }
    }

    @Test(arguments: Engine.available)
    func fewAnswersHaveNoChart(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let empty = try await stay.ask(ShowTrend.self, [:])
            #expect(empty["points"] == [] && empty["total"]?["n"] == 0)
            for day in 0..<4 {
                try await stay.answer(score: 9, at: TestHouse.start - .days(Int64(day) * 7))
            }
            let few = try await stay.ask(ShowTrend.self, ["grain": "week"])
            #expect(few["total"]?["isHidden"] == true && few["centre"] == .null)
            for point in few["points"]?.array ?? [] { #expect(point["measure"]?["value"] == .null) }
        }
    }

    /// One step with three answers: total less the others would tell it, so the next smallest goes.
    @Test(arguments: Engine.available)
    func aHiddenStepHidesItsNeighbour(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            let sizes = [20, 3, 12, 9, 30]
            try await stay.put(
                sizes.enumerated().flatMap { (week, size) -> [Responses.Stored] in
                    (0..<size).map { place in
                        stay.row(
                            house.newID(), 5 + place % 6, 3, week == 1 ? "First" : "w\(week)",
                            "en", TestHouse.start - .days(7 * Int64(week) + 1))
                    }
                })
            let hidden = { (list: [JSON]) -> [Int] in
                list.filter { $0["measure"]?["isHidden"] == true }
                    .compactMap { $0["measure"]?["n"]?.integer }.sorted()
            }
            let trend = try await stay.ask(ShowTrend.self, ["grain": "week"])
            #expect(hidden(trend["points"]?.array ?? []) == [3, 9])
            let report = try await stay.ask(["grain": "week"])
            #expect(hidden(report["trend"]?.array ?? []) == [3, 9])
            let segments = try await stay.ask(FindSegments.self, [:])
            let groups = segments["traits"]?.array?.first?["groups"]?.array ?? []
            #expect(groups.compactMap { $0["measure"]?["n"]?.integer }.sorted() == [12, 20, 30])
        }
    }

    @Test(arguments: Engine.available)
    func segmentsAreFoundAndSplit(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            try await stay.put(
                (0..<600).map { place in
                    let isEco = place % 3 == 0
                    let score = isEco ? (place % 2 == 0 ? 2 : 6) : (place % 5 == 0 ? 7 : 10)
                    return stay.row(
                        house.newID(), score, 3, isEco ? "Eco" : "Business",
                        place % 7 < 3 ? "zh" : "en")
                })
            let report = try await stay.ask(FindSegments.self, [:])
            let traits = report["traits"]?.array ?? []
            #expect(traits.map { $0["column"] } == ["hidden.class", "language"])
            #expect(traits[0]["isClear"] == true && traits[1]["isClear"] == false)
            // NPS: promoters 100, passives 0, detractors −100. Between and total sums by hand.
            let explained = try #require(traits[0]["explained"]?.number)
            let (eco, other, passive) = (200.0, 320.0, 80.0)
            let mean = (other - eco) / 600
            let total = eco + other - 600 * mean * mean
            let within = other - (other + passive) * (other / 400) * (other / 400)
            #expect(abs(explained - (1 - within / total)) < 1e-9)
            let first = try #require(report["tree"]?.array?.first)
            #expect(first["column"] == "hidden.class" && first["measure"]?["n"] != 0)
            // The rest's condition finds exactly the rest.
            let rest = try #require(report["tree"]?.array?.first { $0["isRest"] == true })
            let filter = try #require(rest["measure"]?["filter"]?.string)
            let found = try await stay.ask(["filter": .string(filter)])
            #expect(found["total"]?["n"] == rest["measure"]?["n"])
        }
    }

    @Test(arguments: Engine.available)
    func driversAddUpToWhatTheyExplain(_ engine: Engine) async throws {
        try await with(engine, InsightDocuments.journey) { trip in
            try await trip.put(try rows(trip, count: 300))
            let report = try await trip.ask(FindDrivers.self, [:])
            let drivers = report["drivers"]?.array ?? []
            #expect(
                drivers.map { $0["column"]?.string } == [
                    "answers.seat", "answers.bags", "answers.book",
                ])
            let shares = drivers.compactMap { $0["share"]?.number }.reduce(0, +)
            #expect(abs(shares - (report["r2"]?.number ?? 0)) < 1e-9)
            for driver in drivers {
                let share = try #require(driver["share"]?.number)
                #expect((driver["low"]?.number ?? 1) <= share + 0.05)
                #expect(share - 0.05 <= (driver["high"]?.number ?? 0))
            }
            let effect = try #require(drivers[0]["effect"]?.number)
            #expect(abs(effect - 1) < 0.1)
            let none = try await trip.ask(FindDrivers.self, ["filter": "hidden.class == \"x\""])
            #expect(none["reason"] == "noRows" && none["drivers"] == [])
        }
    }

    /// The score is the seat's rating, half the bags' and some noise; booking is nothing.
    private func rows(
        _ trip: AnsweredInstrument, count: Int
    ) throws -> [Responses.Stored] {
        (0..<count).map { place in
            let (book, seat, bags) = (1 + place % 5, 1 + place / 5 % 5, 1 + place / 25 % 5)
            let score = seat + bags / 2 + (place * 31 % 7 == 0 ? 1 : 0)
            return trip.row(
                JSON.Object([
                    .init(key: "book", value: .integer(book)),
                    .init(key: "seat", value: .integer(seat)),
                    .init(key: "bags", value: .integer(bags)),
                    .init(key: "recommend", value: .integer(score)),
                ]), score: score)
        }
    }

    /// Enough respondents to resample in parts: the same shares, intervals around them.
    @Test func manyRespondentsAreResampledInParts() async throws {
        try await with(.sqlite, InsightDocuments.journey) { trip in
            try await trip.put(try rows(trip, count: 6_250))
            let report = try await trip.ask(FindDrivers.self, [:])
            for driver in (report["drivers"]?.array ?? []).prefix(2) {
                let share = try #require(driver["share"]?.number)
                let low = try #require(driver["low"]?.number)
                let high = try #require(driver["high"]?.number)
                #expect(low < share && share < high && high - low < 0.05)
                #expect(driver["rankStability"] == 1)
            }
        }
    }

    @Test(arguments: Engine.available)
    func theJourneyHasPeakLowAndEnd(_ engine: Engine) async throws {
        try await with(engine, InsightDocuments.journey) { trip in
            try await trip.put(
                (0..<120).map { place in
                    let score = 4 + place % 5
                    return trip.row(
                        JSON.Object([
                            .init(key: "book", value: .integer(place % 2 == 0 ? 5 : 4)),
                            .init(key: "seat", value: .integer(1 + place % 3)),
                            .init(key: "bags", value: .integer(2 + place % 3)),
                            .init(key: "recommend", value: .integer(score)),
                        ]), score: score)
                })
            let report = try await trip.ask(ShowJourney.self, [:])
            #expect(report["peak"] == 0 && report["low"] == 1 && report["end"] == 2)
            let steps = report["steps"]?.array ?? []
            #expect(steps.count == 3)
            #expect(steps[0]["feeling"] == 75 && steps[1]["feeling"] == -50)
            let bad = try #require(steps[1]["badShare"]?.number)
            #expect(abs(bad - 2.0 / 3) < 1e-12)
            #expect(report["memory"]?["n"] == 120)
        }
    }

    @Test(arguments: Engine.available)
    func aJourneyTellsWhatDecidesAndWhoFallsAway(_ engine: Engine) async throws {
        try await with(engine, InsightDocuments.journey) { trip in
            try await trip.put(
                (0..<150).map { place in
                    let score = 4 + place % 5
                    var answers = JSON.Object([
                        .init(key: "book", value: .integer(place % 2 == 0 ? 5 : 4)),
                        .init(key: "seat", value: .integer(1 + place % 5)),
                        .init(key: "recommend", value: .integer(score)),
                    ])
                    if place % 10 != 0 { answers.append("bags", .integer(2 + place % 3)) }
                    return trip.row(answers, score: score)
                })
            let report = try await trip.ask(ShowJourney.self, [:])
            let steps = report["steps"]?.array ?? []
            #expect(report["truths"] == [1])
            #expect(abs((steps[1]["r"]?.number ?? 0) - 1) < 1e-9 && steps[1]["adjustedP"] == 0)
            #expect(abs(steps[0]["r"]?.number ?? 1) < 1e-9 && steps[0]["adjustedP"] == 1)
            #expect(steps.map { $0["reach"] } == [1, 1, 0.9])
            #expect(steps.map { $0["left"] } == [.null, 0, 0.1])
            // Wilson's interval of 15 of 150.
            #expect(abs((steps[2]["leftLow"]?.number ?? 0) - 0.061_54) < 1e-4)
            #expect(abs((steps[2]["leftHigh"]?.number ?? 0) - 0.158_43) < 1e-4)
        }
    }

    @Test(arguments: Engine.available)
    func aCrossTabHidesWhatWouldTell(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            try await stay.put(
                (0..<300).map { place in
                    let isEco = place % 2 == 0
                    // Few in first class: three of them say one thing.
                    let group = place < 12 ? "First" : isEco ? "Eco" : "Business"
                    let clean = place < 12 ? (place < 3 ? 1 : 5) : isEco ? 2 : 4 + place % 3 / 2
                    return stay.row(house.newID(), 8, clean, group)
                })
            let tab = try await stay.ask(
                CrossTabulate.self, ["row": "hidden.class", "column": "answers.clean"])
            #expect(tab["n"] == 300 && tab["p"] == 0.001)
            // Exact, they would tell the hidden cells.
            #expect(tab["chiSquare"] == .null)
            let strength = try #require(tab["association"]?.number)
            #expect((strength * 10).rounded() == strength * 10)
            let first = try #require(
                tab["rowKeys"]?.array?.firstIndex { $0["value"] == "First" })
            let hidden = (tab["cells"]?.array?[first].array ?? []).filter {
                $0["isHidden"] == true
            }
            #expect(hidden.count == 2)
            #expect(hidden.allSatisfy { $0["count"] == .null && $0["share"] == .null })
            await #expect(throws: Refusal.self) {
                try await stay.ask(
                    CrossTabulate.self, ["row": "hidden.class", "column": "hidden.class"])
            }
        }
    }

    /// Few answers are tested exactly, many numbers are cut into ranges, and shares are of what one
    /// wants.
    @Test(arguments: Engine.available)
    func aCrossTabFitsItsAnswers(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let house = stay.workspace.house
            // [[8, 0], [5, 5], [0, 8]]: fewer than five are expected in the middle.
            let counts = [("Eco", 2, 8), ("Business", 2, 5), ("Business", 4, 5), ("First", 4, 8)]
            try await stay.put(
                counts.flatMap { group, clean, n in
                    (0..<n).map { stay.row(house.newID(), $0, clean, group) }
                })
            let tab = try await stay.ask(
                CrossTabulate.self, ["row": "hidden.class", "column": "answers.clean"])
            #expect(tab["isThin"] == true && tab["test"] == "contingency.freemanHalton")
            // All 69 tables with these totals, counted in Python.
            #expect(abs((tab["p"]?.number ?? 1) - 0.000_156_145) < 1e-6)
            #expect(tab["columnTotals"] == [13, 13] && tab["n"] == 26)
            let eco = try #require(tab["rowKeys"]?.array?.firstIndex { $0["value"] == "Eco" })
            let cell = try #require(tab["cells"]?.array?[eco].array?.first)
            #expect(cell["share"] == 1)
            #expect(abs((cell["columnShare"]?.number ?? 0) - 8.0 / 13) < 1e-6)
            #expect(abs((cell["totalShare"]?.number ?? 0) - 8.0 / 26) < 1e-6)
            #expect(tab["ranged"] == [])
        }
    }

    private static let amounts = """
        key: stay
        title: {zh: 入住, en: Stay}
        languages: [zh, en]
        hidden:
          - {key: nights, title: {zh: 晚数, en: Nights}, kind: number}
        pages:
          - items:
              - {key: recommend, kind: nps, score: true, title: {zh: 推荐, en: Recommend}}
        """

    @Test(arguments: Engine.available)
    func manyNumbersAreCutIntoRanges(_ engine: Engine) async throws {
        try await with(engine, Self.amounts) { stay in
            try await stay.put(
                (0..<200).map { place in
                    stay.row(
                        JSON.Object([.init(key: "recommend", value: .integer(place % 11))]),
                        score: place % 11,
                        hidden: JSON.Object([
                            .init(key: "nights", value: .integer(1 + place % 20))
                        ]))
                })
            let tab = try await stay.ask(
                CrossTabulate.self, ["row": "hidden.nights", "column": "score"])
            #expect(tab["ranged"] == ["hidden.nights"])
            #expect(tab["rowTotals"] == [40, 40, 40, 40, 40])
            #expect(tab["columnKeys"]?.array?.count == 11)
        }
    }

    @Test(arguments: Engine.available)
    func gapsAreFoundByItemAndDimension(_ engine: Engine) async throws {
        try await with(engine, InsightDocuments.gaps) { quality in
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
                                value: [
                                    "tools": pair(5 + more, 5), "rooms": pair(5, 5 + more),
                                ]),
                            .init(
                                key: "reliability",
                                value: [
                                    "promise": pair(7, 4 + more), "first": pair(6, 4),
                                ]),
                            .init(
                                key: "weights",
                                value: ["tangibles": 20, "reliability": 80]),
                        ]))
                })
            let report = try await quality.ask(ShowGaps.self, [:])
            let dimensions = report["dimensions"]?.array ?? []
            #expect(dimensions.map { $0["key"] } == ["tangibles", "reliability"])
            #expect(report["n"] == 40)
            // 5.5 → 5 and 5 → 5.5; 7 → 4.5 and 6 → 4.
            let gaps = dimensions.compactMap { $0["gap"]?.number }
            #expect(abs(gaps[0]) < 1e-12 && abs(gaps[1] + 2.25) < 1e-12)
            #expect(abs((report["overall"]?.number ?? 0) + 1.125) < 1e-12)
            #expect(abs((report["weighted"]?.number ?? 0) + 1.8) < 1e-12)
            #expect(dimensions[1]["weight"] == 80)
            let item = try #require(dimensions[1]["items"]?.array?.first)
            #expect(item["column"] == "answers.reliability.promise.perception")
            #expect(report["steps"] == [] && report["groups"] == [])
            // The same by group and time: all of one language, on one day.
            let parts = try await quality.ask(
                ShowGaps.self, ["grain": "quarter", "dimensions": ["language"]])
            let group = try #require(parts["groups"]?.array?.first)
            #expect(
                group["keys"] == [["column": "language", "value": "en"]] && group["change"] == .null
            )
            #expect(group["overall"]?["n"] == 40)
            let step = try #require(parts["steps"]?.array?.first { $0["overall"]?["n"] == 40 })
            let own = step["dimensions"]?.array?.compactMap { $0["value"]?.number } ?? []
            #expect(own.count == 2 && abs(own[0]) < 1e-9 && abs(own[1] + 2.25) < 1e-9)
        }
    }
}
