public import Base
import Domain
import SQL
import Store

/// Wakes when a clock of any workspace has something to tell, and tells it, each thing once.
public struct ClockRounds: Sendable {
    /// How long nothing is looked at when no clock says earlier; new cases may come meanwhile.
    private static let longestWait = Span.seconds(1)
    /// So many cases in one commit: what many cases cost is the way to the store and the disk.
    private static let batch = 100

    private let house: House
    private let rounds: LeasedRounds

    /// - Parameters:
    ///   - holder: names this node and process, unlike any other.
    ///   - report: what went wrong, for the log; the round is tried again.
    public init(
        _ house: House, holder: String, report: @escaping @Sendable (any Error) -> Void
    ) {
        self.house = house
        rounds = LeasedRounds(
            house: house, name: "clocks", holder: holder, span: .seconds(15), report: report)
    }

    /// Works until the task is cancelled.
    public func run() async {
        await rounds.run {
            guard let next = try await round() else { return ClockRounds.longestWait }
            return min(ClockRounds.longestWait, max(.milliseconds(20), next - house.now()))
        }
    }

    /// Lets the work go, so that another node need not wait until the lease is over.
    public func end() async throws { try await rounds.end() }

    /// Tells everything that is due now, after sending the replies whose moment is over, letting
    /// rules and cases go on that have waited and reminding of tasks. A case that cannot be told
    /// keeps no other from it: what was wrong with the first of them is thrown at the end.
    /// - Returns: when the next clock has something to tell; nil when none has.
    @discardableResult
    public func round() async throws -> Instant? {
        try await house.sendReplies(until: house.now())
        try await house.continueRules(until: house.now())
        try await house.remindOfTasks(until: house.now())
        var wrong = try await house.endWaits(until: house.now())
        var last: Cases.Waking?
        while true {
            let now = house.now()
            let due = try await house.database.read { [last] in
                try Cases.waking(by: now, after: last, limit: ClockRounds.batch, on: $0)
            }
            guard !due.isEmpty else { break }
            // Another node that holds the lease does it.
            guard try await rounds.claim() else { return now + ClockRounds.longestWait }
            for (workspace, its) in Dictionary(grouping: due, by: \.workspace) {
                let failure = try await ring(its.map(\.id), in: workspace)
                wrong = wrong ?? failure
            }
            last = due.last
        }
        if let wrong { throw wrong }
        return try await house.database.read { try Cases.nextWaking(on: $0) }
    }

    /// All of them at once; where that fails, each for itself.
    /// - Returns: what was wrong with one of them.
    private func ring(_ ids: [ID<Case>], in workspace: ID<Workspace>) async throws -> (any Error)? {
        let desk = Desk(house, actor: .system("clock", in: workspace))
        do {
            try await desk.write { ledger in try ledger.ring(ids) }
            return nil
        } catch let error as DatabaseError where [.closed, .unreachable].contains(error.kind) {
            throw error
        } catch {
            guard ids.count > 1 else { return error }
            var wrong: (any Error)?
            for id in ids {
                let failure = try await ring([id], in: workspace)
                wrong = wrong ?? failure
            }
            return wrong
        }
    }
}

extension Ledger {
    /// Lets the clocks of cases tell what they have to tell by now, and tells those concerned.
    /// Cases that somebody is changing are left for the next round.
    func ring(_ ids: [ID<Case>]) throws {
        var hours = Hours(house.library, in: workspace, on: connection)
        var telling = Telling(self)
        var rung: [Cases.Rung] = []
        for var one in try Cases.holdWaking(ids, by: now, in: workspace, on: connection) {
            let its = try hours.of(one)
            let (alarms, change) = one.ring(at: now, in: its)
            rung.append(Cases.Rung(one, change, wakesAt: one.wakesAt(in: its)))
            telling.note(change, of: one)
            for (clock, alarm) in alarms { try telling.tell(alarm, of: clock, one) }
        }
        try Cases.save(rung, in: workspace, on: connection)
        try telling.write()
    }
}

/// What is told of many cases in one write: gathered, then written together.
private struct Telling {
    private let ledger: Ledger
    private var leads: Leads
    private var events: [Event] = []
    private var notices: [Notices.New] = []

    init(_ ledger: Ledger) {
        self.ledger = ledger
        leads = Leads(of: ledger.workspace, on: ledger.connection)
    }

    mutating func note(_ change: CaseChange, of one: Case) {
        for event in change.events { record(event.name.text, one, event.body) }
    }

    mutating func tell(_ alarm: ClockAlarm, of clock: ClockKind, _ one: Case) throws {
        let data: JSON = ["clock": .string(clock.rawValue)]
        switch alarm {
        case .dueSoon:
            let told = try one.assignee ?? leads.lead(of: one, levelsUp: 0)
            notice(told, "due_soon", of: one, data)
        case .overdue: notice(one.assignee, "overdue", of: one, data)
        case .escalate(let level):
            let levels = one[clock: clock]?.terms.escalations[level].levelsUp ?? 0
            let told = try leads.lead(of: one, levelsUp: levels)
            notice(
                told, "escalated", of: one,
                ["clock": .string(clock.rawValue), "level": .integer(level)])
            record(
                "case.told", one,
                [
                    "clock": .string(clock.rawValue), "level": .integer(level),
                    "to": .optional(told?.description),
                ])
        }
    }

    func write() throws {
        try ledger.connection.appendMany(events)
        try Notices.insert(notices, in: ledger.workspace, on: ledger.connection)
    }

    private mutating func record(_ kind: String, _ one: Case, _ data: JSON) {
        events.append(
            Event(
                workspace: ledger.workspace, id: ledger.newID(), at: ledger.now, kind: kind,
                subject: .init(one.id), customer: one.customer?.raw, actor: ledger.actor.name,
                data: data))
    }

    private mutating func notice(_ user: ID<User>?, _ kind: String, of one: Case, _ data: JSON) {
        guard let user else { return }
        notices.append(
            Notices.New(
                id: ledger.newID(), to: user, kind: kind, of: one.id, data: data,
                at: ledger.now))
    }
}
