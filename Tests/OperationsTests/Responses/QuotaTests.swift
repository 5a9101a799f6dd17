import Base
import Domain
import Operations
import SQL
import Store
import TestSupport
import Testing

/// Never more completed answers than a quota wants, and none lost.
@Suite struct QuotaTests {
    private static let document = """
        key: quotas
        title: {zh: 配额, en: Quotas}
        hidden: [{key: source}]
        pages:
          - items:
              - key: sex
                kind: single
                title: {zh: 性别, en: Sex}
                required: true
                options: [{code: f, title: {zh: 女, en: F}}, {code: m, title: {zh: 男, en: M}}]
          - items: [{key: why, kind: text, title: {zh: 为什么, en: Why}, required: true}]
        thanks: [{text: {zh: 谢谢, en: Thanks}}]
        quotas:
          - {key: all, limit: 6, over: continue}
          - {key: women, when: answers.sex == "f", limit: 2, message: {zh: 够了, en: Enough}}
          - key: panel
            when: hidden.source == "panel" and answers.sex == "m"
            limit: 1
            over: redirect
            redirect: 'https://example.com/full?id={hidden.source}'
        """

    private struct Ground {
        let test: TestHouse
        let workspace: TestWorkspace
        let instrument: ID<Instrument>
        let token: String

        func respondent(_ number: Int, source: String? = nil) -> Respondent {
            let key = String(repeating: "0", count: 60) + String(number + 1_000)
            return Respondent(house: test.house, token: token, key: key, source: source)
        }

        func filled() async throws -> [String: Int] {
            let all = try await workspace.desk(.analyst).perform(
                ListQuotas.self, ["instrument": .string(instrument.description)])
            return Dictionary(uniqueKeysWithValues: all.items.map { ($0.quota.key, $0.filled) })
        }

        func responses(_ filter: String? = nil) async throws -> [ResponseResource] {
            let fields = JSON.Object([.init(key: "filter", value: .optional(filter))])
            return try await workspace.desk(.analyst).perform(ListResponses.self, fields).items
        }
    }

    private struct Respondent {
        let house: House
        let token: String
        let key: String
        let source: String?

        func turn(
            _ page: Int, _ form: KeyValuePairs<String, String>, shown: Set<String> = []
        ) async throws -> AnswerSheet {
            try await PageTurn(
                token: token, key: key,
                turn: .init(
                    page: page, form: form.map { ($0.key, $0.value) },
                    shown: shown.union(form.map(\.key)), way: .next),
                query: source.map { [("source", $0)] } ?? [], language: "en"
            ).perform(in: house)
        }

        /// Both pages; the sheet after the last that was shown.
        func answer(_ sex: String) async throws -> AnswerSheet {
            let sheet = try await turn(0, ["sex": sex])
            guard sheet.page != nil else { return sheet }
            return try await turn(1, ["why": "so"])
        }
    }

    private static func with(
        _ engine: Engine, _ body: @escaping @Sendable (Ground) async throws -> Void
    ) async throws {
        try await InstrumentOperationsTests.with(engine) { test, workspace in
            try await body(try await ground(test, workspace))
        }
    }

    private static func ground(
        _ test: TestHouse, _ workspace: TestWorkspace
    ) async throws -> Ground {
        let desk = workspace.desk(.manager)
        let made = try await desk.perform(
            CreateInstrument.self, ["document": .string(document)])
        let link = try await desk.perform(
            CreateLink.self, ["instrument": .string(made.id.description), "name": "Web"])
        return Ground(
            test: test, workspace: workspace, instrument: made.id, token: link.token)
    }

