import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct DashboardTests {
    static let document = """
        # Mine.
        key: mine
        name: {zh: 我的, en: Mine}
        roles: [analyst, viewer]
        teams: [East]
        tiles:
          - {instrument: stay, show: number}  # first
          - {instrument: stay, show: line, grain: week}
        """

    @Test(
        arguments: [
            ("show: number", "show: moon", "tiles[0].show", "notOneOf"),
            ("show: number", "of: cases, show: number", "tiles[0].of", "ofBoth"),
            ("instrument: stay, show: number", "show: number", "tiles[0].instrument", "missing"),
            ("grain: week", "colour: red", "tiles[1].colour", "unknownMember"),
            ("grain: week", "filter: 'score <'", "tiles[1].filter", "expression.unfinished"),
            ("grain: week", "period: 8", "tiles[1].period", "notOneOf"),
            ("roles: [analyst", "roles: [king", "roles[0]", "notOneOf"),
        ])
    func faultsAreNamedByPlace(_ old: String, _ new: String, _ path: String, _ code: String)
        throws
    {
        let text = Self.document.replacing(old, with: new)
        let refusal = try #require(throws: Refusal.self) {
            _ = try Dashboard(document: YAMLDocument(parsing: text).json)
        }
        #expect(refusal.faults.contains { $0.path == path && $0.code.hasPrefix(code) })
    }

    /// What a page would take for nothing is refused, with what there is.
    @Test(
        arguments: [
            ("grain: hour", "grain", "notOneOf", "day, week, month, quarter"),
            ("measure: median", "measure", "notOneOf", "nps, csat, ces, mean, share, count"),
            ("compare: last", "compare", "notOneOf", "previous, year"),
            ("sharing: fair", "sharing", "notOneOf", "shapley, johnson"),
            ("shares: rows", "shares", "notOneOf", "row, column, total"),
            ("method: ranks", "method", "notOneOf", "pearson, spearman, kendall"),
            ("quality: best", "quality", "notOneOf", "clean"),
            ("step: wide", "step", "notANumber", ""), ("step: 1000", "step", "stepOutside", ""),
        ])
    func whatNoPageUnderstandsIsNotSaved(
        _ member: String, _ name: String, _ code: String, _ allowed: String
    ) async throws {
        let text = Self.document.replacing("grain: week", with: member)
        try await Engine.available[0].withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.analyst)
            let refusal = try await #require(throws: Refusal.self) {
                try await desk.perform(
                    SaveDocument<DashboardDocuments>.self, ["text": .string(text)])
            }
            let fault = try #require(refusal.faults.first)
            #expect(fault.path == "tiles[1].\(name)" && fault.code == code)
            #expect(fault.values["allowed"] ?? "" == allowed)
            // Nor is it put there from a page.
            try await desk.perform(
                SaveDocument<DashboardDocuments>.self, ["text": .string(Self.document)])
            let pair = member.split(separator: ": ").map(String.init)
            let put = try await #require(throws: Refusal.self) {
                try await desk.perform(
                    EditDashboard.self,
                    [
                        "key": "mine",
                        "add": .object(
                            JSON.Object([
                                .init(key: "instrument", value: "stay"),
                                .init(key: "show", value: "line"),
                                .init(key: pair[0], value: .string(pair[1])),
                            ])),
                    ])
            }
            #expect(put.faults.first?.path == "tiles[2].\(name)")
        }
    }

    /// Cases and customers are counted and measured; what rests on a questionnaire is refused.
    @Test(
        arguments: [
            ("of: moons, show: number", "of", "notOneOf"),
            ("of: cases, show: kano", "show", "notOneOf"),
            ("of: cases, show: number, measure: mode", "measure", "notOneOf"),
            ("of: cases, show: number, quality: clean", "quality", "onlyOfResponses"),
            ("of: cases, show: number, against: 'upset'", "against", "onlyOfResponses"),
        ])
    func tablesAreAskedWhatTheyCanTell(_ tile: String, _ name: String, _ code: String)
        async throws
    {
        let text = Self.document.replacing("instrument: stay, show: number", with: tile)
        try await Engine.available[0].withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.analyst)
            let refusal = try await #require(throws: Refusal.self) {
                try await desk.perform(
                    SaveDocument<DashboardDocuments>.self, ["text": .string(text)])
            }
            #expect(refusal.faults.map(\.path) == ["tiles[0].\(name)"])
            #expect(refusal.faults.first?.code == code)
            let right = Self.document.replacing(
                "instrument: stay, show: number",
                with: "of: cases, show: number, measure: median, item: replies")
            try await desk.perform(
                SaveDocument<DashboardDocuments>.self, ["text": .string(right)])
        }
    }

    /// A role and a team that are named must both fit; a team's people are those of the teams
    /// below as well.
    @Test(arguments: Engine.available)
    func itIsForRolesAndTeams(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let writer = workspace.desk(.analyst)
            try await writer.perform(
                SaveDocument<DashboardDocuments>.self, ["text": .string(Self.document)])
            func keys(_ desk: Desk) async throws -> [String] {
                try await desk.perform(ListDashboards()).items.map(\.dashboard.key)
            }
            #expect(try await keys(writer).contains("mine"))
            let viewer = workspace.desk(.viewer)
            #expect(try await keys(viewer) == ["customer-pulse"])
            await #expect(throws: Refusal.self) { try await viewer.perform(ShowDashboard("mine")) }
            let user = try #require(viewer.actor.user)
            let chief = workspace.desk(.administrator)
            let above = try await chief.perform(CreateTeam.self, ["name": "East"]).json
            try await chief.perform(
                CreateTeam.self,
                [
                    "name": "Shop", "parent": above["id"] ?? .null,
                    "members": [.string(user.description)],
                ])
            #expect(try await keys(viewer) == ["customer-pulse", "mine"])
            #expect(try await viewer.perform(ShowDashboard("mine")).dashboard.tiles.count == 2)
            // Another role in the same place sees it not, and a viewer changes nothing.
            #expect(try await !keys(workspace.desk(.auditor)).contains("mine"))
            await #expect(throws: Refusal.self) {
                try await viewer.perform(
                    EditDashboard.self, ["key": "mine", "tile": 0, "remove": true])
            }
        }
    }

    @Test(arguments: Engine.available)
    func tilesAreAddedMovedAndTakenAway(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.analyst)
            try await desk.perform(
                SaveDocument<DashboardDocuments>.self, ["text": .string(Self.document)])
            func shows() async throws -> [Dashboard.Show] {
                try await desk.perform(ShowDashboard("mine")).dashboard.tiles.map(\.show)
            }
            try await desk.perform(
                EditDashboard.self,
                ["key": "mine", "add": ["instrument": "stay", "show": "words"]])
            #expect(try await shows() == [.number, .line, .words])
            let moved = try await desk.perform(
                EditDashboard.self, ["key": "mine", "tile": 2, "to": 0, "version": 2])
            #expect(try await shows() == [.words, .number, .line])
            // The author's own words stay.
            #expect(moved.json["text"]?.string?.contains("# Mine.") == true)
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    EditDashboard.self, ["key": "mine", "tile": 0, "remove": true, "version": 2])
            }
            try await desk.perform(
                EditDashboard.self, ["key": "mine", "tile": 1, "remove": true, "version": 3])
            #expect(try await shows() == [.words, .line])
            await #expect(throws: Refusal.self) {
                try await desk.perform(
                    EditDashboard.self, ["key": "mine", "add": ["show": "words"]])
            }
        }
    }

    /// The halves of a comparison hold nobody twice.
    @Test(arguments: Engine.available)
    func partsAreSetBesideEachOther(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            try await stay.put(
                (0..<200).map { place in
                    stay.row(
                        workspace.house.newID(), place % 4 == 0 ? 3 : 9, nil,
                        place % 4 < 2 ? "Eco" : "Business", place % 10 == 0 ? "zh" : "en")
                })
            let report = try await stay.ask(
                CompareParts.self,
                ["filter": "hidden.class == \"Eco\"", "against": "hidden.class == \"Business\""])
            #expect(report["own"]?["n"] == 100 && report["other"]?["n"] == 100)
            #expect(report["own"]?["value"] == 0 && report["other"]?["value"] == 100)
            #expect(report["change"]?["isClear"] == true && report["change"]?["value"] == -100)
            let all = try await stay.ask(CompareParts.self, ["against": "language == \"zh\""])
            #expect(all["own"]?["n"] == 180 && all["other"]?["n"] == 20)
            let both = try await stay.ask(
                CompareParts.self, ["filter": "language == \"zh\"", "against": "score >= 0"])
            #expect(both["own"]?["n"] == 20 && both["other"]?["n"] == 180)
            let few = try await stay.ask(
                CompareParts.self, ["filter": "score > 3", "against": "score == 100"])
            #expect(few["change"] == .null)
            await #expect(throws: Refusal.self) {
                try await stay.ask(CompareParts.self, ["against": "score <"])
            }
        }
    }
}
