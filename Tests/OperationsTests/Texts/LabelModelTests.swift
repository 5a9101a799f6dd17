import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// What people put on cases is learnt in the background and suggested on new ones.
@Suite struct LabelModelTests {
    /// What customers say of three matters, in both languages.
    static let matters: [(tag: String, cause: String, words: [String])] = [
        (
            "lost", "skill",
            [
                "My parcel is lost, where is the courier", "包裹丢了，快递员在哪里",
                "The courier says the parcel is lost", "我的包裹一直没有找到",
            ]
        ),
        (
            "invoice", "procedure",
            [
                "The invoice carries a wrong name", "发票抬头写错了，请重开",
                "Please send the invoice again", "发票金额不对",
            ]
        ),
        (
            "login", "system",
            [
                "I forgot my password and cannot sign in", "密码忘了，登录不进去",
                "Sign in fails, my account is locked", "账号被锁了，无法登录",
            ]
        ),
    ]

    /// Closed cases with their labels, matter after matter.
    static func close(_ count: Int, by desk: Desk, team: JSON? = nil) async throws {
        for number in 0..<count {
            let matter = matters[number % 3]
            let id = try await open(
                desk, "\(matter.words[number / 3 % 4]) (\(number))", tags: [matter.tag])
            if let team, number % 3 == 1 {
                _ = try await desk.perform(AssignCase.self, ["case": id, "team": team])
            }
            _ = try await desk.perform(
                RecordOnCase.self, ["case": id, "fields": ["cause": .string(matter.cause)]])
            _ = try await desk.perform(
                CloseCase.self, ["case": id, "outcome": "duplicate", "text": "Done"])
        }
    }

    static func open(_ desk: Desk, _ words: String, tags: [String] = []) async throws -> JSON {
        let opened = try await desk.perform(
            OpenCase.self,
            [
                "title": "Trouble", "kind": "feedback", "words": .string(words),
                "tags": .array(tags.map(JSON.string)),
            ])
        return opened.json["id"] ?? .null
    }

    static func learn(_ subject: String, _ desk: Desk) async throws -> TextJob? {
        _ = try await desk.perform(StartTextJob.self, ["learn": .string(subject)])
        try await TextRoundsTests.rounds(desk.house).round()
        return try await desk.perform(ListTextJobs.self, [:]).items.first?.job
    }

