public import Base
import Domain
public import SQL

/// How far the clocks of two nodes may differ.
private let clockTolerance = Span.minutes(2)

extension Connection {
    /// Claims or keeps the right to do something that one node at a time may do. Who holds it and
    /// dies loses it at its end; an end that lies further ahead than anybody may ask for is of a
    /// clock that was wrong, and holds nobody up.
    /// - Returns: false when another holds it, or is just taking it.
    public func holdLease(
        _ name: String, holder: String, until end: Instant, now: Instant
    ) throws -> Bool {
        if try lockedLease(name) == nil {
            try run(
                """
                INSERT INTO leases (workspace, name, holder, ends)
                VALUES (\(ID.installation), \(name), '', 0)
                ON CONFLICT (workspace, name) DO NOTHING
                """)
        }
        guard let lease = try lockedLease(name) else { return false }
        let isMine = lease.holder == holder
        let isOver = lease.ends <= now || lease.ends > end + clockTolerance
        guard isMine || isOver else { return false }
        // Kept for less than half its time already: nothing to write, nothing to sync.
        if isMine, !isOver, lease.ends - now > (end - now).half { return true }
        try run(
            """
            UPDATE leases SET holder = \(holder), ends = \(end)
            WHERE workspace = \(ID.installation) AND name = \(name)
            """)
        return true
    }

    /// Lets others have it at once.
    public func releaseLease(_ name: String, holder: String) throws {
        try run(
            """
            UPDATE leases SET ends = 0
            WHERE workspace = \(ID.installation) AND name = \(name) AND holder = \(holder)
            """)
    }

    /// Nil when there is none, or another transaction has it in its hands.
    private func lockedLease(_ name: String) throws -> (holder: String, ends: Instant)? {
        try first(
            """
            SELECT holder, ends FROM leases
            WHERE workspace = \(ID.installation) AND name = \(name)\
            \(dialect.forUpdateSkipLocked)
            """
        ) { ($0.text(0), $0.instant(1)) }
    }
}

extension Span {
    fileprivate var half: Span { Span(microseconds: microseconds / 2) }
}
