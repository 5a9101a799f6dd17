import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

@Suite struct PageTurnTests {
    private static let key = String(repeating: "ab", count: 32)

    /// A respondent before a link to the built-in NPS.
    private struct Respondent {
        let house: House
        let token: String
        var key = PageTurnTests.key

        func turn(
            _ page: Int, _ form: KeyValuePairs<String, String>, shown: Set<String>,
            back: Bool = false
        ) async throws -> AnswerSheet {
            try await PageTurn(
                token: token, key: key,
                turn: .init(
                    page: page, form: form.map { ($0.key, $0.value) }, shown: shown,
                    way: back ? .back : .next),
                query: [("customer", "C-1")], language: "en"
            ).perform(in: house)
        }

        func open(_ key: String?) async throws -> AnswerSheet {
            try await AnswerSheet.open(token, key: key, query: [], in: house)
        }
    }

    private static func with(
        _ engine: Engine, _ terms: KeyValuePairs<String, JSON> = [:],
        _ body: @escaping @Sendable (Respondent, TestWorkspace, LinkResource) async throws -> Void
    ) async throws {
        try await InstrumentOperationsTests.with(engine) { test, workspace in
            let desk = workspace.desk(.manager)
            let made = try await desk.perform(CreateInstrument.self, ["library": "nps"])
            var fields = JSON.Object(terms.map { .init(key: $0.key, value: $0.value) })
            fields.append("instrument", .string(made.id.description))
            fields.append("name", "Web")
            let link = try await desk.perform(CreateLink.self, fields)
            try await body(
                Respondent(house: test.house, token: link.token), workspace, link)
        }
    }

    private static func kinds(_ workspace: TestWorkspace) async throws -> [String] {
        try await workspace.system.read { connection in
            try connection.timeline(workspace: workspace.id, limit: 50).map(\.kind)
                .filter { $0.hasPrefix("response.") }.reversed()
        }
    }

    @Test(arguments: Engine.available)
    func goesPageByPageAndIsTakenUpAgain(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, workspace, _ in
            #expect(try await respondent.open(nil).page == 0)
            let second = try await respondent.turn(0, ["recommend": "3"], shown: ["recommend"])
            #expect(second.page == 1)
            #expect(try await Self.kinds(workspace) == ["response.started"])
            let resumed = try await respondent.open(Self.key)
            #expect(resumed.page == 1)
            #expect(resumed.answering.score == 3)
            #expect(
                resumed.answering.visibleItems(on: 1).map(\.key) == [
                    "disappointment", "may_contact",
                ])
            let back = try await respondent.turn(
                1, ["disappointment": "queue"], shown: ["disappointment"], back: true)
            #expect(back.page == 0)
            let changed = try await respondent.turn(0, ["recommend": "10"], shown: ["recommend"])
            #expect(changed.page == 1)
            #expect(changed.answering.answers.values.keys == ["recommend"])
            let done = try await respondent.turn(1, ["praise": "all"], shown: ["praise"])
            #expect(done.page == nil)
            #expect(
                try await Self.kinds(workspace) == ["response.started", "response.completed"])
            let all = try await workspace.desk(.analyst).perform(ListResponses.self, [:])
            #expect(all.items.count == 1)
            #expect(all.items[0].response.answers.score == 10)
            #expect(all.items[0].customer != nil)
        }
    }

    @Test(arguments: Engine.available)
    func aDoubleSubmitCountsOnce(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, workspace, _ in
            _ = try await respondent.turn(0, ["recommend": "9"], shown: ["recommend"])
            try await withThrowingTaskGroup(of: AnswerSheet.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await respondent.turn(1, ["praise": "x"], shown: ["praise"])
                    }
                }
                for try await sheet in group { #expect(sheet.page == nil) }
            }
            #expect(
                try await Self.kinds(workspace) == ["response.started", "response.completed"])
        }
    }

    @Test(arguments: Engine.available)
    func whatDoesNotFitIsRefusedAndNothingKept(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, workspace, _ in
            await #expect(throws: Refusal.invalid("answers.recommend", "required")) {
                try await respondent.turn(0, [:], shown: ["recommend"])
            }
            await #expect(throws: Refusal.self) {
                try await respondent.turn(0, ["recommend": "11"], shown: ["recommend"])
            }
            for page in [-1, 2, 99] {
                await #expect(throws: Refusal(.unreadable, "badForm")) {
                    try await respondent.turn(page, ["recommend": "1"], shown: [])
                }
            }
            let keyless = Respondent(
                house: respondent.house, token: respondent.token, key: "short")
            await #expect(throws: Refusal(.unreadable, "badForm")) {
                try await keyless.turn(0, ["recommend": "1"], shown: [])
            }
            let kept = try await Self.kinds(workspace)
            #expect(kept.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func aLinkThatIsFullOrClosedLetsNobodyIn(_ engine: Engine) async throws {
        try await Self.with(engine, ["limit": 1]) { respondent, workspace, link in
            _ = try await respondent.turn(0, ["recommend": "9"], shown: ["recommend"])
            let other = Respondent(
                house: respondent.house, token: respondent.token,
                key: String(repeating: "cd", count: 32))
            _ = try await other.turn(0, ["recommend": "1"], shown: ["recommend"])
            _ = try await respondent.turn(1, [:], shown: ["praise"])
            await #expect(throws: Refusal(.gone, "linkAnswered")) {
                try await other.turn(1, [:], shown: ["disappointment", "may_contact"])
            }
            await #expect(throws: Refusal(.gone, "linkAnswered")) { try await respondent.open(nil) }
            try await workspace.desk(.manager).perform(
                CloseLink.self, ["link": .string(link.id.description)])
            await #expect(throws: Refusal(.gone, "linkClosed")) { try await respondent.open(nil) }
            await #expect(throws: Refusal(.notFound, "noSuchLink")) {
                try await AnswerSheet.open("nothing", key: nil, query: [], in: respondent.house)
            }
        }
    }

    @Test(arguments: Engine.available)
    func anInvitationIsForOneCustomerAndOneCase(_ engine: Engine) async throws {
        try await Self.with(engine) { respondent, workspace, _ in
            let caseID = ID<Case>(raw: 77)
            let customer = ID<Customer>(raw: 55)
            let path = try await workspace.system.write { ledger in
                try ledger.openPersonalLink(to: "nps", for: customer, about: caseID).path
            }
            let invited = Respondent(house: respondent.house, token: String(path.dropFirst(3)))
            _ = try await invited.turn(0, ["recommend": "8"], shown: ["recommend"])
            _ = try await invited.turn(1, [:], shown: ["missing"])
            let all = try await workspace.desk(.analyst).perform(ListResponses.self, [:])
            #expect(all.items[0].caseID == caseID)
            #expect(all.items[0].customer == customer)
            await #expect(throws: Refusal(.gone, "linkAnswered")) {
                try await AnswerSheet.open(
                    invited.token, key: nil, query: [], in: respondent.house)
            }
        }
    }
}
