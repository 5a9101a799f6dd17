public import Domain
public import SQL
public import Store
import Base

/// Follows events and does what the rules of their workspace say, each action of each event once:
/// what it does, the note that it was done and the follower's place are committed together.
public struct RulesFollower: Follower {
    public let name = "rules"
    private let house: House

    public init(_ house: House) { self.house = house }

    public func handle(_ events: [Event], on connection: any Connection) throws {
        var known: [ID<Workspace>: [Rule]] = [:]
        for event in events where Rule.Trigger(rawValue: event.kind) != nil {
            // Time stands at the event: a promise counts from when the customer spoke, not from
            // when this follower came to it.
            let ledger = Ledger(
                connection: connection, house: house,
                actor: .system("rules", in: event.workspace), now: event.at)
            let rules: [Rule]
            if let found = known[event.workspace] {
                rules = found
            } else {
                rules = try ledger.rules()
                known[event.workspace] = rules
            }
            try ledger.apply(rules, to: event)
        }
    }
}

extension Ledger {
    func rules() throws -> [Rule] {
        try installLibrary()
        return try Documents.list(.rule, in: workspace, on: connection).map {
            try Rule(document: $0.json)
        }
    }

    func apply(_ rules: [Rule], to event: Event) throws {
        let facts = RuleFacts(event, self)
        for rule in rules where rule.when.rawValue == event.kind {
            let values = try facts.values(of: rule.condition)
            let actions = rule.actions(for: event.kind) { values[$0] }
            for (place, action) in actions.enumerated() {
                try fire(action, at: place, of: rule, facts)
            }
        }
    }

    /// What cannot be done is noted with the rule, and the others go on.
    private func fire(
        _ action: RuleAction, at place: Int, of rule: Rule, _ facts: RuleFacts
    ) throws {
        let event = facts.event.id
        let isNew = try RuleFirings.claim(
            rule.key, event: event, action: place, done: action.name, at: now, in: workspace,
            on: connection)
        guard isNew else { return }
        var subject: String?
        var refused: String?
        do {
            subject = try act(action, of: rule, facts)
        } catch let refusal as Refusal {
            refused = refusal.faults.first?.code ?? refusal.code
        }
        try RuleFirings.settle(
            rule.key, event: event, action: place, subject: subject, refused: refused,
            in: workspace, on: connection)
    }

    /// - Returns: the id of what it was done to.
    private func act(
        _ action: RuleAction, of rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        switch action {
        case .openCase(let opening): return try open(opening, rule, facts)
        case .invite(let instrument): return try invite(to: instrument, rule, facts)
        case .mail(let to, let subject, let text):
            return try mail(to, subject, text, rule, facts)
        case .robot(let name, let text): return try tellRobot(name, text, rule, facts)
        case .webhook(let name): return try call(name, rule, facts)
        default: return try actOnCase(action, of: rule, facts)
        }
    }

    private func actOnCase(
        _ action: RuleAction, of rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        guard let one = try facts.one.get() else { throw Refusal(.notFound, "noSuchCase") }
        let actor = CaseActor.rule(rule.key)
        switch action {
        case .openCase, .invite, .mail, .robot, .webhook: break
        case .assign(let name):
            let team = try team(named: name)
            _ = try command(.assign(team: team, assignee: nil), on: one.id, as: actor)
        case .tag(let tags): _ = try command(.tag(tags), on: one.id, as: actor)
        case .escalate(let reason):
            let text = try facts.filled(reason)
            let escalated = try command(.escalate(reason: text.en), on: one.id, as: actor)
            try tell(.lead(levelsUp: 0), "escalated", of: escalated, ["reason": text.json])
        case .notify(let receiver, let text):
            let told: Told = receiver == .assignee ? .assignee : .lead(levelsUp: 0)
            try tell(
                told, "rule", of: one,
                ["rule": .string(rule.key), "text": try facts.filled(text).json])
        }
        return one.id.description
    }

    private func open(
        _ opening: RuleAction.OpenCase, _ rule: Rule, _ facts: RuleFacts
    ) throws -> String? {
        // A rule never acts on the cases it opened itself, or they would open more without end.
        if try facts.one.get()?.origin.rule == rule.key { return nil }
        let response = try facts.response.get()
        let isAskedFor = facts.event.data["import"] != nil
        if !isAskedFor, let at = response?.response.completedAt, now - at > .days(1) {
            // Handed in long after: history, not a customer who waits.
            throw Refusal(.conflict, "answerIsOld")
        }
        let customer = try facts.customer.get()
        var draft = CaseDraft(title: try facts.filled(opening.title))
        draft.kind = opening.kind
        draft.severity = opening.severity
        draft.customer = customer?.id
        draft.team = try opening.team.map(team(named:)) ?? firstTeam()
        draft.process = opening.process
        draft.promise = opening.promise
        draft.origin = Case.Origin(
            response: response?.id, rule: rule.key, channel: response.map { _ in "survey" })
        draft.tags = opening.tags
        draft.words = try facts.words()
        let opened = try open(draft, as: .rule(rule.key))
        return opened.id.description
    }

    private func team(named name: String) throws -> ID<Team> {
        let found = try Teams.list(in: workspace, on: connection).first { $0.name == name }
        guard let found else { throw Refusal.invalid("team", "noSuchTeam") }
        return found.id
    }

    /// The team that was there first takes what no rule gives to another.
    private func firstTeam() throws -> ID<Team>? {
        try Teams.list(in: workspace, on: connection).map(\.id).min()
    }
}
