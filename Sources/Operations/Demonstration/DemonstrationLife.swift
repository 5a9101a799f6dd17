import Base
import Domain
import SQL
import Store

/// Three months of the invented company, deed by deed in the order of time.
struct DemonstrationLife {
    private enum Deed {
        /// - Parameter mood: how far from the usual, in deviations.
        case answer(mood: Double)
        /// The next thing an agent does on a case.
        case work(ID<Case>, step: Int, by: String, speaks: String)
        /// A customer answers once more after the case was closed.
        case answerAgain(ID<Case>, speaks: String)
        /// A customer complains, or the next thing is done about it.
        case complain(DemonstrationComplaint)
        /// The lead opens a corrective action.
        case improve
    }

    private var company: DemonstrationCompany
    private let clock: DemonstrationClock
    private let text: DemonstrationText
    private let complaints: DemonstrationComplaints
    private let rules: FollowerRunner
    private let rounds: ClockRounds
    private let begin: Instant
    private let end: Instant
    private var chance: DemonstrationChance
    /// Of complaints, so that they change nothing of what is answered.
    private var complaintChance: DemonstrationChance
    private var customers: [DemonstrationCustomer] = []
    private var known: Set<ID<Case>> = []
    /// Latest first, so that the next is the last.
    private var deeds: [(at: Instant, what: Deed)] = []
    private var nextRound: Instant?

    init(
        _ company: DemonstrationCompany, _ clock: DemonstrationClock, _ text: DemonstrationText,
        _ complaints: DemonstrationComplaints, seed: UInt64, until end: Instant
    ) {
        self.company = company
        self.clock = clock
        self.text = text
        self.complaints = complaints
        self.end = end
        begin = clock.now
        chance = DemonstrationChance(seed: seed)
        complaintChance = DemonstrationChance(seed: seed ^ 0xC0)
        let house = company.house
        rules = FollowerRunner(
            RulesFollower(house), on: house.database, holder: "demonstration",
            clock: { clock.now }, report: { _ in })
        rounds = ClockRounds(house, holder: "demonstration") { _ in }
        customers = (0..<260).map { number in
            DemonstrationCustomer(number, text, &chance)
        }
    }

    mutating func live(days: Int) async throws {
        for customer in customers {
            let made = try await company.administrator.perform(
                CreateCustomer.self, customer.fields)
            company.customers[customer.key] = made.json["id"]?.string
        }
        for day in 0..<days { planAnswers(of: day) }
        planComplaints(days: days)
        // A bad morning on the last day, so that there is work to look at.
        for minute in stride(from: 10, through: 150, by: 12) {
            plan(.answer(mood: -1.6), at: end - .minutes(Int64(minute)))
        }
        while let deed = deeds.popLast(), deed.at <= end {
            try await tellClocks(until: deed.at)
            clock.set(deed.at)
            try await perform(deed.what)
        }
        try await tellClocks(until: end)
        clock.set(end)
        try await rules.catchUp()
        // The server that starts next takes over at once.
        try await rounds.end()
    }

    /// From nine in the morning to ten at night in the workspace's zone, fewer at the weekend.
    private mutating func planAnswers(of day: Int) {
        let isWeekend = (day + 3) % 7 >= 5
        for _ in 0..<chance.whole(isWeekend ? 4...8 : 8...14) {
            let seconds = Int64(3_600 + chance.share() * 13 * 3_600)
            plan(.answer(mood: 0), at: begin + .days(Int64(day)) + .seconds(seconds))
        }
    }

    /// About two in five days, the last early enough to have taken its course; then those that
    /// lie on the desk.
    private mutating func planComplaints(days: Int) {
        for day in 0..<max(0, days - 4) where complaintChance.share() < 0.42 {
            let (customer, agent) = complainer()
            let complaint = complaints.any(from: customer, to: agent, &complaintChance)
            let seconds = Int64(7_200 + complaintChance.share() * 9 * 3_600)
            plan(.complain(complaint), at: begin + .days(Int64(day)) + .seconds(seconds))
        }
        let callers = complainers()
        for (ago, complaint) in complaints.standing(from: { callers[$0 % callers.count] }) {
            plan(.complain(complaint), at: end - ago)
        }
        let ago = complaints.corrective["ago"]?.integer ?? 0
        plan(.improve, at: end - .minutes(Int64(ago)))
    }

