import Base
import Domain
import Operations
import Store
import TestSupport
import Testing

@Suite struct IndexPartsTests {
    /// The two items of a variable agree, so an index is the place of its mean on the scale of ten:
    /// those who answer in Chinese are a step happier than the others, whose mean is three.
    @Test(arguments: Engine.available)
    func theIndexByGroupAndTime(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let asked = try await AnsweredInstrument(workspace, document: InsightDocuments.index)
            func both(_ value: Int) -> JSON { ["a": .integer(value), "b": .integer(value)] }
            try await asked.put(
                (0..<200).map { place in
                    let quality = 1 + place / 2 % 5
                    let content = quality + (place % 2 == 0 ? 1 : 0)
                    return asked.row(
                        JSON.Object([
                            .init(key: "quality", value: both(quality)),
                            .init(key: "satisfaction", value: both(content)),
                            .init(key: "loyalty", value: both(content + place / 20 % 2)),
                        ]), place % 2 == 0 ? "zh" : "en",
                        TestHouse.start - .days(place < 100 ? 1 : 15))
                })
            let report = try await asked.ask(
                ShowIndex.self, ["dimensions": ["language"], "grain": "week"])
            let whole = report["latents"]?.array?.first { $0["key"] == "satisfaction" }
            #expect(abs((whole?["value"]?.number ?? 0) - 250.0 / 9) < 1e-9)
            let groups = report["groups"]?.array ?? []
            let values = groups.compactMap { $0["overall"]?["value"]?.number }
            #expect(values.count == 2 && groups.allSatisfy { $0["overall"]?["n"] == 100 })
            #expect(abs(values[0] - 200.0 / 9) < 1e-9 && abs(values[1] - 300.0 / 9) < 1e-9)
            // Of the group those who answered all that counts.
            let filter = groups[0]["overall"]?["filter"]?.string ?? ""
            #expect(filter.hasSuffix(" and language == \"en\""))
            #expect(filter.hasPrefix("answered(answers.quality.a) and "))
            #expect(groups[0]["change"]?["isClear"] == true)
            // After satisfaction every latent variable, in their order: quality is alike in both.
            let parts = groups[0]["dimensions"]?.array?.compactMap { $0["value"]?.number } ?? []
            let keys = report["latents"]?.array?.compactMap { $0["key"]?.string } ?? []
            #expect(keys == ["quality", "satisfaction", "loyalty"] && parts.count == 3)
            #expect(abs(parts[0] - 200.0 / 9) < 1e-9 && abs(parts[1] - 200.0 / 9) < 1e-9)
            let steps = report["steps"]?.array ?? []
            #expect(
                steps.compactMap { $0["overall"]?["n"]?.integer }.filter { $0 > 0 } == [100, 100])
            // Nobody asked, so nothing is cut.
            let plain = try await asked.ask(ShowIndex.self, [:])
            #expect(plain["groups"] == [] && plain["steps"] == [])
        }
    }

    /// What three of a group said is not told, nor what would tell it.
    @Test(arguments: Engine.available)
    func fewAreHidden(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let asked = try await AnsweredInstrument(workspace, document: InsightDocuments.index)
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
                        ]), place < 3 ? "zh" : "en")
                })
            let report = try await asked.ask(ShowIndex.self, ["dimensions": ["language"]])
            let groups = report["groups"]?.array ?? []
            #expect(groups.count == 2)
            for group in groups {
                #expect(group["overall"]?["isHidden"] == true && group["change"] == .null)
                #expect(group["dimensions"]?.array?.allSatisfy { $0["value"] == .null } == true)
            }
        }
    }
}
