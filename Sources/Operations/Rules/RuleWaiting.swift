import Base
import Domain
import SQL
import Store

extension House {
    /// Lets rules whose time has come go on with what stands after their wait. What fails is tried
    /// again every minute, and given up visibly after ten tries.
    func continueRules(until now: Instant) async throws {
        if try await database.read({ try RuleWaits.areAhead(of: now, on: $0) }) {
            try await database.write { try RuleWaits.pullForward(to: now, on: $0) }
        }
        let due = try await database.read { try RuleWaits.due(by: now, limit: 100, on: $0) }
        for wait in due {
            let desk = Desk(self, actor: .system("rules", in: wait.workspace))
            do {
                try await desk.write { try $0.goOn(wait) }
            } catch let error as DatabaseError where error.kind != .other {
                throw error
            } catch {
                try await desk.write { try $0.putOff(wait) }
            }
        }
    }
}

extension Ledger {
    private static let mostTries = 10

    fileprivate func goOn(_ wait: RuleWaits.Stored) throws {
        guard try RuleWaits.take(wait, on: connection),
            let (one, facts) = try waiting(wait)
        else { return }
        // Switching a rule off also ends what it waits for.
        let newest = try Documents.find(.rule, wait.rule.key, in: workspace, on: connection)
        guard try newest.map({ try Rule(document: $0.json).isOn }) ?? false else {
            return try settle(one, facts, at: wait.place, refused: "ruleIsOff")
        }
        var why: JSON?
        if case .wait(let its) = one.rule.actions[wait.place], let condition = its.condition {
            let values = try facts.values(of: condition)
            why = RuleInForce.why(condition, values)
            guard condition.holds({ values[$0] }) else {
                return try settle(one, facts, at: wait.place, refused: "noLongerHolds")
            }
        }
        try carryOut(one, from: wait.place + 1, facts, why: why)
    }

    fileprivate func putOff(_ wait: RuleWaits.Stored) throws {
        guard wait.tries + 1 >= Ledger.mostTries else {
            return try RuleWaits.postpone(wait, from: now, for: .minutes(1), on: connection)
        }
        guard try RuleWaits.take(wait, on: connection),
            let (one, facts) = try waiting(wait)
        else { return }
        try settle(one, facts, at: wait.place, refused: "gaveUp")
    }

    private func waiting(_ wait: RuleWaits.Stored) throws -> (RuleInForce, RuleFacts)? {
        let stored = try Documents.find(
            .rule, wait.rule.key, version: wait.rule.version, in: workspace, on: connection)
        guard let stored, let event = try connection.event(wait.event, workspace: workspace)
        else { return nil }
        return (try RuleInForce(stored), RuleFacts(event, self))
    }
}