    @Test(arguments: Engine.available)
    func whoComesTooLateIsThankedAtOnceAndKept(_ engine: Engine) async throws {
        try await Self.with(engine) { ground in
            _ = try await ground.respondent(1).answer("f")
            _ = try await ground.respondent(2).answer("f")
            let late = try await ground.respondent(3).turn(0, ["sex": "f"])
            #expect(late.page == nil)
            #expect(late.over?.key == "women")
            #expect(late.over?.message?.en == "Enough")
            let again = try await ground.respondent(3).turn(0, ["sex": "f"])
            #expect(again.over?.key == "women", "the same page again tells the same")
            let other = try await ground.respondent(4).answer("m")
            #expect(other.page == nil && other.over == nil)
            #expect(try await ground.filled() == ["all": 3, "women": 2, "panel": 0])
            let kept = try await ground.responses(#"over_quota == "women""#)
            #expect(kept.count == 1)
            #expect(kept.first?.response.answers.values["sex"] == "f")
            #expect(kept.first?.response.status == .completed)
        }
    }

    @Test(arguments: Engine.available)
    func othersAreLedOnOrAnswerToTheEnd(_ engine: Engine) async throws {
        try await Self.with(engine) { ground in
            _ = try await ground.respondent(1, source: "panel").answer("m")
            let late = try await ground.respondent(2, source: "panel").turn(0, ["sex": "m"])
            #expect(late.page == nil)
            #expect(
                late.over?.redirect.map { late.answering.address($0) }
                    == "https://example.com/full?id=panel")
            for number in 3...7 { _ = try await ground.respondent(number).answer("m") }
            let last = try await ground.respondent(8).answer("m")
            #expect(last.page == nil && last.over == nil, "answered to the end")
            #expect(try await ground.filled()["all"] == 6)
            #expect(try await ground.responses(#"over_quota == "all""#).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func theLimitHoldsWhenManyCompleteAtOnce(_ engine: Engine) async throws {
        try await Self.with(engine) { ground in
            // All are past the first page before any of them completes.
            for number in 0..<12 {
                let sheet = try await ground.respondent(number).turn(
                    0, ["sex": number.isMultiple(of: 2) ? "f" : "m"])
                #expect(sheet.page == 1)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Each sends its last page twice.
                for number in 0..<24 {
                    group.addTask {
                        _ = try await ground.respondent(number / 2).turn(1, ["why": "so"])
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await ground.filled() == ["all": 6, "women": 2, "panel": 0])
            let all = try await ground.responses()
            #expect(all.count == 12)
            #expect(all.allSatisfy { $0.response.status == .completed })
            #expect(all.count { $0.overQuota == nil } == 6)
            #expect(
                all.count {
                    $0.overQuota == nil && $0.response.answers.values["sex"] == "f"
                } <= 2)
        }
    }

    @Test(arguments: Engine.available)
    func twoNodesCountAsOne(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let (first, second) = (try await place.open(), try await place.open())
            let test = TestHouse(first)
            let ground = try await Self.ground(test, try await test.workspace())
            let other = TestHouse(second, seed: 99).house
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<10 {
                    group.addTask {
                        let one = ground.respondent(number)
                        let mine = Respondent(
                            house: number.isMultiple(of: 2) ? one.house : other,
                            token: one.token, key: one.key, source: nil)
                        _ = try await mine.answer("f")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await ground.filled()["women"] == 2)
            let all = try await ground.responses()
            #expect(all.count == 10)
            #expect(all.count { $0.overQuota == nil } == 2)
            try await first.close()
            try await second.close()
        }
    }

    @Test(arguments: Engine.available)
    func programsCountToo(_ engine: Engine) async throws {
        try await Self.with(engine) { ground in
            var overs: [String?] = []
            for _ in 0..<3 {
                let made = try await ground.workspace.desk(.manager).perform(
                    SubmitResponse.self,
                    ["instrument": "quotas", "answers": ["sex": "f", "why": "api"]])
                overs.append(made.overQuota)
            }
            #expect(overs == [nil, nil, "women"])
            #expect(try await ground.filled()["all"] == 2)
        }
    }

    @Test(arguments: Engine.available)
    func nobodySkipsWhatIsRequired(_ engine: Engine) async throws {
        try await Self.with(engine) { ground in
            let hasty = ground.respondent(1)
            let sheet = try await hasty.turn(1, ["why": "so"])
            #expect(sheet.page == 0, "the first page is still open")
            let forged = try await hasty.turn(0, ["sex": "m"], shown: ["nothing"])
            #expect(forged.page == 1)
            #expect(try await ground.filled()["all"] == 0)
        }
    }
}
