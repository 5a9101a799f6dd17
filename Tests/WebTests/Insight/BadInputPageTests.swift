import Base
import Domain
import HTTPTypes
import Operations
import SQL
import Store
import TestSupport
import Testing

@testable import Web

/// Every page of Insight with input that nobody wishes for: it answers or refuses in words, in
/// both languages, and shows no number that is none.
@Suite struct BadInputPageTests {
    private static let pages = InsightTopic.all.map(\.path)

    private static func address(
        _ page: String, _ stay: AnsweredInstrument, _ rest: String = ""
    ) -> String {
        "\(page)?instrument=\(stay.id)&period=all&by=hidden.class&with=answers.clean\(rest)"
    }

    private static func fill(
        _ stay: AnsweredInstrument, _ count: Int = 120,
        score: @Sendable (Int) -> Int? = { $0 % 11 },
        clean: @Sendable (Int) -> Int? = { 1 + $0 % 5 }
    ) async throws {
        try await stay.put(
            (0..<count).map { place in
                stay.row(
                    stay.workspace.house.newID(), score(place), clean(place),
                    place % 3 == 0 ? "Eco" : "Business", place % 2 == 0 ? "zh" : "en",
                    TestHouse.start - .days(Int64(place % 60)))
            })
    }

    /// Asks for every page in both languages.
    private static func each(
        _ stay: AnsweredInstrument, _ site: TestSite, _ client: TestClient,
        _ rest: String = "", _ check: (_ page: String, _ answer: TestResponse) -> Void
    ) async throws {
        var visitor = try await site.visitor(.analyst)
        for language in ["en", "zh"] {
            visitor.language = language
            for page in pages {
                let answer = try await visitor.get(address(page, stay, rest), on: client)
                check(page, answer)
                for none in ["nan", "NaN", "inf<", "-inf", "inf ", "Infinity", "null"] {
                    #expect(!shown(answer.text).contains(none), "\(page) \(rest): \(none)")
                }
            }
        }
    }

    /// What people read of a page: sentences and tables.
    private static func shown(_ page: String) -> String {
        page.ranges(of: "id=\"sentence\"").first.map { String(page[$0.lowerBound...]) } ?? ""
    }

    @Test(arguments: Engine.available)
    func aFilterThatMatchesNothing(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await Self.fill(stay)
            try await Self.each(
                stay, site, client, "&filter=hidden.class%20%3D%3D%20%22Nobody%22"
            ) { page, answer in
                #expect(answer.status == .ok, "\(page)")
                #expect(answer.text.contains("id=\"sentence\""), "\(page)")
                #expect(!answer.text.contains("n = 120"), "\(page)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func oneRecord(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await stay.answer(score: 3, clean: 2, class: "Eco")
            try await Self.each(stay, site, client) { page, answer in
                #expect(answer.status == .ok, "\(page)")
                // What one person said is shown nowhere.
                #expect(!answer.text.contains("−100") && !answer.text.contains("2.00"), "\(page)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func allTheSame(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await Self.fill(stay, score: { _ in 8 }, clean: { _ in 4 })
            try await Self.each(stay, site, client) { page, answer in
                #expect(answer.status == .ok, "\(page)")
                #expect(answer.text.contains("id=\"sentence\""), "\(page)")
            }
        }
    }

    /// Half was answered on seven steps, before the question got five; then a question went.
    @Test(arguments: Engine.available)
    func mixedScalesAndChangedVersions(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let seven = AnsweredInstrument.document
                .replacing("points: 5, labels", with: "points: 7, labels")
                .replacing("5: {zh: 好, en: Good}", with: "7: {zh: 好, en: Good}")
            let stay = try await AnsweredInstrument(site.workspace, document: seven)
            try await Self.fill(stay, clean: { 1 + $0 % 7 })
            for (version, document) in [
                AnsweredInstrument.document,
                AnsweredInstrument.document.replacing("key: clean", with: "key: tidy"),
            ].enumerated() {
                try await site.workspace.system.perform(
                    EditInstrument.self,
                    [
                        "instrument": .string(stay.id.description), "document": .string(document),
                        "version": .integer(version + 1), "confirmed": true,
                    ])
                try await Self.fill(stay)
                try await Self.each(stay, site, client) { page, answer in
                    #expect(answer.status == .ok, "\(page)")
                }
                guard version == 0 else { continue }
                let mean = try await stay.ask(["item": "answers.clean", "measure": "mean"])
                #expect((mean["total"]?["value"]?.number ?? 9) <= 5)
                // Of the first 120 those from one to five count: 86.
                #expect(mean["total"]?["n"] == 206)
            }
        }
    }

