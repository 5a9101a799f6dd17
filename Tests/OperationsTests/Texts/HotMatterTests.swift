import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// A crowd that complains of the same within a day is told once; what is usual is not.
@Suite struct HotMatterTests {
    /// Comments of past days, a few of them about delivery, then a day on which the East waits.
    private static func answer(_ test: TestHouse, _ desk: Desk, crowd: Int) async throws {
        var number = 0
        func say(_ text: String, _ region: String, hoursAgo: Int64) async throws {
            number += 1
            try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "nps", "customer": .string("C-\(number)"),
                    "answers": ["recommend": 2, "disappointment": .string(text)],
                    "hidden": ["region": .string(region)],
                    "completedAt": .string((test.now - .hours(hoursAgo)).iso8601),
                ])
        }
        for day in 2..<22 {
            for place in 0..<4 {
                let region = ["East", "West", "North", "South"][place]
                try await say("The staff were rude.", region, hoursAgo: Int64(day * 24 + place))
            }
            if day % 5 == 0 {
                try await say("The delivery was late.", "West", hoursAgo: Int64(day * 24))
            }
        }
        for place in 0..<crowd {
            try await say(
                "The delivery was late, the courier lost my parcel.", "East",
                hoursAgo: Int64(1 + place))
        }
        try await say("The staff were rude.", "West", hoursAgo: 2)
        try await TextFollowerTests.follow(test.house)
    }

    private static func look(_ test: TestHouse) async throws {
        try await HotMatterRounds(test.house, holder: "a") { Issue.record("\($0)") }.round()
    }

    @Test(arguments: Engine.available)
    func aCrowdIsToldOnceWithItsPlace(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await Self.answer(test, desk, crowd: 9)
            for _ in 0..<2 { try await Self.look(test) }
            let found = try await desk.perform(ListHotMatters.self, [:]).items.map(\.matter)
            let delivery = try #require(found.first { $0.matter == "touchpoint.delivery" })
            #expect(delivery.people == 9 && delivery.peopleBefore == 4)
            #expect(delivery.field == "region" && delivery.value == "East")
            #expect(delivery.p < HotMatter.level && delivery.expected < 3)
            #expect(delivery.words.contains { $0.contains("parcel") || $0.contains("courier") })
            #expect(delivery.responses.count == 9)
            #expect(!found.contains { $0.words.first == "staff" || $0.matter == "staff" })
            let told = try await desk.read {
                try $0.timeline(workspace: workspace.id, limit: 500)
            }.filter { $0.kind == "texts.hot" }
            #expect(told.count == found.count, "each once")
        }
    }

    @Test(arguments: Engine.available)
    func whatIsUsualIsNoAlarm(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await Self.answer(test, desk, crowd: 2)
            try await Self.look(test)
            #expect(try await desk.perform(ListHotMatters.self, [:]).items.isEmpty)
        }
    }

    /// Who writes to us counts like who answers; the crowd becomes a case, and managers hear of it.
    @Test(arguments: Engine.available)
    func aCrowdThatWritesInCasesIsToldByDefault(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await Self.answer(test, desk, crowd: 1)
            for number in 0..<8 {
                let opened = try await desk.perform(
                    OpenCase.self, ["kind": "request", "title": .string("Parcel \(number)")])
                let id = opened.json["id"] ?? .null
                // Who writes twice is one customer.
                for text in Array(
                    repeating: "The delivery was late, the courier lost my parcel.",
                    count: number == 0 ? 2 : 1)
                {
                    _ = try await desk.perform(
                        ReceiveOnCase.self, ["case": id, "text": .string(text)])
                }
            }
            try await TextFollowerTests.follow(test.house)
            test.pass(.minutes(1))
            try await Self.look(test)
            let found = try await desk.perform(ListHotMatters.self, [:]).items.map(\.matter)
            let delivery = try #require(found.first { $0.matter == "touchpoint.delivery" })
            #expect(delivery.people == 9, "eight who wrote and one who answered")
            #expect(delivery.cases.count == 8 && delivery.responses.count == 1)
            #expect(
                found.count { $0.cases.contains(delivery.cases[0]) } == 1, "a crowd is one matter")
            try await FollowerRunner(
                RulesFollower(test.house), on: database, holder: "test",
                clock: { test.house.now() }, report: { Issue.record("\($0)") }
            ).catchUp()
            let opened = try await desk.perform(ListCases.self, ["limit": 200]).items
                .map(\.json).filter { $0["kind"] == "corrective" }
            #expect(opened.count == found.count)
            let one = try #require(
                opened.first { $0["title"]?["en"]?.string?.contains("9 customers") == true })
            let notices = try await desk.read {
                try Notices.list(
                    of: try #require(desk.actor.user), unseenOnly: true, limit: 50,
                    in: workspace.id, on: $0)
            }
            #expect(
                notices.contains { $0.kind == "hot" && $0.of.description == one["id"]?.string })
            let notes = try await desk.read {
                try CaseMessages.list(
                    of: try #require(ID<Case>(one["id"]?.string ?? "")), limit: 20,
                    in: workspace.id, on: $0)
            }
            let note = try #require(notes.first { $0.kind == .note }?.text)
            #expect(note.contains("/topics") && note.contains("/cases/\(delivery.cases[0])"))
            #expect(note.contains("/responses/\(delivery.responses[0])"))
        }
    }

    @Test(arguments: Engine.available)
    func aRuleOpensACaseForIt(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            _ = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            let rule = """
                key: crowd
                name: {en: Crowd, zh: 突发}
                when: texts.hot
                if: people >= 5 and matter == "touchpoint.delivery"
                do:
                  - open_case:
                      kind: corrective
                      process: corrective-action
                      title: {en: "{matter}: {people} in {place}", zh: "{matter}"}
                """
            _ = try await desk.perform(
                SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            try await Self.answer(test, desk, crowd: 9)
            try await Self.look(test)
            try await FollowerRunner(
                RulesFollower(test.house), on: database, holder: "test",
                clock: { test.house.now() }, report: { Issue.record("\($0)") }
            ).catchUp()
            let cases = try await desk.perform(ListCases.self, ["limit": 200])
            let titles = cases.items.map { $0.json["title"]?["en"]?.string }
            #expect(titles.filter { $0 == "Delivery: 9 in East" }.count == 1)
            let trial = try await desk.perform(TryRule.self, ["text": .string(rule)]).json
            #expect(trial["fired"] == 1)
            let told = trial["events"]?.array?.first
            #expect(told?["about"]?.string?.hasPrefix("hot_") == true)
            #expect(told?["title"]?["en"] == "Delivery")
        }
    }
}
