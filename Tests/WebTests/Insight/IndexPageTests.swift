import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct IndexPageTests {
    /// The picture names what its tables name: indices, paths and their uncertainty.
    @Test(arguments: Engine.available)
    func theModelIsAPicture(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let asked = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.index)
            func both(_ value: Int) -> JSON { ["a": .integer(value), "b": .integer(value)] }
            try await asked.put(
                (0..<100).map { place in
                    let quality = 1 + place % 5
                    let content = quality + place / 5 % 2
                    return asked.row(
                        JSON.Object([
                            .init(key: "quality", value: both(quality)),
                            .init(key: "satisfaction", value: both(content)),
                            .init(key: "loyalty", value: both(content + place / 10 % 2)),
                        ]), place / 5 % 2 == 0 ? "en" : "zh",
                        TestHouse.start - .days(Int64(place % 20)))
                })
            var visitor = try await site.visitor(.analyst)
            let question = "instrument=\(asked.id)&period=all&by=language"
            let english = try await visitor.get("/insight/index?\(question)", on: client).text
            #expect(english.contains("data-chart=\"paths\""))
            #expect(english.contains("data-nodes=\"Quality|Content|Loyal\""))
            // Index, and R² of what something leads to: √(2 / 2.25) squared.
            #expect(english.contains("27.8 · R² 0.89"))
            #expect(english.contains("data-values=\"0|1\"") && english.contains("likely"))
            #expect(english.contains("id=\"groups\"") && english.contains("id=\"steps\""))
            for (table, wanted) in [
                ("paths", "Quality → Content,0.942809,"), ("items", ",Content,0.5,"),
                ("latents", "Content,27.777778,"), ("groups", "Against all others"),
            ] {
                let file = try await visitor.get(
                    "/insight/index/table?\(question)&table=\(table)", on: client)
                #expect(file.status == .ok && file.text.contains(wanted), "\(table)")
            }
            visitor.language = "zh"
            let chinese = try await visitor.get("/insight/index?\(question)", on: client).text
            #expect(chinese.contains("data-nodes=\"质量|满意|忠诚\""))
            #expect(chinese.contains("线越粗，路径越强"))
        }
    }
}
