import Base
import Domain
import Statistics
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
            #expect(found.texts == 40 && garage.course.n == 20 && garage.course.newer == 20)
            #expect(garage.course.isChange && garage.known == nil)
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
            let kept = try #require(
                try await desk.perform(SuggestTopics.self, [:]).own.first { $0.isOwn })
            #expect(kept.course.n == 21 && kept.course.isChange && kept.course.newer == 20)
            #expect(kept.course.share?.value == 21.0 / 41 && (kept.course.share?.low ?? 1) < 0.45)
            #expect(kept.filter == "answered(mood.\(parking.id))")
            await #expect(throws: Refusal.self) {
                try await desk.perform(AddTopic.self, ["words": ["x"], "into": "nothing"])
            }
            await #expect(throws: Refusal.self) {
                try await workspace.desk(.agent).perform(
                    AddTopic.self, ["name": "X", "words": ["x"]])
            }
        }
    }

    /// Renamed apart in both languages, locked, unlocked, merged, given up; each needs the right.
    @Test(arguments: Engine.available)
    func keptTopicsAreChanged(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.manager)
            func themes() async throws -> [Themes.Theme] {
                try await desk.perform(ListThemes.self, [:]).items.map(\.theme)
                    .filter { $0.kind == .topic }
            }
            for (name, word) in [("Parking", "garage"), ("Valet", "valet"), ("Pool", "pool")] {
                _ = try await desk.perform(
                    AddTopic.self,
                    ["names": ["zh": "", "en": .string(name)], "words": [.string(word)]])
            }
            let keys = try await themes().map(\.key)
            _ = try await desk.perform(
                EditTopic.self,
                [
                    "topic": .string(keys[0]), "names": ["zh": "停车", "en": "Parking"],
                    "words": ["garage", "车位", "garage"], "locked": true,
                ])
            let parking = try #require(try await themes().first)
            #expect(parking.name == Wording(zh: "停车", en: "Parking") && parking.isLocked)
            #expect(parking.words == ["garage", "车位"])
            let merge = JSON.Object([
                .init(key: "topic", value: .string(keys[1])),
                .init(key: "into", value: .string(keys[0])),
            ])
            await #expect(throws: Refusal.self, "it is locked") {
                try await desk.perform(MergeTopics.self, merge)
            }
            _ = try await desk.perform(
                EditTopic.self, ["topic": .string(keys[0]), "locked": false])
            _ = try await desk.perform(MergeTopics.self, merge)
            _ = try await desk.perform(RemoveTopic.self, ["topic": .string(keys[2])])
            let left = try await themes()
            #expect(left.map(\.key) == [keys[0]] && left[0].words == ["garage", "车位", "valet"])
            for role in [Role.agent, .analyst] {
                let other = workspace.desk(role)
                let one = JSON.Object([.init(key: "topic", value: .string(keys[0]))])
                await #expect(throws: Refusal.self) { try await other.perform(EditTopic.self, one) }
                await #expect(throws: Refusal.self) {
                    try await other.perform(RemoveTopic.self, one)
                }
                await #expect(throws: Refusal.self) {
                    try await other.perform(MergeTopics.self, merge)
                }
            }
            await #expect(throws: Refusal.self, "it is gone") {
                try await desk.perform(RemoveTopic.self, ["topic": .string(keys[2])])
            }
        }
    }

    /// What the author wrote beside the topics stays, whatever is changed here.
    @Test(arguments: Engine.available)
    func commentsStay(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(AddTopic.self, ["name": "Lift", "words": ["lift"]])
            let text = """
                # Agreed with the hotels in May.
                key: topics
                name: {zh: 话题, en: Topics}
                themes:
                  - key: parking  # asked for by the south
                    kind: topic
                    name: {zh: 停车, en: Parking}
                    # the guests' own words
                    words: [garage, 车位]
                  - {key: pool, kind: topic, name: {zh: 泳池, en: Pool}, words: [pool]}  # new
                """
            _ = try await desk.perform(
                SaveDocument<ThemeDocuments>.self, ["text": .string(text)])
            func change<O: Operation>(_: O.Type, _ fields: KeyValuePairs<String, JSON>) async throws
                -> String
            {
                try await desk.perform(O.self, fields).json["text"]?.string ?? ""
            }
            let comments = [
                "# Agreed with the hotels in May.", "# asked for by the south",
                "# the guests' own words",
            ]
            let added = try await change(AddTopic.self, ["name": "Lift", "words": ["lift"]])
            let renamed = try await change(
                EditTopic.self,
                [
                    "topic": "parking", "names": ["zh": "停车位", "en": "Parking"],
                    "words": ["garage", "valet"], "locked": false,
                ])
            let merged = try await change(
                MergeTopics.self, ["topic": "pool", "into": "parking"])
            for document in [added, renamed, merged] {
                for comment in comments { #expect(document.contains(comment), "\(document)") }
            }
            #expect(renamed.contains("停车位") && renamed.contains("# new"))
            let left = try await desk.perform(ListThemes.self, [:]).items.map(\.theme)
                .filter { $0.kind == .topic }
            #expect(left.first?.words == ["garage", "valet", "pool"] && left.count == 2)
        }
    }

    /// Of each questionnaire by itself, so that one whose customers score otherwise tells nothing
    /// of the topics that are spoken of there.
    @Test(arguments: Engine.available)
    func aTopicGoesWithTheScore(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let desk = workspace.desk(.manager)
            for key in ["nps", "touchpoint-pulse"] {
                _ = try await desk.perform(CreateInstrument.self, ["library": .string(key)])
            }
            _ = try await desk.perform(AddTopic.self, ["name": "Parking", "words": ["garage"]])
            for place in 0..<40 {
                let speaks = place % 2 == 0
                let text = JSON.string(
                    (speaks ? "The garage again " : "Lunch was fine ") + "\(place)")
                // From 0 to 10: 2 or 3 of those who speak of it, else 4 or 5.
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps",
                        "answers": [
                            "recommend": .integer((speaks ? 2 : 4) + place / 2 % 2),
                            "disappointment": text,
                        ],
                    ])
            }
            // Where nobody speaks of it all are content.
            for place in 0..<20 {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "touchpoint-pulse",
                        "answers": ["feeling": 5, "remark": .string("Well done \(place)")],
                    ])
            }
            let kept = try #require(
                try await desk.perform(SuggestTopics.self, [:]).own.first { $0.isOwn })
            let effect = try #require(kept.course.effect)
            // Two steps of ten; Welch's error of 20 against 20 with a variance of 100/4 · 20/19.
            #expect(abs(effect.estimate.value + 20) < 1e-9 && effect.estimate.n == 40)
            #expect(abs(effect.estimate.low + 20 + 1.959_964 * 1.622_214) < 1e-3)
            #expect(effect.isClear)
        }
    }

    /// Changed words make what was read stale; it is read again by itself, once.
    @Test(arguments: Engine.available)
    func changedWordsReadTheTextsAgain(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            for place in 0..<6 {
                _ = try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "nps",
                        "answers": [
                            "recommend": 2,
                            "disappointment": .string("The garage was full \(place)"),
                        ],
                    ])
            }
            try await TextFollowerTests.follow(test.house)
            func stale() async throws -> Int {
                try await desk.perform(ShowTextModels.self, [:]).stale
            }
            func jobs() async throws -> [TextJob] {
                try await desk.perform(ListTextJobs.self, [:]).items.map(\.job)
            }
            func spoken(_ key: String) async throws -> Int {
                try await desk.perform(
                    ListResponses.self, ["filter": .string("answered(mood.topic.\(key))")]
                ).items.count
            }
            #expect(try await stale() == 0)
            _ = try await desk.perform(AddTopic.self, ["name": "Parking", "words": ["garage"]])
            let key = try #require(
                try await desk.perform(ListThemes.self, [:]).items.map(\.theme)
                    .first { $0.kind == .topic }?.key)
            #expect(try await stale() == 6)
            #expect(try await spoken(key) == 0)
            try await TextFollowerTests.follow(test.house)
            #expect(try await jobs().map(\.status) == [.running])
            try await TextRoundsTests.rounds(test.house).round()
            #expect(try await stale() == 0)
            #expect(try await spoken(key) == 6)
            // Another name reads nothing anew.
            _ = try await desk.perform(
                EditTopic.self, ["topic": .string(key), "names": ["zh": "停车", "en": "Garage"]])
            try await TextFollowerTests.follow(test.house)
            #expect(try await stale() == 0)
            #expect(try await jobs().count == 1)
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
        #expect(throws: Refusal.self) { try themes.removing("parking") }
        #expect(throws: Refusal.self) {
            try themes.editing("parking", name: nil, words: ["lot"], isLocked: nil)
        }
        let unlocked = try themes.editing("parking", name: nil, words: ["lot"], isLocked: false)
        #expect(unlocked.themes[0].words == ["lot"] && !unlocked.themes[0].isLocked)
        #expect(try Themes(document: themes.json) == themes)
    }
}
