import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct ResponseOperationsTests {
    private static func with(
        _ engine: Engine, library: String = "csat-after-service",
        _ body: @escaping @Sendable (TestHouse, TestWorkspace, Desk) async throws -> Void
    ) async throws {
        try await InstrumentOperationsTests.with(engine) { test, workspace in
            let desk = workspace.desk(.analyst)
            try await desk.perform(CreateInstrument.self, ["library": .string(library)])
            try await body(test, workspace, desk)
        }
    }

    private static func events(_ workspace: TestWorkspace) async throws -> [Event] {
        try await workspace.system.read { connection in
            try connection.timeline(workspace: workspace.id, limit: 200)
        }
    }

    @Test(arguments: Engine.available)
    func aWholeResponseIsOneRowAndOneEvent(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace, desk in
            let submitted = try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "csat-after-service", "customer": "C-7",
                    "answers": ["satisfaction": 2, "well_done": ["speed"], "remark": " slow "],
                    "hidden": ["agent": "Li"], "language": "zh",
                ])
            #expect(submitted.score == 2)
            let shown = try await desk.perform(
                ShowResponse.self, ["response": .string(submitted.id?.description ?? "")])
            #expect(
                JSON.object(shown.response.answers.values).text
                    == #"{"satisfaction":2,"remark":"slow"}"#)
            #expect(shown.metric == .csat)
            #expect(shown.hidden["agent"] == "Li")
            #expect(shown.customer != nil)
            let events = try await Self.events(workspace)
            let completed = try #require(events.first { $0.kind == "response.completed" })
            #expect(completed.subject == .init("response", try #require(submitted.id)))
            #expect(completed.customer == shown.customer?.raw)
            #expect(completed.data["score"] == 2)
            #expect(events.filter { $0.kind == "customer.created" }.count == 1)
            let again = try await desk.perform(
                SubmitResponse.self,
                [
                    "instrument": "csat-after-service", "answers": ["satisfaction": 5],
                    "customer": "C-7",
                ])
            let second = try await desk.perform(
                ShowResponse.self, ["response": .string(again.id?.description ?? "")])
            #expect(second.customer == shown.customer)
        }
    }

    @Test(arguments: Engine.available)
    func theSameKeyCountsOnce(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace, desk in
            var keyed = desk
            let raw: JSON.Object = .init([
                .init(key: "instrument", value: "csat-after-service"),
                .init(key: "answers", value: ["satisfaction": 4]),
            ])
            keyed.idempotency = try Idempotency(
                key: "k1", operation: SubmitResponse.name, input: .object(raw))
            let first = try await keyed.perform(SubmitResponse.self, raw)
            await #expect {
                try await keyed.perform(SubmitResponse.self, raw)
            } throws: { ($0 as? Replay)?.output == first.json }
            let all = try await desk.perform(ListResponses.self, [:])
            #expect(all.items.count == 1)
            #expect(
                try await Self.events(workspace).filter { $0.kind == "response.completed" }.count
                    == 1)
        }
    }

    @Test(arguments: Engine.available)
    func wrongAnswersLeaveNothing(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace, desk in
            let before = try await Self.events(workspace).count
            for answers in [
                ["satisfaction": 9], [:], ["satisfaction": "5"], ["nobody": 1],
                ["satisfaction": 3, "remark": ["a": 1]],
            ] as [JSON] {
                await #expect(throws: Refusal.self) {
                    try await desk.perform(
                        SubmitResponse.self,
                        ["instrument": "csat-after-service", "answers": answers, "customer": "X"])
                }
            }
            await #expect(throws: Refusal(.notFound, "noSuchInstrument")) {
                try await desk.perform(
                    SubmitResponse.self, ["instrument": "none", "answers": [:]])
            }
            await #expect(throws: Refusal.invalid("completedAt", "inTheFuture")) {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "csat-after-service", "answers": ["satisfaction": 3],
                        "completedAt": "2099-01-01T00:00:00Z",
                    ])
            }
            #expect(try await Self.events(workspace).count == before)
            #expect(try await desk.perform(ListResponses.self, [:]).items.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func listsPageAndFilter(_ engine: Engine) async throws {
        try await Self.with(engine) { test, _, desk in
            for number in 0..<23 {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "csat-after-service",
                        "answers": ["satisfaction": .integer(number % 5 + 1)],
                        "hidden": ["agent": number.isMultiple(of: 2) ? "Li" : "Wang"],
                    ])
                test.pass(.minutes(1))
            }
            var seen: [ID<Response>] = []
            var cursor: JSON = .null
            repeat {
                let page = try await desk.perform(
                    ListResponses.self, ["limit": 5, "cursor": cursor])
                #expect(page.items.count <= 5)
                seen += page.items.map(\.id)
                cursor = .optional(page.nextCursor)
            } while !cursor.isNull
            #expect(seen.count == 23)
            #expect(seen == seen.sorted(by: >))
            let low = try await desk.perform(
                ListResponses.self,
                ["filter": "score <= 2 and hidden.agent == \"Li\"", "limit": 200])
            #expect(low.items.count == 5)
            #expect(low.items.allSatisfy { ($0.response.answers.score ?? 9) <= 2 })
            await #expect {
                try await desk.perform(ListResponses.self, ["filter": "score <= 'x'"])
            } throws: { ($0 as? Refusal)?.faults.first?.code == "expression.cannotCompare" }
            await #expect(throws: Refusal.self) {
                try await desk.perform(ListResponses.self, ["cursor": "nonsense"])
            }
        }
    }

    /// What insight groups by must find its records: also the traits of whoever answered.
    @Test(arguments: Engine.available)
    func listsByTraitsOfTheCustomer(_ engine: Engine) async throws {
        try await Self.with(engine) { _, workspace, desk in
            for (key, region) in [("a", "East"), ("b", "West"), ("c", "East")] {
                _ = try await workspace.desk(.administrator).perform(
                    CreateCustomer.self,
                    ["key": .string(key), "traits": ["region": .string(region)]])
            }
            for key in ["a", "b", "c", "a"] {
                try await desk.perform(
                    SubmitResponse.self,
                    [
                        "instrument": "csat-after-service", "answers": ["satisfaction": 2],
                        "customer": .string(key),
                    ])
            }
            try await desk.perform(
                SubmitResponse.self,
                ["instrument": "csat-after-service", "answers": ["satisfaction": 2]])
            for (filter, count) in [
                ("customer.region == \"East\"", 3), ("customer.region != \"East\"", 1),
                ("is_missing(customer.region)", 1),
                ("customer.region == \"East\" and score > 2", 0),
            ] {
                let page = try await desk.perform(
                    ListResponses.self, ["filter": .string(filter), "limit": 3])
                #expect(page.items.count == count, "\(filter)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func answersKeepTheirVersion(_ engine: Engine) async throws {
        try await Self.with(engine, library: "touchpoint-pulse") { _, _, desk in
            let head = try await desk.perform(ListInstruments.self, [:]).items[0]
            let id = JSON.string(head.id.description)
            let before = try await desk.perform(
                SubmitResponse.self, ["instrument": id, "answers": ["feeling": 5]])
            let shown = try await desk.perform(ShowInstrument.self, ["instrument": id])
            try await desk.perform(
                EditInstrument.self,
                [
                    "instrument": id, "version": 1,
                    "document": .string(
                        shown.text.replacing("max_length: 200", with: "max_length: 100")),
                ])
            let after = try await desk.perform(
                SubmitResponse.self, ["instrument": id, "answers": ["feeling": 5]])
            let versions = try await [before, after].asyncMap { submitted in
                try await desk.perform(
                    ShowResponse.self, ["response": .string(submitted.id?.description ?? "")]
                ).version
            }
            #expect(versions == [1, 2])
        }
    }

    /// A column that tells why there is no answer ends so; a question may be called so itself.
    @Test(arguments: Engine.available)
    func aQuestionCalledMissingIsFoundByItsWords(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let desk = try await TestHouse(database).workspace().desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            try await desk.perform(
                SubmitResponse.self,
                ["instrument": "nps", "answers": ["recommend": 7, "missing": "The price"]])
            func found(_ filter: JSON) async throws -> Int {
                try await desk.perform(
                    ListResponses.self,
                    ["instrument": .string(made.id.description), "filter": filter]
                ).items.count
            }
            #expect(try await found("answers.missing contains \"price\"") == 1)
        }
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ body: (Element) async throws -> T) async throws -> [T] {
        var all: [T] = []
        for element in self { all.append(try await body(element)) }
        return all
    }
}
