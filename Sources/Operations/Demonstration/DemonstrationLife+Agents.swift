import Base
import Domain
import SQL
import Store

/// What agents do with the cases that bad answers open, and what customers say after it.
extension DemonstrationLife {
    mutating func takeUpNewCases(_ customer: DemonstrationCustomer) async throws {
        let page = try await company.administrator.perform(
            ListCases.self, JSON.Object(["status": "new", "kind": "feedback", "limit": 200]))
        for item in page.items {
            guard let id = item.json["id"]?.string.flatMap(ID<Case>.init), !known.contains(id)
            else { continue }
            known.insert(id)
            nextRound = try await rounds.round()
            let agents = text.people.filter { $0.team == customer.region.team }
            let login = chance.pick(agents).login
            // Most are answered within the promise; some get lost in a busy hour.
            let isLate = chance.share() < 0.08
            let minutes = isLate ? chance.whole(18...150) : chance.whole(2...13)
            plan(
                .work(id, step: 0, by: login, speaks: customer.language),
                at: clock.now + .minutes(Int64(minutes)))
        }
    }

    mutating func work(
        on id: ID<Case>, _ step: Int, by login: String, _ speaks: String
    ) async throws {
        guard let desk = company.desks[login], let user = desk.actor.user else { return }
        let own = company.language
        func perform<O: Operation>(_: O.Type, _ fields: [String: JSON]) async throws {
            var all = fields
            all["case"] = .string(id.description)
            _ = try await desk.perform(O.self, JSON.Object(all))
        }
        let wait: Span
        switch step {
        case 0:
            try await dispatch(id, to: login, user)
            let reply = chance.pick(text.sentences("replies", in: speaks))
            try await perform(ReplyToCase.self, ["text": .string(reply)])
            wait = .minutes(Int64(chance.whole(5...40)))
        case 1:
            let note = chance.pick(text.sentences("notes", in: own))
            try await perform(NoteOnCase.self, ["text": .string(note)])
            try await perform(
                MoveCase.self, ["step": "classify", "fields": ["summary": .string(note)]])
            let topic = chance.pick(["delivery", "delivery", "product", "conduct", "process"])
            try await perform(
                MoveCase.self, ["step": "dispatch", "fields": ["topic": .string(topic)]])
            try await perform(MoveCase.self, ["step": "resolve"])
            let isSlow = chance.share() < 0.06
            wait = .minutes(Int64(isSlow ? chance.whole(1_500...2_600) : chance.whole(90...1_200)))
        case 2:
            let solution = chance.pick(text.sentences("solutions", in: own))
            let cause = chance.pick(["procedure", "procedure", "supplier", "skill", "expectation"])
            try await perform(
                MoveCase.self,
                [
                    "step": "verify",
                    "fields": ["solution": .string(solution), "cause": .string(cause)],
                ])
            wait = .minutes(Int64(chance.whole(60...600)))
        default:
            try await perform(
                CloseCase.self,
                [
                    "outcome": .string(chance.share() < 0.8 ? "solved" : "redressed"),
                    "text": .string(chance.pick(text.sentences("solutions", in: own))),
                    "fields": ["customer_confirmed": true],
                ])
            try await rules.catchUp()
            if chance.share() < 0.6 {
                let hours = Int64(chance.whole(2...30))
                plan(
                    .answerAgain(id, speaks: speaks, hadComplained: false),
                    at: clock.now + .hours(hours))
            }
            return
        }
        nextRound = try await rounds.round()
        plan(.work(id, step: step + 1, by: login, speaks: speaks), at: clock.now + wait)
    }

    /// The lead gives the case to the agent's team and to the agent.
    private func dispatch(_ id: ID<Case>, to login: String, _ user: ID<User>) async throws {
        let team = text.people.first { $0.login == login }?.team
        var fields: [String: JSON] = [
            "case": .string(id.description), "assignee": .string(user.description),
        ]
        fields["team"] = .optional(team.flatMap { company.teams[$0]?.description })
        let lead = company.desks["demo.lin"] ?? company.administrator
        _ = try await lead.perform(AssignCase.self, JSON.Object(fields))
    }

    /// Through the personal link that the closing sent out.
    mutating func answerAgain(
        after id: ID<Case>, _ speaks: String, hadComplained: Bool
    ) async throws {
        guard let (link, instrument) = try await asked(about: id) else { return }
        let chances = hadComplained ? \DemonstrationLife.echoChance : \.chance
        // Not so low that the answer opened a case of its own: nobody would take that up here.
        let score = self[keyPath: chances].whole(7...10)
        let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: self[keyPath: chances].next()) }
        let key = Secret(bytes).text
        let first = [
            ("recommend", "\(score)"), ("satisfaction", "\(max(2, score / 2))"),
        ]
        // All of the page has been seen, so that what is not answered was left out on purpose.
        let shown = Set(instrument.items.map(\.key))
        for page in instrument.pages.indices {
            _ = try await PageTurn(
                token: link.token, key: key,
                turn: .init(page: page, form: page == 0 ? first : [], shown: shown, way: .next),
                language: speaks
            ).perform(in: company.house)
        }
    }

    /// The first personal link about a case, and the questionnaire behind it.
    private func asked(about id: ID<Case>) async throws -> (Links.Stored, Instrument)? {
        let (workspace, house) = (company.administrator.workspace, company.house)
        return try await house.database.read { connection in
            guard let link = try Links.list(about: id, in: workspace, on: connection).first,
                let head = try Instruments.find(link.instrument, in: workspace, on: connection)
            else { return nil }
            let instrument = try house.instrument(
                head.id, version: link.version ?? head.version, in: workspace, on: connection)
            return (link, instrument)
        }
    }
}
