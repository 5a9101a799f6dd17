import Base
import Domain
import SQL
import Store

/// Three months of the invented company, deed by deed in the order of time.
struct DemonstrationLife {
    enum Deed {
        /// - Parameter mood: how far from the usual, in deviations.
        case answer(mood: Double)
        /// The next thing an agent does on a case.
        case work(ID<Case>, step: Int, by: String, speaks: String)
        /// A customer answers once more after the case was closed.
        case answerAgain(ID<Case>, speaks: String, hadComplained: Bool)
        /// A customer complains, or the next thing is done about it.
        case complain(DemonstrationComplaint)
        /// The lead opens a corrective action.
        case improve
        /// Somebody answers another questionnaire.
        case survey(Int)
    }

    var company: DemonstrationCompany
    let clock: DemonstrationClock
    let text: DemonstrationText
    private let complaints: DemonstrationComplaints
    let rules: FollowerRunner
    let rounds: ClockRounds
    let begin: Instant
    private let end: Instant
    var chance: DemonstrationChance
    /// Of complaints, so that they change nothing of what is answered.
    private var complaintChance: DemonstrationChance
    /// Of what is answered before and after complaints.
    var echoChance: DemonstrationChance
    /// Of all other questionnaires.
    var surveyChance: DemonstrationChance
    let surveys: [DemonstrationSurvey]
    private(set) var customers: [DemonstrationCustomer] = []
    var known: Set<ID<Case>> = []
    /// Latest first, so that the next is the last.
    private var deeds: [(at: Instant, what: Deed)] = []
    var nextRound: Instant?

    init(
        _ company: DemonstrationCompany, _ clock: DemonstrationClock, _ text: DemonstrationText,
        _ complaints: DemonstrationComplaints, seed: UInt64, until end: Instant
    ) throws {
        self.company = company
        self.clock = clock
        self.text = text
        self.complaints = complaints
        self.end = end
        begin = clock.now
        chance = DemonstrationChance(seed: seed)
        complaintChance = DemonstrationChance(seed: seed ^ 0xC0)
        echoChance = DemonstrationChance(seed: seed ^ 0xEC)
        surveyChance = DemonstrationChance(seed: seed ^ 0x5E)
        let house = company.house
        surveys = try DemonstrationSurvey.Kind.allCases.map {
            try DemonstrationSurvey($0, house.library)
        }
        rules = FollowerRunner(
            RulesFollower(house), on: house.database, holder: "demonstration",
            clock: { clock.now }, report: { _ in })
        rounds = ClockRounds(house, holder: "demonstration") { _ in }
        customers = (0..<260).map { number in
            DemonstrationCustomer(number, text, &chance)
        }
        for double in text.doubles { customers[double.of].contact = double.contact }
    }

    mutating func live(days: Int) async throws {
        let doubles = text.doubles.map { DemonstrationCustomer($0, of: customers[$0.of]) }
        for customer in customers + doubles {
            let made = try await company.administrator.perform(
                CreateCustomer.self, customer.fields)
            company.customers[customer.key] = made.json["id"]?.string
        }
        try await addSurveys()
        for day in 0..<days { planAnswers(of: day) }
        planComplaints(days: days)
        planSurveys(days: days)
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
            var complaint = complaints.any(from: customer, to: agent, &complaintChance)
            complaint.isAnswered = echoChance.share() < complaints.answered
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

    mutating func plan(_ deed: Deed, at: Instant) {
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
        case .answerAgain(let id, let speaks, let hadComplained):
            try await answerAgain(after: id, speaks, hadComplained: hadComplained)
        case .complain(let complaint): try await goOn(complaint)
        case .improve: try await improve()
        case .survey(let place): try await answer(surveys[place])
        }
    }

    private mutating func goOn(_ complaint: DemonstrationComplaint) async throws {
        var complaint = complaint
        if complaint.isAnswered, complaint.isNew { try await answer(before: &complaint) }
        try await complaint.goOn(in: company, until: end)
        if let closed = complaint.takeClosed() {
            try await rules.catchUp()
            plan(
                .answerAgain(closed, speaks: complaint.speaks, hadComplained: true),
                at: clock.now + .hours(Int64(echoChance.whole(4...40))))
        }
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

    /// What some say of the service before they complain: bad, yet not so bad that a rule takes it
    /// up by itself.
    private mutating func answer(before complaint: inout DemonstrationComplaint) async throws {
        let submission = fields(
            "csat-after-service", complaint.customer,
            ["satisfaction": 3, "solved": "not_solved", "remark": .string(complaint.words)],
            hidden: [
                "channel": echoChance.pick(text.channels, by: \.share).name,
                "agent": text.people.first { $0.login == complaint.agent }?.name ?? "",
                "category": echoChance.pick(text.categories, by: \.share).name,
            ])
        complaint.response = try await company.administrator.perform(
            SubmitResponse.self, submission
        ).json["id"]
    }

    private mutating func remark(_ tone: String, _ customer: DemonstrationCustomer) -> String {
        chance.pick(text.sentences("remarks", tone, in: customer.language))
    }

    func fields(
        _ instrument: String, _ customer: DemonstrationCustomer?, _ answers: [String: JSON],
        hidden: [String: String]
    ) -> JSON.Object {
        var fields = JSON.Object([
            "instrument": .string(instrument), "answers": .object(JSON.Object(answers)),
            "hidden": .object(JSON.Object(hidden.mapValues(JSON.string))),
            "language": .string(customer?.language ?? company.language), "channel": "link",
        ])
        if let customer { fields["customer"] = .string(customer.key) }
        return fields
    }
}
