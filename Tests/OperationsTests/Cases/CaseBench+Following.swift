import Base
import Domain
import Operations
import SQL
import Store
import TestSupport

extension CaseBench {
    /// Lets the rules see everything that happened until now.
    func follow(_ database: any Database) async throws {
        let test = test
        let runner = FollowerRunner(
            RulesFollower(test.house), on: database, holder: "test", clock: { test.now },
            report: { trouble in preconditionFailure("\(trouble)") })
        try await runner.catchUp()
    }

    func rounds(_ holder: String) -> ClockRounds {
        ClockRounds(test.house, holder: holder) { error in preconditionFailure("\(error)") }
    }

    /// What kinds of notices the person of a role has not seen yet, newest first.
    func told(_ role: Role) async throws -> [String] {
        try await place.desk(role).perform(ListNotices.self, [:]).json["items"]?
            .array?.compactMap { $0["kind"]?.string } ?? []
    }

    func queue() async throws -> [JSON] {
        try await agent.perform(ListCases.self, [:]).json["items"]?.array ?? []
    }
}

extension CaseBench {
    /// Makes a built-in questionnaire the workspace's own.
    func brings(_ instrument: String) async throws {
        _ = try await place.system.perform(
            CreateInstrument.self, ["library": .string(instrument)])
    }

    /// A customer answers by the API.
    func answer(_ instrument: String, _ score: Int) async throws {
        _ = try await place.system.perform(
            SubmitResponse.self,
            [
                "instrument": .string(instrument), "answers": ["recommend": .integer(score)],
                "customer": "c-1",
            ])
    }

    /// A customer answers on a personal page.
    func answer(at path: String, _ score: Int) async throws {
        let token = String(path.dropFirst("/a/".count))
        let key = String(repeating: "k", count: 43)
        let first = try await AnswerSheet.open(token, key: nil, query: [], in: test.house)
        let shown = Set(first.instrument.items.map(\.key))
        for page in first.instrument.pages.indices {
            _ = try await PageTurn(
                token: token, key: key,
                turn: .init(
                    page: page, form: page == 0 ? [("recommend", "\(score)")] : [],
                    shown: shown, way: .next),
                language: "en"
            ).perform(in: test.house)
        }
    }
}
