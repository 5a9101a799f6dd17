import Base
import Domain
import HTTPTypes
import HummingbirdTesting
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct StudyPageTests {
    /// A year of answers in which business class is happier than economy, and lately all are.
    private func answered(_ site: TestSite) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(site.workspace)
        var rows: [Responses.Stored] = []
        for place in 0..<900 {
            let (week, guest) = (place % 30, place / 30)
            let isEco = guest % 3 == 0
            let good = (guest * 7 + week) % 10 < (week < 22 ? 4 : 8) - (isEco ? 3 : 0)
            let clean = good ? 4 + place % 2 : 1 + place % 3
            rows.append(
                stay.row(
                    site.house.newID(), good ? 10 : 4, clean, isEco ? "Eco" : "Business",
                    guest % 2 == 0 ? "zh" : "en",
                    TestHouse.start - .days(7 * Int64(30 - week))))
        }
        try await stay.put(rows)
        return stay
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
                    try await files(of: page.text, visitor, client)
                }
            }
        }
    }

    private func files(
        of page: String, _ visitor: Visitor, _ client: any TestClientProtocol
    ) async throws {
        for place in page.ranges(of: "href=\"/insight/") {
            let path = "/insight/" + page[place.upperBound...].prefix { $0 != "\"" }
            guard path.contains("/table?") else { continue }
            let file = try await visitor.get(path.replacing("&amp;", with: "&"), on: client)
            #expect(file.status == .ok && file.text.hasPrefix("\u{FEFF}"))
            #expect(file.text.split(separator: "\n").count > 1, "\(path)")
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
            #expect(crosstab.contains("hang together"))
            // Who sees numbers but no answers is led nowhere.
            let viewer = try await site.visitor(.viewer)
            for topic in InsightTopic.all {
                let page = try await viewer.get(address(topic, stay), on: client)
                #expect(page.status == .ok && !page.text.contains("/responses?"), "\(topic.key)")
            }
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
            for topic in InsightTopic.all {
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
}
