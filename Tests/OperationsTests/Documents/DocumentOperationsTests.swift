import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct DocumentOperationsTests {
    @Test(arguments: Engine.available)
    func builtInDocumentsAreThereAndANewVersionLeavesOldCasesAlone(
        engine: Engine
    ) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let rules = try await bench.agent.perform(ListDocuments<RuleDocuments>.self, [:])
            #expect(
                rules.json["items"]?.array?.compactMap { $0["key"]?.string }
                    == ["hot-matter-opens-case", "low-score-opens-case", "resurvey-after-closing"])
            let before = try await bench.open()
            let promise = try await bench.agent.perform(
                ShowDocument<PromiseDocuments>.self, ["key": "negative-feedback"])
            let text = try #require(promise.json["text"]?.string)
            let edited = text.replacing("within: 15 min", with: "within: 5 min")
            let saved = try await bench.manager.perform(
                SaveDocument<PromiseDocuments>.self, ["text": .string(edited), "after": 1])
            #expect(saved.json["version"] == 2)
            let after = try await bench.open()
            let old = bench.clock("first_response", of: try await bench.show(before))
            let new = bench.clock("first_response", of: try await bench.show(after))
            #expect(old?["budgetSeconds"] == 900)
            #expect(old?["promiseVersion"] == 1)
            #expect(new?["budgetSeconds"] == 300)
            #expect(new?["promiseVersion"] == 2)
            // The second editor began with version 1 too.
            await #expect(
                throws: Refusal(
                    .conflict, "documentChanged", ["key": "negative-feedback", "version": "2"])
            ) {
                try await bench.manager.perform(
                    SaveDocument<PromiseDocuments>.self, ["text": .string(text), "after": 1])
            }
            let versions = try await bench.agent.perform(
                ListDocumentVersions<PromiseDocuments>.self, ["key": "negative-feedback"])
            #expect(versions.json["items"]?.array?.compactMap { $0["version"] } == [2, 1])
        }
    }

    /// A version without the steps at which cases stand strands none: they go their way to the end,
    /// and are found by the version that they go on with.
    @Test(arguments: Engine.available)
    func aProcessThatLosesItsStepsStrandsNoCase(engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let before = try await bench.open()
            _ = try await bench.agent.perform(
                MoveCase.self,
                ["case": before, "step": "classify", "fields": ["summary": "Waited"]])
            _ = try await bench.manager.perform(
                SaveDocument<ProcessDocuments>.self,
                [
                    "text": """
                    key: closed-loop
                    name: Shorter
                    kinds: [feedback]
                    steps:
                      - {key: only, name: Only, last: true}
                    outcomes:
                      - {key: done, name: Done}
                    """,
                    "after": 1,
                ])
            let after = try await bench.open()
            #expect(try await bench.show(after)["step"] == "only")
            let stranded = try await bench.agent.perform(
                ListCases.self, ["filter": "process == \"closed-loop\" and process_version < 2"])
            #expect(stranded.json["items"]?.array?.map { $0["id"] } == [before])
            let way: [(String, JSON)] = [
                ("dispatch", ["topic": "delivery"]), ("resolve", [:]),
                ("verify", ["solution": "Called", "cause": "procedure"]),
            ]
            for (step, fields) in way {
                _ = try await bench.agent.perform(
                    MoveCase.self, ["case": before, "step": .string(step), "fields": fields])
            }
            #expect(try await bench.close(before)["status"] == "closed")
            let again = try await bench.manager.perform(
                ReopenCase.self, ["case": before, "reason": "Not settled"])
            #expect(again.json["status"] == "open" && again.json["processVersion"] == 1)
        }
    }

    @Test func faultsAreNamedByLine() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            func fault(_ text: String) async throws -> Refusal.Fault? {
                let refusal = await #expect(throws: Refusal.self) {
                    try await bench.manager.perform(
                        SaveDocument<RuleDocuments>.self, ["text": .string(text)])
                }
                return refusal?.faults.first
            }
            let rule = """
                key: mine
                name: Mine
                when: response.completed
                if: nps <= 6
                do:
                  - open_case:
                      kind: feedback
                      process: PROCESS
                      title: Low
                """
            let process = try await fault(rule.replacing("PROCESS", with: "no-such"))
            #expect(process?.code == "noSuchProcess")
            #expect(process?.values["line"] == "8")
            let condition = try await fault(
                rule.replacing("PROCESS", with: "closed-loop").replacing("nps", with: "nsp"))
            #expect(condition?.path == "if")
            #expect(condition?.values["line"] == "4")
            let broken = try await fault("key: [")
            #expect(broken?.code == "notYAML")
            await #expect(throws: Refusal.self, "an agent may not") {
                try await bench.agent.perform(
                    SaveDocument<RuleDocuments>.self, ["text": .string(rule)])
            }
        }
    }

    @Test func aPromiseCountsTheHoursOfItsCalendar() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let promise = """
                key: office
                name: Office
                scope: kind == "save"
                calendar: office-hours-china
                target: 90 %
                clocks: {first_response: {within: 2 h}}
                """
            _ = try await bench.manager.perform(
                SaveDocument<PromiseDocuments>.self, ["text": .string(promise)])
            // 17:00 in Shanghai on a Monday: an hour today, an hour tomorrow from 9:00.
            let opened = try await bench.agent.perform(
                OpenCase.self, ["title": "When?", "kind": "save"])
            let clock = bench.clock("first_response", of: opened.json)
            #expect(clock?["promise"] == "office")
            let due = TestHouse.start + .hours(17)
            #expect(clock?["dueAt"] == .string(due.iso8601))
        }
    }
}