    private mutating func complainer() -> (DemonstrationCustomer, agent: String) {
        let customer = complaintChance.pick(customers)
        let agents = text.people.filter { $0.team == customer.region.team }
        return (customer, complaintChance.pick(agents).login)
    }

    /// People who speak as those do who look at all this, and at the end one who does not.
    private mutating func complainers() -> [(DemonstrationCustomer, agent: String)] {
        var found: [(DemonstrationCustomer, agent: String)] = []
        while found.count < 7 {
            let next = complainer()
            let isKnown = found.contains { $0.0.key == next.0.key }
            let speaksSo = next.0.language == company.language
            if !isKnown, speaksSo == (found.count != 4) { found.append(next) }
        }
        return found
    }

    private mutating func plan(_ deed: Deed, at: Instant) {
        let place = deeds.firstIndex { $0.at < at } ?? deeds.count
        deeds.insert((at, deed), at: place)
    }

    private mutating func tellClocks(until: Instant) async throws {
        while let next = nextRound, next <= until {
            clock.set(next)
            nextRound = try await rounds.round()
            if let again = nextRound, again <= next { nextRound = next + .seconds(1) }
        }
    }

    private mutating func perform(_ deed: Deed) async throws {
        switch deed {
        case .answer(let mood): try await answer(mood)
        case .work(let id, let step, let login, let speaks):
            try await work(on: id, step, by: login, speaks)
        case .answerAgain(let id, let speaks): try await answerAgain(after: id, speaks)
        case .complain(let complaint): try await goOn(complaint)
        case .improve: try await improve()
        }
    }

    private mutating func goOn(_ complaint: DemonstrationComplaint) async throws {
        var complaint = complaint
        try await complaint.goOn(in: company, until: end)
        nextRound = try await rounds.round()
        if let next = complaint.next(after: clock.now, until: end, &complaintChance) {
            plan(.complain(complaint), at: next)
        }
    }

    private func improve() async throws {
        let action = complaints.corrective
        let lead = company.desk(of: "lead", "")
        let opened = try await lead.perform(
            OpenCase.self,
            JSON.Object([
                "title": action["title"]?[company.language] ?? "", "kind": "corrective",
                "assignee": .optional(lead.actor.user?.description),
            ]))
        var fields = (action["fields"]?.object ?? .init()).members.map {
            JSON.Object.Member(key: $0.key, value: $0.value[company.language] ?? .null)
        }
        fields.append(.init(key: "cause", value: action["cause"] ?? .null))
        _ = try await lead.perform(
            RecordOnCase.self,
            JSON.Object([
                "case": .string(opened.json["id"]?.string ?? ""),
                "fields": .object(JSON.Object(fields)),
            ]))
    }

    // MARK: Customers

    private mutating func answer(_ mood: Double) async throws {
        let customer = chance.pick(customers)
        let isService = chance.share() < 0.45
        let submission = isService ? service(customer, mood) : relation(customer, mood)
        _ = try await company.administrator.perform(SubmitResponse.self, submission.fields)
        guard submission.isLow else { return }
        try await rules.catchUp()
        try await takeUpNewCases(customer)
    }

    /// What people feel, on a scale of deviations; things got better after the sixtieth day.
    private mutating func feeling(_ customer: DemonstrationCustomer, _ effect: Double) -> Double {
        let improved = clock.now - begin > .days(60) ? 0.35 : 0
        return customer.region.effect + customer.tier.effect + effect + improved
            + chance.normal()
    }

