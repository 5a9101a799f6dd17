import Base
import Domain
import SQL
import Store

/// What the actions of a rule would have come to, event after event in the order in which they
/// happened: what its guards would have stopped, and what would have held after its waits.
struct RuleRehearsal {
    /// One action.
    struct Step {
        let action: String
        /// Why it would not have been done.
        var refused: String?
        /// Of a wait: until when.
        var until: Instant?
        /// Of a wait that is over: whether what it asks held then.
        var why: JSON?
        /// Of the names it asks, those that are known only as they are today.
        var asToday: [String] = []

        var json: JSON {
            [
                "action": .string(action), "refused": .optional(refused),
                "until": .optional(until?.iso8601), "why": why ?? .null,
                "asToday": .array(asToday.map(JSON.string)),
            ]
        }
    }

    private let rule: Rule
    private let ledger: Ledger
    /// When it fired on which case, and asked which customer, in this rehearsal.
    private var firings: [ID<Case>: [Instant]] = [:]
    private var invitations: [ID<Customer>: [Instant]] = [:]

    init(_ rule: Rule, _ ledger: Ledger) {
        self.rule = rule
        self.ledger = ledger
    }

    /// - Parameter facts: of an event on which the rule's condition holds.
    mutating func steps(on facts: RuleFacts) throws -> [Step] {
        let event = facts.event
        if let id = facts.caseID {
            let lately = firings[id, default: []].filter { $0 >= event.at - .days(1) }
            guard lately.count < Ledger.mostFirings else {
                return [Step(action: rule.actions[0].name, refused: "firesTooOften")]
            }
            firings[id] = lately + [event.at]
        }
        var steps: [Step] = []
        var moment = event.at
        for action in rule.actions {
            guard case .wait(let wait) = action else {
                let refused = try refusal(of: action, facts, at: moment)
                steps.append(Step(action: action.name, refused: refused))
                continue
            }
            moment = moment + wait.span
            var step = Step(action: action.name, until: moment)
            guard moment <= ledger.now else {
                // What follows is not known yet; what it will ask is.
                step.why = wait.condition.map { ["if": .string($0.source)] }
                return steps + [step]
            }
            if let condition = wait.condition {
                let (values, asToday) = try values(of: condition, facts, at: moment)
                step.why = RuleInForce.why(condition, values)
                step.asToday = asToday
                guard condition.holds({ values[$0] }) else {
                    step.refused = "noLongerHolds"
                    return steps + [step]
                }
            }
            steps.append(step)
        }
        return steps
    }

    /// The guards that look at what the rule itself did before.
    private mutating func refusal(
        of action: RuleAction, _ facts: RuleFacts, at moment: Instant
    ) throws -> String? {
        switch action {
        case .openCase, .startProcess(_, isOwn: false):
            return try facts.one.get()?.origin.rule == rule.key ? "wouldLoop" : nil
        case .invite:
            guard let customer = try facts.customer.get()?.id else { return nil }
            let lately = invitations[customer, default: []].filter { $0 >= moment - .days(30) }
            guard lately.count < Ledger.mostInvitations else { return "invitedOften" }
            invitations[customer] = lately + [moment]
            return nil
        default: return nil
        }
    }

    /// What a condition's names stood for at that moment, as far as the case's events tell.
    private func values(
        of condition: Expression, _ facts: RuleFacts, at moment: Instant
    ) throws -> (values: [String: JSON], asToday: [String]) {
        var values = try facts.values(of: condition)
        guard let one = try facts.one.get() else { return (values, []) }
        let then = try CaseThen(one, at: moment, ledger)
        var asToday: [String] = []
        for name in condition.names where !name.hasPrefix("event.") {
            if let past = then.values[name] {
                values[name] = past
            } else if !CaseThen.unchanging.contains(name) {
                asToday.append(name)
            }
        }
        return (values, asToday)
    }
}

/// A case as it was at a moment: what it is today, with what its events say of what was before
/// taken back one by one.
struct CaseThen {
    /// What never changes, or is the event's own.
    static let unchanging: Set<String> = ["channel", "has_response", "clock", "promise"]
    private static let mostEvents = 500

    /// A null where there was none.
    private(set) var values: [String: JSON] = [:]

    init(_ one: Case, at moment: Instant, _ ledger: Ledger) throws {
        for name in ["kind", "severity", "team", "assignee", "tags", "step", "stage"] {
            values[name] = one.field(name) ?? .null
        }
        if let status = CaseThen.status(of: one, at: moment) {
            values["status"] = .string(status.rawValue)
        }
        let events = try ledger.connection.timeline(
            of: .init(one.id), workspace: ledger.workspace, limit: CaseThen.mostEvents)
        if events.count == CaseThen.mostEvents, events.last.map({ $0.at > moment }) ?? false {
            // Further back than is read: nothing of it is claimed.
            values = values.filter { $0.key == "status" }
            return
        }
        for event in events where event.at > moment { undo(event) }
    }

    private mutating func undo(_ event: Event) {
        let data = event.data
        func back(_ names: [String]) {
            for name in names { if let was = data["was_\(name)"] { values[name] = was } }
        }
        switch event.kind {
        case "case.classified": back(["kind", "severity"])
        case "case.assigned": back(["team", "assignee"])
        case "case.tagged":
            let gone = data["tags"]?.array ?? []
            values["tags"] = .array((values["tags"]?.array ?? []).filter { !gone.contains($0) })
        case "case.untagged":
            values["tags"] = .array(
                (values["tags"]?.array ?? []) + (data["tags"]?.array ?? []))
        case "case.step_changed": values["step"] = data["was"] ?? values["step"]
        case "case.reopened": values["step"] = nil
        case "case.stage_changed": values["stage"] = data["was"] ?? .null
        default: break
        }
    }

    /// By the four stamps of each status; nil where a case was in one so often that they do not
    /// tell.
    private static func status(of one: Case, at moment: Instant) -> Case.Status? {
        let found = one.stamps.filter { $0.value.covers(moment) == true }.map(\.key)
        return found.count == 1 ? found[0] : nil
    }
}
