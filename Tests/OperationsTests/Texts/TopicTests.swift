import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

/// Topics are found, kept under names, merged, locked; comments are read by them from then on.
@Suite struct TopicTests {
    @Test(arguments: Engine.available)
    func aSuggestionBecomesATopicByWhichCommentsAreRead(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            func say(_ text: String) async throws -> ID<Response> {
                let made = try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps",
                        "answers": ["recommend": 2, "disappointment": .string(text)],
                    ])
                return try #require(made.id)
            }
            for place in 0..<40 {
                // The garage is spoken of in the newer half only; the first read is the newest.
                _ = try await say(
                    place < 20 ? "Breakfast number \(place)" : "The garage was full \(place)")
                test.pass(.minutes(1))
            }
            let found = try await desk.perform(SuggestTopics.self, [:])
            let garage = try #require(found.topics.first { $0.words.contains("garage") })
            #expect(found.texts == 40 && garage.n == 20 && garage.newer == 20)
            #expect(garage.p < 0.05 && garage.known == nil)
            #expect(found.topics.first { $0.words.contains("breakfast") }?.known != nil)

            _ = try await desk.perform(
                AddTopic.self, ["name": "Parking", "words": ["garage"]])
            let themes = try await desk.perform(ListThemes.self, [:]).items.map(\.theme)
            let parking = try #require(themes.first { $0.name.en == "Parking" })
            #expect(parking.kind == .topic && themes.contains { $0.id == "touchpoint.delivery" })
            let id = try await say("No room in the garage, terrible")
            try await TextFollowerTests.follow(test.house)
            let read = try await desk.perform(
                ShowResponse.self, ["response": .string(id.description)]
            ).readings["disappointment"]
            #expect(read?.themes.contains { $0.key == parking.id && $0.mood < 0 } == true)

            _ = try await desk.perform(
                AddTopic.self, ["words": ["valet"], "into": .string(parking.key)])
            let merged = try await desk.perform(ListThemes.self, [:]).items.map(\.theme)
            #expect(merged.first { $0.id == parking.id }?.words == ["garage", "valet"])
            await #expect(throws: Refusal.self) {
                try await desk.perform(AddTopic.self, ["words": ["x"], "into": "nothing"])
            }
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.agent).perform(
                    AddTopic.self, ["name": "X", "words": ["x"]])
            }
        }
    }

    @Test func aLockedTopicTakesNoWords() throws {
        let topic = Themes.Theme(
            key: "parking", kind: .topic, name: Wording(zh: "停车", en: "Parking"),
            words: ["garage"], isLocked: true)
        let themes = Themes(key: "topics", name: Wording(zh: "话题", en: "Topics"), themes: [topic])
        #expect(throws: Refusal.self) {
            try themes.adding(["valet"], named: topic.name, into: "parking")
        }
        #expect(try Themes(document: themes.json) == themes)
    }
}