    private mutating func relation(
        _ customer: DemonstrationCustomer, _ mood: Double
    ) -> (fields: JSON.Object, isLow: Bool) {
        let channel = chance.pick(text.channels, by: \.share)
        let felt = 8.3 + 1.7 * feeling(customer, channel.effect + mood)
        let score = min(10, max(0, Int(felt.rounded())))
        var answers: [String: JSON] = ["recommend": .integer(score)]
        if chance.share() < 0.7 {
            let item = score >= 9 ? "praise" : score >= 7 ? "missing" : "disappointment"
            let tone = score >= 9 ? "good" : score >= 7 ? "middling" : "bad"
            answers[item] = .string(remark(tone, customer))
        }
        if score <= 6 { answers["may_contact"] = true }
        return (
            fields(
                "nps", customer, answers,
                hidden: [
                    "channel": channel.name, "region": customer.region.name,
                    "tier": customer.tier.name,
                ]),
            score <= 6
        )
    }

    private mutating func service(
        _ customer: DemonstrationCustomer, _ mood: Double
    ) -> (fields: JSON.Object, isLow: Bool) {
        let category = chance.pick(text.categories, by: \.share)
        let agent = chance.pick(text.people.filter { $0.role == "agent" })
        let felt = 4.1 + 0.9 * feeling(customer, category.effect + mood)
        let score = min(5, max(1, Int(felt.rounded())))
        var answers: [String: JSON] = [
            "satisfaction": .integer(score),
            "solved": .string(score >= 4 ? "yes_once" : score == 3 ? "yes_later" : "not_solved"),
        ]
        if chance.share() < 0.5 {
            let tone = score >= 4 ? "good" : score == 3 ? "middling" : "bad"
            answers["remark"] = .string(remark(tone, customer))
        }
        let channel = chance.pick(text.channels, by: \.share)
        return (
            fields(
                "csat-after-service", customer, answers,
                hidden: [
                    "channel": channel.name, "agent": agent.name, "category": category.name,
                ]),
            score <= 2
        )
    }

    private mutating func remark(_ tone: String, _ customer: DemonstrationCustomer) -> String {
        chance.pick(text.sentences("remarks", tone, in: customer.language))
    }

    private func fields(
        _ instrument: String, _ customer: DemonstrationCustomer, _ answers: [String: JSON],
        hidden: [String: String]
    ) -> JSON.Object {
        JSON.Object([
            "instrument": .string(instrument), "answers": .object(JSON.Object(answers)),
            "hidden": .object(JSON.Object(hidden.mapValues(JSON.string))),
            "customer": .string(customer.key), "language": .string(customer.language),
            "channel": "link",
        ])
    }

    // MARK: Agents

    private mutating func takeUpNewCases(_ customer: DemonstrationCustomer) async throws {
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

    private mutating func work(
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
                plan(.answerAgain(id, speaks: speaks), at: clock.now + .hours(hours))
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
    private mutating func answerAgain(after id: ID<Case>, _ speaks: String) async throws {
        let workspace = company.administrator.workspace
        let links = try await company.house.database.read { connection in
            try Links.list(about: id, in: workspace, on: connection)
        }
        guard let link = links.first else { return }
        let score = chance.whole(6...10)
        let key = Secret((0..<32).map { _ in UInt8(truncatingIfNeeded: chance.next()) }).text
        let first = [
            ("recommend", "\(score)"), ("satisfaction", "\(max(2, score / 2))"),
        ]
        for page in 0...1 {
            _ = try await PageTurn(
                token: link.token, key: key,
                turn: .init(page: page, form: page == 0 ? first : [], shown: [], way: .next),
                language: speaks
            ).perform(in: company.house)
        }
    }
}

/// Someone who buys furniture.
struct DemonstrationCustomer {
    let key: String
    let name: String
    let language: String
    let region: DemonstrationText.Group
    let tier: DemonstrationText.Group

    var fields: JSON.Object {
        JSON.Object([
            "key": .string(key), "name": .string(name), "language": .string(language),
            "traits": ["region": .string(region.name), "tier": .string(tier.name)],
        ])
    }

    init(_ number: Int, _ text: DemonstrationText, _ chance: inout DemonstrationChance) {
        key = "QH-\(1_000 + number)"
        language = chance.share() < 0.75 ? "zh" : "en"
        name = chance.pick(text.sentences("names", in: language))
        region = chance.pick(text.regions, by: \.share)
        tier = chance.pick(text.tiers, by: \.share)
    }
}
