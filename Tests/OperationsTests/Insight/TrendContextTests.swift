import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// What stands beside a line: what repeats in it, and what happened meanwhile.
@Suite struct TrendContextTests {
    private func with(
        _ engine: Engine, _ body: @escaping @Sendable (AnsweredInstrument) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            try await body(try await AnsweredInstrument(workspace))
        }
    }

    private func day(_ stay: AnsweredInstrument, _ mean: Int, ago: Int) -> [Responses.Stored] {
        (0..<8).map { place in
            stay.row(
                stay.workspace.house.newID(), 8, mean - 1 + 2 * (place % 2), "Eco", "en",
                TestHouse.start - .days(Int64(ago)))
        }
    }

    /// Four weeks from a Monday on. The mean of every seven days is 3, so that a day lies 1, 0 or
    /// −1 from it, always the same: then Kruskal and Wallis' statistic is N − 1, of the 22 days
    /// that have three on either side, and with six degrees p = e^−10.5 (1 + 10.5 + 10.5²/2).
    @Test(arguments: Engine.available)
    func aWeekHasItsOwnPattern(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let means = [4, 4, 3, 3, 3, 2, 2]
            try await stay.put(
                (0..<28).flatMap { self.day(stay, means[$0 % 7], ago: 28 - $0) })
            let asked: KeyValuePairs<String, JSON> = [
                "grain": "day", "item": "answers.clean", "measure": "mean",
            ]
            let report = try await stay.ask(ShowTrend.self, asked)
            #expect(report["points"]?.array?.count == 28)
            let season = try #require(report["season"])
            #expect(season["period"] == 7)
            let places = season["places"]?.array?.compactMap(\.number) ?? []
            #expect(places.count == 7)
            for (found, wanted) in zip(places, [1.0, 1, 0, 0, 0, -1, -1]) {
                #expect(abs(found - wanted) < 1e-12)
            }
            #expect(abs((season["p"]?.number ?? 1) - 0.0018346159) < 1e-9)
            // Of weeks a year has no whole number.
            let weekly = try await stay.ask(
                ShowTrend.self, ["grain": "week", "item": "answers.clean", "measure": "mean"])
            #expect(weekly["season"] == .null)
            // Where a day is missing no week can be compared.
            try await stay.put(self.day(stay, 3, ago: 30))
            let broken = try await stay.ask(ShowTrend.self, asked)
            #expect(broken["points"]?.array?.count == 30 && broken["season"] == .null)
        }
    }

    @Test(arguments: Engine.available)
    func noPatternWhereDaysAreAlike(_ engine: Engine) async throws {
        try await with(engine) { stay in
            // Eleven days' steps are no part of a week.
            try await stay.put(
                (0..<28).flatMap { self.day(stay, 2 + $0 * $0 % 11 % 3, ago: 28 - $0) })
            let report = try await stay.ask(
                ShowTrend.self, ["grain": "day", "item": "answers.clean", "measure": "mean"])
            #expect(report["points"]?.array?.count == 28 && report["season"] == .null)
        }
    }

    private static let occasions = """
        key: ours
        name: {zh: 我们的, en: Ours}
        days:
          - {on: 2026-02-20, name: {zh: 新版上线, en: New app}}
          - {on: 2025-02-20, name: {zh: 一年前, en: A year before}}
        """

    /// Of one who may see cases: everything, with names hidden from those from whom they are
    /// hidden; of one who may not: what does not speak of them.
    @Test(arguments: Engine.available)
    func whatHappenedIsToldToWhoMayKnow(_ engine: Engine) async throws {
        try await with(engine) { stay in
            let place = stay.workspace
            try await stay.put(self.day(stay, 3, ago: 20) + self.day(stay, 4, ago: 0))
            try await place.desk(.analyst).perform(
                SaveDocument<OccasionDocuments>.self, ["text": .string(Self.occasions)])
            let manager = place.desk(.manager)
            let promise = try await manager.perform(
                ShowDocument<PromiseDocuments>.self, ["key": "negative-feedback"])
            let text = try #require(promise.json["text"]?.string)
            try await manager.perform(
                SaveDocument<PromiseDocuments>.self,
                [
                    "text": .string(text.replacing("within: 15 min", with: "within: 5 min")),
                    "after": 1,
                ])
            let agent = place.desk(.agent)
            func open(_ title: String) async throws -> JSON {
                try await agent.perform(
                    OpenCase.self, ["title": .string(title), "kind": "corrective"]
                ).json["id"] ?? .null
            }
            let done = try await open("Mend the door, call 13800138000")
            let early = try await open("Nothing to mend")
            try await agent.perform(
                CloseCase.self, ["case": early, "outcome": "unfounded", "text": "None"])
            let id = try #require(done.string.flatMap(ID<Case>.init))
            _ = try await place.system.write { ledger in
                try ledger.connection.run(
                    """
                    UPDATE cases SET closed = \(TestHouse.start + .hours(1)), outcome_early = 0
                    WHERE workspace = \(ledger.workspace) AND id = \(id)
                    """)
            }
            func kinds(_ role: Role) async throws -> [String: [String]] {
                let found =
                    try await place.desk(role).perform(
                        ShowTrend.self,
                        [
                            "instrument": .string("\(stay.id)"), "grain": "week",
                            "from": .string((TestHouse.start - .days(28)).iso8601),
                            "to": .string((TestHouse.start + .days(1)).iso8601),
                        ]
                    ).json["occurrences"]?.array ?? []
                let moments = found.compactMap { $0["at"]?.string }
                #expect(moments == moments.sorted())
                return Dictionary(grouping: found) { $0["kind"]?.string ?? "" }.mapValues {
                    $0.compactMap { $0["title"]?["en"]?.string }.sorted()
                }
            }
            let known = try await kinds(.agent)
            #expect(known["occasion"] == ["New app"] && known["questionnaire"] == ["Stay"])
            #expect(known["promise"]?.count == 1)
            #expect(
                known["planBegun"] == ["Mend the door, call 13800138000", "Nothing to mend"])
            #expect(known["planDone"] == ["Mend the door, call 13800138000"])
            let hidden = try await kinds(.analyst)
            #expect(hidden["planDone"]?.count == 1)
            #expect(hidden["planDone"]?[0].contains("13800138000") == false)
            let viewer = try await kinds(.viewer)
            #expect(Set(viewer.keys) == ["occasion", "questionnaire"])
        }
    }

    @Test(arguments: [
        ("on: 2026-02-20", "on: 2026-02-30", "days[0].on", "notDay"),
        ("on: 2026-02-20", "when: 2026-02-20", "days[0].on", "missing"),
        ("name: {zh: 新版上线, en: New app}", "tone: loud", "days[0].tone", "unknownMember"),
        ("days:", "dates:", "days", "missing"),
    ])
    func faultsAreNamedByPlace(_ old: String, _ new: String, _ path: String, _ code: String)
        throws
    {
        let text = Self.occasions.replacing(old, with: new)
        let refusal = try #require(throws: Refusal.self) {
            _ = try Occasions(document: YAMLDocument(parsing: text).json)
        }
        #expect(refusal.faults.contains { $0.path == path && $0.code == code })
    }

    @Test func moreDaysThanAPictureCanNameAreRefused() throws {
        let days = Array(
            repeating: "{on: 2026-02-20, name: {zh: 一, en: One}}", count: 1 + Occasions.mostDays)
        let text = "key: many\nname: {zh: 多, en: Many}\ndays: [\(days.joined(separator: ", "))]"
        let refusal = try #require(throws: Refusal.self) {
            _ = try Occasions(document: YAMLDocument(parsing: text).json)
        }
        #expect(refusal.faults.contains { $0.path == "days" && $0.code == "tooMany" })
    }
}