    @Test(arguments: Engine.available)
    func labelsAreLearntMeasuredAndSuggestedWithReasons(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            let agent = workspace.desk(.agent)
            try await Self.close(60, by: desk)
            let lost = try await Self.open(agent, "包裹丢了，怎么办？")
            func suggested(_ id: JSON, _ desk: Desk) async throws -> [LabelSuggestions.Label] {
                try await desk.perform(SuggestLabels.self, ["case": id]).labels
            }
            #expect(try await suggested(lost, agent).isEmpty, "nothing has been learnt")
            for subject in ["tag", "cause"] {
                let job = try await Self.learn(subject, desk)
                #expect(job?.status == .finished && job?.done == 60)
            }
            let models = try await desk.perform(ShowTextModels.self, [:])
            let model = try #require(models[.tag]?.models.first)
            #expect(model.labels == ["invoice", "login", "lost"] && model.texts == 60)
            #expect(model.isBetter && models[.tag]?.used == 1 && model.answered <= 60)
            #expect(Double(model.hits) >= 0.9 * Double(model.answered) && model.answered >= 40)

            let found = try await suggested(lost, agent)
            #expect(found.map(\.key) == ["lost", "skill"])
            #expect(found.map(\.subject) == [.tag, .cause])
            #expect(found.allSatisfy { (0.5...1).contains($0.confidence) && $0.version == 1 })
            #expect(found.allSatisfy { $0.words.contains { $0.contains("丢") } }, "\(found)")
            #expect(found.last?.name.en != "skill", "the tree's name of the cause")
            let english = try await Self.open(agent, "please, the invoice has a wrong name")
            #expect(try await suggested(english, agent).first?.key == "invoice")
            let strange = try await Self.open(agent, "Können Sie uns besuchen?")
            #expect(try await suggested(strange, agent).isEmpty, "it does not know that")

            _ = try await agent.perform(TagCase.self, ["case": lost, "tags": ["lost"]])
            _ = try await agent.perform(
                RecordOnCase.self, ["case": lost, "fields": ["cause": "skill"]])
            #expect(try await suggested(lost, agent).isEmpty, "it has what was suggested")
            _ = try await desk.perform(UseTextModel.self, ["subject": "tag", "version": 0])
            #expect(try await suggested(english, agent).map(\.subject) == [.cause])
            await #expect(throws: Refusal.self, "who may not read cases") {
                try await suggested(english, workspace.desk(.viewer))
            }
            await #expect(throws: Refusal.self, "an agent does not decide that") {
                try await agent.perform(UseTextModel.self, ["subject": "tag", "version": 1])
            }
        }
    }

    @Test(arguments: Engine.available)
    func tooFewCasesTeachNothingAndSayHowMany(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            try await Self.close(12, by: desk)
            let job = try await Self.learn("tag", desk)
            #expect(job?.status == .failed && job?.failure == "tooFewLabels")
            let kept = try await desk.perform(ShowTextModels.self, [:])
            #expect(kept[.tag]?.models.isEmpty == true && kept[.tag]?.growth.texts == 12)
        }
    }

    @Test(arguments: Engine.available)
    func whatIsHiddenIsNotAmongTheWords(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            try await Self.close(60, by: desk)
            _ = try await Self.learn("tag", desk)
            let mail = "lost.courier@example.com"
            let id = try await Self.open(
                desk, "The courier says my parcel is lost \(mail) \(mail)")
            for role in [Role.analyst, .auditor] {
                let found = try await workspace.desk(role).perform(
                    SuggestLabels.self, ["case": id])
                let words = found.labels.flatMap(\.words).joined(separator: " ")
                #expect(!words.contains("example"), "\(role): \(words)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func itLearnsAnewByItselfOnceAFifthIsNew(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.manager)
            func look() async throws -> [TextModel.Subject?] {
                for _ in 0..<2 {
                    try await LearningRounds(test.house, holder: "a") { Issue.record("\($0)") }
                        .round()
                    try await TextRoundsTests.rounds(test.house).round()
                }
                return try await desk.perform(ListTextJobs.self, [:]).items.map(\.job.subject)
            }
            func used(_ subject: TextModel.Subject) async throws -> Int? {
                try await desk.perform(ShowTextModels.self, [:])[subject]?.used
            }
            try await Self.close(45, by: desk)
            #expect(try await look().isEmpty, "fewer than fifty")
            try await Self.close(6, by: desk)
            test.pass(.minutes(10))
            #expect(try await look() == [.cause, .tag], "one after the other")
            #expect(try await used(.tag) == 1)
            test.pass(.minutes(10))
            try await Self.close(18, by: desk)
            #expect(try await look().count == 2, "not yet a fifth, nor twenty")
            try await Self.close(3, by: desk)
            #expect(try await look().count == 4)
            #expect(try await used(.tag) == 2)
            #expect(try await used(.cause) == 2)
            let author = try await desk.perform(ShowTextModels.self, [:])[.tag]?.models.first
            #expect(author.map { ID<User>($0.author) == nil } == true, "nobody asked for it")

            // Who goes back to the first is not overruled.
            _ = try await desk.perform(UseTextModel.self, ["subject": "tag", "version": 1])
            test.pass(.minutes(10))
            try await Self.close(30, by: desk)
            #expect(try await look().count == 5)
            #expect(try await used(.tag) == 1)
            #expect(try await used(.cause) == 3)
        }
    }
}