    /// Order numbers in a hidden field: no page falls, none groups by them or asks for one, and it
    /// is said why.
    @Test(arguments: Engine.available)
    func aMillionValuesWouldBeRefused(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await stay.put(
                (0..<65_600).map { place in
                    stay.row(site.house.newID(), place % 11, 1 + place % 5, "order \(place)")
                })
            var visitor = try await site.visitor(.analyst)
            for language in ["en", "zh"] {
                visitor.language = language
                for page in Self.pages {
                    let plain = try await visitor.get(
                        "\(page)?instrument=\(stay.id)&period=all", on: client)
                    #expect(plain.status == .ok, "\(page)")
                    let filtered = try await visitor.get(
                        "\(page)?instrument=\(stay.id)&period=all&by=language&with=answers.clean"
                            + "&filter=hidden.class%20%3D%3D%20%22order%207%22", on: client)
                    #expect(filtered.status == .unprocessableContent, "\(page)")
                    #expect(
                        filtered.text.contains(
                            language == "en" ? "too many different values" : "不同取值太多"),
                        "\(page)")
                }
                // What is not scanned is told.
                let segments = try await visitor.get(
                    "/insight/segments?instrument=\(stay.id)&period=all", on: client)
                #expect(
                    segments.text.contains(
                        language == "en" ? "too many groups: Class." : "取值过多未做细分：舱位"))
                for page in ["/insight", "/insight/crosstab"] {
                    let grouped = try await visitor.get(Self.address(page, stay), on: client)
                    #expect(grouped.status == .unprocessableContent, "\(page)")
                }
            }
        }
    }

    /// Dashboards with tiles of every kind: nothing there, one record, a condition that only some
    /// questionnaires know, one that none can read; page, file and slides answer.
    @Test(arguments: Engine.available)
    func dashboardsOfAllOfThis(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            let tiles = Dashboard.Show.allCases.map {
                "  - {instrument: stay, show: \($0.rawValue), by: hidden.class, with: answers.clean}"
            }
            try await site.workspace.desk(.analyst).perform(
                SaveDocument<DashboardDocuments>.self,
                [
                    "text": .string(
                        "key: all\nname: {zh: 全部, en: All}\nperiod: all\ntiles:\n"
                            + tiles.joined(separator: "\n"))
                ])
            var visitor = try await site.visitor(.analyst)
            let asked = [
                "", "?filter=hidden.class%20%3D%3D%20%22Nobody%22", "?filter=scor%20%3C",
                "?against=nothing%20%3E%203", "?period=custom&from=2026-02-30",
                "?period=custom&from=2026-02-02&to=2026-01-01", "?period=x&compare=y",
                "?view=slides&compare=year&period=7",
            ]
            for place in 0..<2 {
                // First nobody has answered, then one.
                if place == 1 { try await stay.answer(score: 3, clean: 2, class: "Eco") }
                for language in ["en", "zh"] {
                    visitor.language = language
                    for rest in asked {
                        let page = try await visitor.get(
                            "/insight/dashboards/all\(rest)", on: client)
                        #expect(page.status == .ok, "\(rest)")
                        #expect(!page.text.contains("[[") && !page.text.contains("−100"), "\(rest)")
                        for none in ["nan", "NaN", "Infinity"] {
                            #expect(!page.text.contains(">\(none)"), "\(rest): \(none)")
                        }
                    }
                }
            }
            for tile in tiles.indices {
                let file = try await visitor.get(
                    "/insight/dashboards/all/tiles/\(tile + 1)/table?filter=scor%20%3C", on: client)
                #expect([.ok, .notFound].contains(file.status), "\(tile)")
            }
        }
    }

    /// Queries built to be dear: more steps of time than a picture shows, a condition as deep or
    /// as long as none that is meant.
    @Test(arguments: Engine.available)
    func dearQueriesAreRefused(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await Self.fill(stay)
            try await stay.answer(score: 9, at: TestHouse.start - .days(4_000))
            let visitor = try await site.visitor(.analyst)
            for page in ["/insight", "/insight/trend", "/insight/words"] {
                let steps = try await visitor.get(
                    Self.address(page, stay, "&grain=day"), on: client)
                #expect(steps.status == .unprocessableContent, "\(page)")
                #expect(steps.text.contains("choose a longer span"), "\(page)")
            }
            let deep =
                String(repeating: "not%20(", count: 400) + "true"
                + String(repeating: ")", count: 400)
            let long = (0..<900).map { "score%20%3D%3D%20\($0)" }.joined(separator: "%20or%20")
            for page in Self.pages {
                for filter in [deep, long] {
                    let answer = try await visitor.get(
                        Self.address(page, stay, "&filter=" + filter), on: client)
                    #expect(answer.status == .unprocessableContent, "\(page)")
                    #expect(answer.text.contains("role=\"alert\""), "\(page)")
                }
            }
        }
    }

    /// Where memory is set for fewer answers, pages that count are answered by the database, and
    /// those that need every row say so.
    @Test(arguments: Engine.available)
    func answersBeyondMemory(_ engine: Engine) async throws {
        try await TestSite.with(engine, answersMemory: 0) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await Self.fill(stay)
            let counted = ["/insight", "/insight/trend"]
            try await Self.each(stay, site, client) { page, answer in
                guard !counted.contains(page) else {
                    #expect(answer.status == .ok && answer.text.contains("n = 120"), "\(page)")
                    return
                }
                #expect(answer.status == .unprocessableContent, "\(page)")
                #expect(
                    answer.text.contains("needs all of them there")
                        || answer.text.contains("载入内存"), "\(page)")
            }
        }
    }
}
