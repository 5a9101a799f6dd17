import Base
import Domain
import HTTPTypes
import Operations
import TestSupport
import Testing

@testable import Web

@Suite struct InsightPageTests {
    private func answered(_ site: TestSite) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(site.workspace)
        let house = site.house
        try await stay.put(
            (0..<400).map { place in
                let isRecent = place % 2 == 0
                let score = isRecent ? (place % 10 == 0 ? 4 : 10) : (place % 3 == 0 ? 9 : 5)
                return stay.row(
                    house.newID(), score, 1 + place % 5, place % 4 == 0 ? "Eco" : "Business",
                    place % 3 == 0 ? "zh" : "en",
                    TestHouse.start - .days(isRecent ? 10 : 120))
            })
        return stay
    }

    @Test(arguments: Engine.available)
    func saysTheNumberInWords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            var visitor = try await site.visitor(.analyst)
            let page = try await visitor.get(
                "/insight?instrument=\(stay.id)&by=hidden.class", on: client)
            #expect(page.status == .ok)
            #expect(page.text.contains("NPS is 60, likely between"))
            #expect(page.text.contains("(n = 200)"))
            #expect(page.text.contains("points higher"))
            // 67 of 200 promoters in the period before, the others detractors.
            #expect(page.text.contains("It rose from −33 in the period before to 60"))
            #expect(page.text.contains("the rise is real (p &lt; 0.001)"))
            #expect(page.text.contains("id=\"groups\"") && page.text.contains("id=\"trend\""))
            #expect(page.text.contains("Rocks 2016"))
            visitor.language = "zh"
            let chinese = try await visitor.get(
                "/insight?instrument=\(stay.id)&by=hidden.class", on: client)
            #expect(chinese.text.contains("净推荐值（NPS）为 60，很可能在"))
            #expect(chinese.text.contains("按“舱位”分组"))
        }
    }

    @Test(arguments: Engine.available)
    func theSameDaysAYearBeforeStandBeside(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            var visitor = try await site.visitor(.analyst)
            try await stay.put(
                (0..<100).map { place in
                    stay.row(
                        site.house.newID(), place < 40 ? 3 : 10, nil, nil, "en",
                        TestHouse.start - .days(375))
                })
            let address = "/insight?instrument=\(stay.id)&period=30&compare=year"
            let page = try await visitor.get(address, on: client)
            #expect(page.text.contains("It rose from 20 in the same days a year before to 60"))
            #expect(page.text.contains("A year before: 20 (n = 100)"))
            #expect(page.text.contains("<option value=\"year\" selected>"))
            visitor.language = "zh"
            #expect(
                try await visitor.get(address, on: client).text.contains("由上年同期的 20 升至 60"))
            let long = try await visitor.get(
                "/insight?instrument=\(stay.id)&period=custom&from=2020-01-01&to=2026-01-01"
                    + "&compare=year", on: client)
            #expect(long.status == .unprocessableContent)
            #expect(long.text.contains("无法与上年同期对比"))
        }
    }

    @Test(arguments: Engine.available)
    func everyRowLeadsToItsRecords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let address = "/insight?instrument=\(stay.id)&by=hidden.class&period=all"
            let analyst = try await site.visitor(.analyst).get(address, on: client)
            #expect(
                analyst.text.contains(
                    "/responses?instrument=\(stay.id)&amp;status=completed&amp;"
                        + "filter=hidden.class%20%3D%3D%20%22Eco%22"))
            // Who sees numbers but no answers is led nowhere.
            let viewer = try await site.visitor(.viewer).get(address, on: client)
            #expect(viewer.status == .ok && !viewer.text.contains("/responses?"))
        }
    }

    @Test(arguments: Engine.available)
    func aWrongFilterIsShownWhereItStands(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let page = try await site.visitor(.analyst).get(
                "/insight?instrument=\(stay.id)&filter=scor%20%3C%203", on: client)
            #expect(page.status == .unprocessableContent)
            #expect(page.text.contains("did you mean score?"))
            #expect(page.text.contains("value=\"scor &lt; 3\""))
            let day = try await site.visitor(.analyst).get(
                "/insight?instrument=\(stay.id)&period=custom&from=tomorrow", on: client)
            #expect(day.status == .unprocessableContent)
            #expect(day.text.contains("must be a date"))
        }
    }

    @Test(arguments: Engine.available)
    func exportsWhatItShows(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.viewer)
            for table in ["trend", "groups", "distribution", "items"] {
                let file = try await visitor.get(
                    "/insight/table?instrument=\(stay.id)&by=hidden.class&table=\(table)",
                    on: client)
                #expect(file.status == .ok)
                #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
                #expect(file.text.hasPrefix("\u{FEFF}"))
                #expect(file.text.split(separator: "\n").count > 2, "\(table)")
            }
            let groups = try await visitor.get(
                "/insight/table?instrument=\(stay.id)&by=hidden.class&table=groups", on: client)
            #expect(
                groups.text.contains("NPS,95 % interval: Low end,95 % interval: High end,n,"))
            let none = try await visitor.get("/insight/table?table=x", on: client)
            #expect(none.status == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func teachesWhereThereIsNothing(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let visitor = try await site.visitor(.viewer)
            let page = try await visitor.get("/insight", on: client)
            #expect(page.text.contains("Numbers come from questions"))
            _ = try await AnsweredInstrument(site.workspace)
            let empty = try await visitor.get("/insight", on: client)
            #expect(empty.status == .ok && empty.text.contains("Nobody has answered yet"))
        }
    }

    @Test(arguments: Engine.available)
    func theAPIAnswersTheSame(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await answered(site)
            let visitor = try await site.visitor(.viewer)
            let answer = try await visitor.call(
                .post, "/query",
                [
                    "instrument": .string(stay.id.description), "measure": "nps",
                    "dimensions": ["language"],
                ], on: client)
            #expect(answer.status == .ok)
            let json = try answer.json()
            #expect(json["total"]?["n"] == 400 && json["groups"]?.array?.count == 2)
            let items = try await visitor.call(
                .post, "/query/items", ["instrument": .string(stay.id.description)], on: client)
            #expect(try items.json()["items"]?.array?.count == 2)
            let source = try await visitor.call(
                .get, "/query/instruments/\(stay.id)", on: client)
            #expect(try source.json()["responses"] == 400)
            // Its schema says of each field what the check says of it.
            let schema = try await visitor.call(.get, "/query/schema", on: client).json()
            let names = schema["properties"]?.object?.keys.sorted()
            #expect(names == QueryInsight.input.map(\.name).sorted())
            #expect(schema["additionalProperties"] == false)
            #expect(schema["required"] == nil, "a questionnaire, cases or customers")
            let unknown = try await visitor.call(
                .post, "/query",
                ["instrument": .string(stay.id.description), "colour": "red"], on: client)
            #expect(unknown.status == .unprocessableContent)
            let list = try await visitor.call(.get, "/query/instruments", on: client)
            #expect(try list.json()["items"]?.array?.count == 1)
        }
    }
}
