import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct StudyPageTests {
    /// A year of answers in which business class is happier than economy, and lately all are.
    private func answered(_ site: TestSite) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(site.workspace)
        try await fill(stay)
        return stay
    }

    private func fill(_ stay: AnsweredInstrument) async throws {
        var rows: [Responses.Stored] = []
        for place in 0..<900 {
            let (week, guest) = (place % 30, place / 30)
            let isEco = guest % 3 == 0
            let good = (guest * 7 + week) % 10 < (week < 22 ? 4 : 8) - (isEco ? 3 : 0)
            let clean = good ? 4 + place % 2 : 1 + place % 3
            rows.append(
                stay.row(
                    stay.workspace.house.newID(), good ? 10 : 4, clean, isEco ? "Eco" : "Business",
                    guest % 2 == 0 ? "zh" : "en",
                    TestHouse.start - .days(7 * Int64(30 - week))))
        }
        try await stay.put(rows)
    }

    private func address(_ topic: InsightTopic, _ stay: AnsweredInstrument) -> String {
        "\(topic.path)?instrument=\(stay.id)&period=365&grain=week"
            + "&by=hidden.class&with=answers.clean"
    }

    /// Every page speaks in both languages, shows a table for each picture, and its tables are
    /// files.
    @Test(arguments: Engine.available)
    func everyTopicSpeaks(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            var visitor = try await site.visitor(.analyst)
            for language in ["en", "zh"] {
                visitor.language = language
                for topic in InsightTopic.all {
                    let page = try await visitor.get(address(topic, stay), on: client)
                    #expect(page.status == .ok, "\(topic.key)")
                    let words = site.site.words(language)
                    #expect(page.text.contains(words["topic.\(topic.key).name"]))
                    // A key without a sentence would show as itself.
                    for stem in ["study.", "topic.", "method.", "measure."] {
                        let stray = page.text.ranges(of: stem).map { page.text[$0.upperBound...] }
                            .filter { $0.first?.isLetter == true }
                        #expect(
                            stray.isEmpty, "\(topic.key): \(stem)\(stray.first?.prefix(30) ?? "")")
                    }
                    for place in page.text.ranges(of: "data-table=\"") {
                        let id = page.text[place.upperBound...].prefix { $0 != "\"" }
                        #expect(page.text.contains("<table class=\"table table-sm\" id=\"\(id)\""))
                    }
                    // Each picture can be saved.
                    #expect(
                        page.text.ranges(of: "data-chart=").count
                            == page.text.ranges(of: "data-file=\"nuo-\(topic.key)-").count)
                    try await files(of: page.text, visitor, client)
                }
            }
        }
    }

    private func files(
        of page: String, _ visitor: Visitor, _ client: TestClient
    ) async throws {
        for place in page.ranges(of: "href=\"/insight/") {
            let path = "/insight/" + page[place.upperBound...].prefix { $0 != "\"" }
            guard path.contains("/table?") else { continue }
            let file = try await visitor.get(path.replacing("&amp;", with: "&"), on: client)
            #expect(file.status == .ok && file.text.hasPrefix("\u{FEFF}"))
            #expect(file.text.split(separator: "\n").count > 1, "\(path)")
        }
    }

    /// What stands below a saved picture: of whom, when, under which condition, how many.
    @Test(arguments: Engine.available)
    func picturesSayWhatTheyRestOn(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            var visitor = try await site.visitor(.analyst)
            func basis(_ path: String, _ table: String) async throws -> String {
                let place =
                    "\(path)?instrument=\(stay.id)&period=custom&from=2026-01-05"
                    + "&to=2026-01-29&grain=week&filter=hidden.class%20%3D%3D%20%22Eco%22"
                let text = try await visitor.get(place, on: client).text
                let button = try #require(text.ranges(of: "data-picture=\"\(table)\"").first)
                let rest = text[button.upperBound...]
                let start = try #require(rest.ranges(of: "data-basis=\"").first)
                return String(rest[start.upperBound...].prefix { $0 != "\"" })
                    .replacing("&quot;", with: "\"")
            }
            let english = "Stay · 2026-01-05 to 2026-01-29 · Filter: hidden.class == \"Eco\" · n = "
            #expect(try await basis("/insight", "trend") == english + "40")
            // Ten in each week.
            #expect(try await basis("/insight/trend", "steps") == english + "10")
            visitor.language = "zh"
            let chinese = "入住 · 2026-01-05 至 2026-01-29 · 筛选：hidden.class == \"Eco\" · n = "
            #expect(try await basis("/insight", "trend") == chinese + "40")
        }
    }

    @Test(arguments: Engine.available)
    func sentencesKeepTheUncertainty(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.analyst)
            func text(_ key: String) async throws -> String {
                let topic = try #require(InsightTopic.all.first { $0.key == key })
                return try await visitor.get(address(topic, stay), on: client).text
            }
            let trend = try await text("trend")
            #expect(trend.contains("the level is higher") && trend.contains("likely between"))
            let segments = try await text("segments")
            #expect(segments.contains("The strongest is Class, which explains"))
            let drivers = try await text("drivers")
            #expect(drivers.contains("rose by one point") && drivers.contains("not a proven cause"))
            let crosstab = try await text("crosstab")
            #expect(crosstab.contains("are related"))
            // Who sees numbers but no answers is led nowhere.
            let viewer = try await site.visitor(.viewer)
            for topic in InsightTopic.all {
                let page = try await viewer.get(address(topic, stay), on: client)
                #expect(page.status == .ok && !page.text.contains("/responses?"), "\(topic.key)")
            }
        }
    }

    /// A question's own mark stands beside none of the sentence, in neither language.
    @Test(arguments: Engine.available)
    func questionsStandInSentences(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let document = AnsweredInstrument.document
                .replacing("{zh: 清洁, en: Clean}", with: "{zh: 干净吗？, en: 'Was it clean?'}")
                .replacing("{zh: 舱位, en: Class}", with: "{zh: 哪个舱位？, en: 'Which class?'}")
            let stay = try await AnsweredInstrument(site.workspace, document: document)
            try await fill(stay)
            var visitor = try await site.visitor(.analyst)
            for language in ["en", "zh"] {
                visitor.language = language
                let all = InsightTopic.all.map { address($0, stay) }
                for path in all + ["/insight?instrument=\(stay.id)&item=answers.clean&period=365"] {
                    let text = try await visitor.get(path, on: client).text
                    for pair in ["？：", "？，", "？（", "？、", "？为", "? is", "?:", "?,", "? ("] {
                        #expect(!text.contains(pair), "\(path): \(pair)")
                    }
                }
            }
        }
    }

    /// From a row of numbers one step leads to what exactly these wrote.
    @Test(arguments: Engine.available)
    func numbersLeadToWords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.analyst)
            let tab = try #require(InsightTopic.all.first { $0.key == "crosstab" })
            let page = try await visitor.get(address(tab, stay), on: client)
            let link = try #require(page.text.ranges(of: "data-href=\"/insight/words?").first)
            let rest = page.text[link.lowerBound...].dropFirst("data-href=\"".count)
            let path = String(rest.prefix { $0 != "\"" }).replacing("&amp;", with: "&")
            #expect(path.contains("filter=hidden.class"))
            let words = try await visitor.get(path, on: client)
            let eco = try await stay.ask([
                "filter": "hidden.class == \"Business\"", "measure": "count",
            ])
            let n = try #require(eco["total"]?["n"]?.integer)
            #expect(words.status == .ok && words.text.contains("n = \(n))"))
        }
    }

    @Test(arguments: Engine.available)
    func topicsTeachWhereThereIsNothing(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.viewer)
            for topic in InsightTopic.all {
                let page = try await visitor.get(topic.path, on: client)
                #expect(page.text.contains("Numbers come from questions"))
            }
            let stay = try await AnsweredInstrument(site.workspace)
            for topic in InsightTopic.all {
                let page = try await visitor.get(address(topic, stay), on: client)
                #expect(page.status == .ok && page.text.contains("Nobody has answered yet"))
            }
            // Few answers are said to be few, and no number of them is shown.
            for place in 0..<4 { try await stay.answer(score: 7, clean: 2 + place % 2) }
            for topic in InsightTopic.all {
                let page = try await visitor.get(address(topic, stay), on: client)
                #expect(page.status == .ok)
                #expect(!page.text.contains("7.00") && !page.text.contains("2.50"))
            }
        }
    }

    @Test(arguments: Engine.available)
    func aWrongFilterIsShownWhereItStands(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.analyst)
            for topic in InsightTopic.all {
                let page = try await visitor.get(
                    address(topic, stay) + "&filter=scor%20%3C%203", on: client)
                #expect(page.status == .unprocessableContent, "\(topic.key)")
                #expect(page.text.contains("did you mean score?"))
            }
        }
    }

    @Test(arguments: Engine.available)
    func theAPIHasEveryTopic(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.viewer)
            for topic in InsightTopic.all where topic.key != "overview" {
                let id = JSON.string(stay.id.description)
                let body: JSON =
                    topic.key == "crosstab"
                    ? ["instrument": id, "row": "hidden.class", "column": "answers.clean"]
                    : ["instrument": id]
                let answer = try await visitor.call(
                    .post, "/query/\(topic.key)", body, on: client)
                #expect(answer.status == .ok, "\(topic.key)")
            }
        }
    }

    private static let gaps = """
        key: gaps
        title: {zh: 差距, en: Gaps}
        languages: [zh, en]
        pages:
          - items:
              - key: place
                kind: pairs
                title: {zh: 环境, en: Place}
                sides:
                  - {code: expectation, title: {zh: 期望, en: Expected}}
                  - {code: perception, title: {zh: 感受, en: Found}}
                rows:
                  - {code: tools, title: {zh: 设备, en: Tools}}
                scale: {points: 7, labels: {1: {zh: 低, en: Low}, 7: {zh: 高, en: High}}}
              - key: liked
                kind: multiple
                title: {zh: 喜欢, en: Liked}
                options:
                  - {code: food, title: {zh: 餐食, en: Food}}
                  - {code: staff, title: {zh: 服务, en: Staff}}
        """

    /// Answers that hold several values each are no groups, and the page says so.
    @Test(arguments: Engine.available)
    func gapsAreNotGroupedByLists(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let place = try await AnsweredInstrument(site.workspace, document: Self.gaps)
            try await place.put(
                (0..<30).map { number in
                    let found = JSON.integer(1 + number % 5)
                    return place.row(
                        JSON.Object([
                            .init(
                                key: "place",
                                value: ["tools": ["expectation": 6, "perception": found]]),
                            .init(
                                key: "liked",
                                value: number % 2 == 0 ? ["food", "staff"] : ["food"]),
                        ]))
                })
            var visitor = try await site.visitor(.analyst)
            for (language, sentence) in [
                ("en", "The gaps are not grouped by Liked"), ("zh", "差距无法按“喜欢”分组"),
            ] {
                visitor.language = language
                let page = try await visitor.get(
                    "/insight/gaps?instrument=\(place.id)&period=all&by=answers.liked", on: client)
                #expect(page.text.contains(sentence) && !page.text.contains("id=\"groups\""))
                let grouped = try await visitor.get(
                    "/insight/gaps?instrument=\(place.id)&period=all&by=language", on: client)
                #expect(!grouped.text.contains(sentence) && grouped.text.contains("id=\"groups\""))
            }
        }
    }

    /// Who chose no instrument sees the one answered last that asks what the page needs.
    @Test(arguments: Engine.available)
    func aTopicBeginsWithWhatFitsIt(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let wishes = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.kano)
            let must: JSON = ["refund": ["functional": "expect", "dysfunctional": "dislike"]]
            try await wishes.put(
                (0..<20).map { _ in
                    wishes.row(
                        JSON.Object([.init(key: "features", value: must)]), "en",
                        TestHouse.start - .days(9))
                })
            // Asked as a satisfaction index is, and answered long ago.
            let index = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.index)
            let row = ["a": 3, "b": 4] as JSON
            try await index.put(
                (0..<20).map { _ in
                    index.row(
                        JSON.Object(
                            ["quality", "satisfaction", "loyalty"].map {
                                .init(key: $0, value: row)
                            }
                        ), "en", TestHouse.start - .days(400))
                })
            let stay = try await answered(site)
            let visitor = try await site.visitor(.analyst)
            let page = try await visitor.get("/insight/index?period=all", on: client)
            #expect(page.text.contains("value=\"\(index.id)\" selected"))
            let kano = try await visitor.get("/insight/kano?period=all", on: client)
            #expect(kano.text.contains("value=\"\(wishes.id)\" selected"))
            let trend = try await visitor.get("/insight/trend?period=all", on: client)
            #expect(trend.text.contains("value=\"\(stay.id)\" selected"))
            // Where none fits, the one answered last says what it lacks.
            let gaps = try await visitor.get("/insight/gaps?period=all", on: client)
            #expect(gaps.text.contains("value=\"\(stay.id)\" selected"))
        }
    }
}
