import Base
public import Domain
public import SQL
public import Store

/// Follows events and does what the rules of their workspace say, each action of each event once:
/// what it does, the note that it was done and the follower's place are committed together.
public struct RulesFollower: Follower {
    public let name = "rules"
    private let house: House

    public init(_ house: House) { self.house = house }

    public func handle(_ events: [Event], on connection: any Connection) throws {
        var known: [ID<Workspace>: [RuleInForce]] = [:]
        for event in events where Rule.Trigger(rawValue: event.kind) != nil {
            // Time stands at the event: a promise counts from when the customer spoke, not from
            // when this follower came to it.
            let ledger = Ledger(
                connection: connection, house: house,
                actor: .system("rules", in: event.workspace), now: event.at)
            let rules: [RuleInForce]
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

/// A rule in one of its versions.
struct RuleInForce {
    let rule: Rule
    let stamp: DocumentStamp

    init(_ stored: Documents.Stored) throws {
        rule = try Rule(document: stored.json)
        stamp = stored.stamp
    }

    /// What is long and somebody's own stands where it was said, not in the log of a rule.
    private static let unrepeated: Set<String> = ["words", "event.reason"]

    /// Why a condition came out as it did: itself, and what the names in it stood for.
    static func why(_ condition: Expression?, _ values: [String: JSON]) -> JSON? {
        guard let condition else { return nil }
        return [
            "if": .string(condition.source),
            "holds": condition.trace { values[$0] }.value,
            "values": .object(
                JSON.Object(
                    condition.names.filter { !unrepeated.contains($0) }.map {
                        .init(key: $0, value: values[$0] ?? .null)
                    })),
        ]
    }
}

extension Ledger {
    /// On more events of one case a day no rule acts: two rules may call for each other.
    static let mostFirings = 20

    func rules() throws -> [RuleInForce] {
        try installLibrary()
        return try Documents.list(.rule, in: workspace, on: connection).map(RuleInForce.init)
    }

    func apply(_ rules: [RuleInForce], to event: Event) throws {
        let facts = RuleFacts(event, self)
        for one in rules where one.rule.hears(event.kind, event.data) {
            let values = try facts.values(of: one.rule.condition)
            let actions = one.rule.actions(for: event.kind) { values[$0] }
            guard let first = actions.first else { continue }
            let why = RuleInForce.why(one.rule.condition, values)
            if try firesTooOften(one.rule, facts) {
                if try claim(first.name, at: 0, of: one, facts, why: why) {
                    try settle(one, facts, at: 0, refused: "firesTooOften")
                }
                continue
            }
            try carryOut(one, from: 0, facts, why: why)
        }
    }

    /// The actions from one place on, up to a wait.
    func carryOut(_ one: RuleInForce, from start: Int, _ facts: RuleFacts, why: JSON?) throws {
        for (place, action) in one.rule.actions.enumerated().dropFirst(start) {
            guard case .wait(let wait) = action else {
                try fire(action, at: place, of: one, facts, why: why)
                continue
            }
            guard try claim(action.name, at: place, of: one, facts, why: why) else { return }
            return try RuleWaits.insert(
                one.stamp, event: facts.event.id, place: place, from: now, for: wait.span,
                in: workspace, on: connection)
        }
    }

    private func firesTooOften(_ rule: Rule, _ facts: RuleFacts) throws -> Bool {
        guard let one = facts.caseID else { return false }
        return try RuleFirings.count(
            of: rule.key, on: one, since: now - .days(1), in: workspace, on: connection)
            >= Ledger.mostFirings
    }

    private func claim(
        _ action: String, at place: Int, of one: RuleInForce, _ facts: RuleFacts, why: JSON?
    ) throws -> Bool {
        try RuleFirings.claim(
            one.stamp, event: facts.event.id, action: place, done: action, on: facts.caseID,
            why: why, at: now, in: workspace, on: connection)
    }

    func settle(
        _ one: RuleInForce, _ facts: RuleFacts, at place: Int, subject: String? = nil,
        refused: String? = nil
    ) throws {
        try RuleFirings.settle(
            one.rule.key, event: facts.event.id, action: place, subject: subject,
            refused: refused, in: workspace, on: connection)
    }

    /// What cannot be done is noted with the rule, and the others go on.
    private func fire(
        _ action: RuleAction, at place: Int, of one: RuleInForce, _ facts: RuleFacts, why: JSON?
    ) throws {
        guard try claim(action.name, at: place, of: one, facts, why: why) else { return }
        do {
            let subject = try act(action, of: one.rule, facts)
            try settle(one, facts, at: place, subject: subject)
        } catch let refusal as Refusal {
            let code = refusal.faults.first?.code ?? refusal.code
            try settle(one, facts, at: place, refused: code)
        }
    }
}
