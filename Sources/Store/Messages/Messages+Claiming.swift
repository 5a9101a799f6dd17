public import Base
public import Domain
public import SQL

extension Messages {
    /// Workspaces that have something to send.
    public static func dueWorkspaces(
        at now: Instant, on connection: any Connection
    ) throws -> [ID<Workspace>] {
        try connection.rows(
            """
            SELECT DISTINCT workspace FROM outbox WHERE state = 'waiting' AND due <= \(now)
            """
        ) { $0.id(0) }
    }

    /// How and until when messages are claimed.
    public struct Lease: Sendable {
        public let holder: String
        public let end: Instant
        public let limit: Int
        public let terms: SendingTerms.Limits

        public init(holder: String, end: Instant, limit: Int, terms: SendingTerms.Limits) {
            self.holder = holder
            self.end = end
            self.limit = limit
            self.terms = terms
        }
    }

    /// What a claim came to.
    public struct Claimed: Sendable {
        public var taken: [Message] = []
        /// Settled on the way: not wanted any more, or nothing without the one before.
        public var settled: [Message] = []
    }

    /// Takes messages that are due. Until the lease ends nobody else gets them; whoever dies with
    /// them loses them to others then. What must not be sent any more, or not yet, is settled on
    /// the way.
    public static func claim(
        _ lease: Lease, in workspace: ID<Workspace>, at now: Instant,
        on connection: any Connection
    ) throws -> Claimed {
        // Two nodes that count at the same time would both find room.
        if let lock = connection.dialect.lock("nuo outbox \(workspace.raw)") {
            try connection.each(lock) { _ in }
        }
        let room = lease.terms.perHour - (try taken(in: workspace, since: now, on: connection))
        guard room > 0 else { return Claimed() }
        let found = try connection.rows(
            """
            SELECT \(columns) FROM outbox
            WHERE workspace = \(workspace) AND state = 'waiting' AND due <= \(now)
            ORDER BY due, id LIMIT \(min(lease.limit, room))\
            \(connection.dialect.forUpdateSkipLocked)
            """, read)
        var claimed = try admitted(found, lease.terms, at: now, on: connection)
        let allowed = claimed.taken
        guard !allowed.isEmpty else { return claimed }
        try connection.run(
            """
            UPDATE outbox SET holder = \(lease.holder), due = \(lease.end), taken = \(now),
              tries = tries + 1
            WHERE workspace = \(workspace) AND id IN \(SQL.list(allowed.map(\.id)))
            """)
        try connection.run(
            """
            INSERT INTO outbox_pace (workspace, minute, taken)
            VALUES (\(workspace), \(minute(now)), \(allowed.count))
            ON CONFLICT (workspace, minute)
            DO UPDATE SET taken = outbox_pace.taken + excluded.taken
            """)
        claimed.taken = allowed.map { message in
            var taken = message
            taken.take(until: lease.end)
            return taken
        }
        return claimed
    }

    /// Gives back what was claimed and not tried, as if it had not been taken.
    public static func giveBack(
        _ messages: [Message], holder: String, due: Instant, on connection: any Connection
    ) throws {
        guard let workspace = messages.first?.workspace else { return }
        try connection.run(
            """
            UPDATE outbox SET holder = NULL, due = \(due), tries = tries - 1, taken = NULL
            WHERE workspace = \(workspace) AND holder = \(holder) AND state = 'waiting'
              AND id IN \(SQL.list(messages.map(\.id)))
            """)
    }

    /// What was written or taken up by a clock that was far ahead is due now, and not when that
    /// time comes.
    public static func pullForward(at now: Instant, on connection: any Connection) throws {
        let wrong = now + .minutes(10)
        try connection.run(
            """
            UPDATE outbox SET due = \(now), taken = NULL
            WHERE state = 'waiting' AND due > \(now)
              AND (taken > \(wrong) OR (created > \(wrong) AND tries = 0))
            """)
    }

    /// How many were taken within the last hour.
    public static func taken(
        in workspace: ID<Workspace>, since now: Instant, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COALESCE(SUM(taken), 0) FROM outbox_pace
            WHERE workspace = \(workspace) AND minute > \(minute(now) - 60)
            """
        ) { $0.int(0) } ?? 0
    }

    public static func forgetPace(before: Instant, on connection: any Connection) throws {
        try connection.run("DELETE FROM outbox_pace WHERE minute < \(minute(before))")
    }

    private static func minute(_ at: Instant) -> Int64 { at.wholeSeconds / 60 }

    private static func admitted(
        _ found: [Message], _ terms: SendingTerms.Limits, at now: Instant,
        on connection: any Connection
    ) throws -> Claimed {
        guard let workspace = found.first?.workspace else { return Claimed() }
        let before = try find(
            found.compactMap(\.predecessor), in: workspace, on: connection)
        let suppressed = try Suppressions.find(
            found.filter(\.kind.isPersonal).map { ($0.kind, $0.address) }, in: workspace,
            on: connection)
        var counts = try lately(found, at: now, on: connection)
        var claimed = Claimed()
        for var message in found {
            let address = Suppression.canonical(message.address, message.kind)
            if let first = message.predecessor.flatMap({ before[$0] }), first.state != .sent {
                if first.state == .waiting {
                    message.putOff(until: now + .seconds(1), reason: "partBefore", at: now)
                } else {
                    message.settle(.never(reason: "partBefore", detail: ""), at: now, chance: 0)
                }
            } else if let one = suppressed[address], one.kind == message.kind,
                one.reason.stops(message.purpose)
            {
                message.cancel(reason: one.reason.rawValue, at: now)
            } else if message.kind.isPersonal, message.tries == 0, message.purpose.isPaced,
                counts[message.address, default: 0] >= terms.perAddressHour
            {
                message.putOff(until: now + .minutes(15), reason: "addressHadEnough", at: now)
            } else {
                counts[message.address, default: 0] += 1
                claimed.taken.append(message)
                continue
            }
            let isSettled = try update(message, holder: nil, on: connection)
            if isSettled, message.state != .waiting { claimed.settled.append(message) }
        }
        return claimed
    }

    /// Address → how many messages went there within the last hour.
    private static func lately(
        _ messages: [Message], at now: Instant, on connection: any Connection
    ) throws -> [String: Int] {
        let addresses = Set(messages.filter(\.kind.isPersonal).map(\.address)).sorted()
        guard let workspace = messages.first?.workspace, !addresses.isEmpty else { return [:] }
        var counts: [String: Int] = [:]
        try connection.each(
            """
            SELECT address, COUNT(*) FROM outbox
            WHERE workspace = \(workspace) AND address IN \(SQL.list(addresses))
              AND taken > \(now - .hours(1))
            GROUP BY address
            """
        ) { counts[$0.text(0)] = $0.int(1) }
        return counts
    }
}
