import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct TrendPageTests {
    /// Four weeks, each begun better than ended; something happened on two days of the second.
    private func filled(_ site: TestSite) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(site.workspace)
        let means = [4, 4, 3, 3, 3, 2, 2]
        try await stay.put(
            (0..<28).flatMap { day in
                (0..<8).map { place in
                    stay.row(
                        site.workspace.house.newID(), 8, means[day % 7] - 1 + 2 * (place % 2),
                        "Eco", "en", TestHouse.start - .days(Int64(28 - day)))
                }
            })
        let days = """
            key: ours
            name: {zh: 我们的, en: Ours}
            days:
              - {on: 2026-02-10, name: {zh: 新版上线, en: New app}}
              - {on: 2026-02-10, name: {zh: 大雪, en: Snow}}
              - {on: 2026-02-12, name: {zh: 涨价, en: Dearer}}
            """
        try await site.workspace.desk(.analyst).perform(
            SaveDocument<OccasionDocuments>.self, ["text": .string(days)])
        return stay
    }

    /// Picture, tables and files name what happened by the same marks, in both languages.
    @Test(arguments: Engine.available)
    func whatHappenedStandsInPictureAndTable(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await filled(site)
            var visitor = try await site.visitor(.viewer)
            let asked = "instrument=\(stay.id)&period=all&grain=day&measure=mean&item=answers.clean"
            let english = try await visitor.get("/insight/trend?\(asked)", on: client).text
            #expect(english.contains("data-marks=\"1–2\"") && english.contains("data-marks=\"3\""))
            #expect(english.contains("data-legend=\"1 New app, 2 Snow, 3 Dearer\""))
            #expect(english.contains("data-happened=\"1 New app, 2 Snow\""))
            #expect(english.contains("Monday is highest (1.00), Sunday lowest (−1.00"))
            #expect(english.contains("href=\"/settings/occasions/ours\""))
            for (table, wanted) in [
                ("steps", "1 New app, 2 Snow"), ("occurrences", "2026-02-12,3,Dearer"),
                ("season", "Monday,1,32"),
            ] {
                let file = try await visitor.get(
                    "/insight/trend/table?\(asked)&table=\(table)", on: client)
                #expect(file.status == .ok && file.text.contains(wanted), "\(table)")
            }
            visitor.language = "zh"
            let chinese = try await visitor.get("/insight/trend?\(asked)", on: client).text
            #expect(chinese.contains("周一最高（1.00）") && chinese.contains("1 新版上线、2 大雪"))
            // Without anything to tell there is no empty column.
            let before = try await visitor.get(
                "/insight/trend?\(asked.replacing("all", with: "custom"))"
                    + "&from=2026-02-16&to=2026-03-01", on: client
            ).text
            #expect(!before.contains("data-marks") && !before.contains("id=\"occurrences\""))
        }
    }

    /// The days are written down by who composes numbers, and read by who reads them.
    @Test(arguments: Engine.available)
    func theDaysAreADocument(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let viewer = try await site.visitor(.viewer)
            let list = try await viewer.get("/settings/occasions", on: client)
            #expect(list.status == .ok && list.text.contains("what-happened"))
            #expect(!list.text.contains("/settings/occasions/new"))
            let new = try await viewer.get("/settings/occasions/new", on: client)
            #expect(new.status == .forbidden)
            let analyst = try await site.visitor(.analyst)
            let open = try await analyst.get("/settings/occasions/new", on: client)
            #expect(open.status == .ok)
        }
    }
}
