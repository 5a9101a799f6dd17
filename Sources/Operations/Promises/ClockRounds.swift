public import Base
import Domain
import SQL
import Store

/// Wakes when a clock of any workspace has something to tell, and tells it, each thing once.
public struct ClockRounds: Sendable {
    /// How long nothing is looked at when no clock says earlier; new cases may come meanwhile.
    private static let longestWait = Span.seconds(1)
    private static let batch = 100
    /// So many cases at once: on PostgreSQL each waits for a commit of its own, on SQLite they
    /// share one.
    private static let atOnce = 4

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

    /// Tells everything that is due now, after sending the replies whose moment is over
    /// and letting rules go on that have waited.
    /// - Returns: when the next clock has something to tell; nil when none has.
    @discardableResult
    public func round() async throws -> Instant? {
        try await house.sendReplies(until: house.now())
        try await house.continueRules(until: house.now())
        while true {
            let now = house.now()
            let due = try await house.database.read {
                try Cases.waking(by: now, limit: ClockRounds.batch, on: $0)
            }
            guard !due.isEmpty else { break }
            // Another node that holds the lease does it.
            guard try await rounds.claim() else { return now + ClockRounds.longestWait }
            try await ring(due)
        }
        return try await house.database.read { try Cases.nextWaking(on: $0) }
    }

    private func ring(_ due: [(workspace: ID<Workspace>, id: ID<Case>)]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, one) in due.enumerated() {
                if place >= ClockRounds.atOnce { try await group.next() }
                group.addTask { try await ring(one.id, in: one.workspace) }
            }
            try await group.waitForAll()
        }
    }

    private func ring(_ id: ID<Case>, in workspace: ID<Workspace>) async throws {
        let desk = Desk(house, actor: .system("clock", in: workspace))
        try await desk.write { ledger in try ledger.ring(id) }
    }
}

extension Ledger {
    /// Lets a case's clocks tell what they have to tell by now, and tells those concerned.
    func ring(_ id: ID<Case>) throws {
        var (one, hours) = try take(id)
        let (rung, change) = one.ring(at: now, in: hours)
        try save(one, change, in: hours)
        for (clock, alarm) in rung { try tell(alarm, of: clock, one) }
    }

    private func tell(_ alarm: ClockAlarm, of clock: ClockKind, _ one: Case) throws {
        let data: JSON = ["clock": .string(clock.rawValue)]
        switch alarm {
        case .dueSoon:
            try tell(
                one.assignee == nil ? .lead(levelsUp: 0) : .assignee,
                "due_soon", of: one, data)
        case .overdue: try tell(.assignee, "overdue", of: one, data)
        case .escalate(let level):
            let levels = one[clock: clock]?.terms.escalations[level].levelsUp ?? 0
            let told = try tell(
                .lead(levelsUp: levels), "escalated", of: one,
                ["clock": .string(clock.rawValue), "level": .integer(level)])
            try record(
                "case.told", .init(one.id), customer: one.customer?.raw,
                [
                    "clock": .string(clock.rawValue), "level": .integer(level),
                    "to": .optional(told?.description),
                ])
        }
    }
}
