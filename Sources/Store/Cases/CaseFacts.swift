public import Base
public import Domain
public import SQL

/// What reports and tables tell of a case: its row, and what its thread, clocks and events add up
/// to.
public struct CaseFacts: Hashable, Sendable {
    public let id: ID<Case>
    public let external: String?
    public let title: Wording
    public let kind: Case.Kind
    public let severity: Case.Severity
    public let status: Case.Status
    public let team: ID<Team>?
    public let assignee: ID<User>?
    public let customer: ID<Customer>?
    public let channel: String?
    public let cause: String?
    public let stage: Stage?
    public let openedAt: Instant
    public let closedAt: Instant?
    public let outcome: String?
    public let reopenings: Int
    public let appeals: Int
    /// When it was first done.
    public let resolvedAt: Instant?
    /// How often it was taken from one person and given to another.
    public let transfers: Int
    public let kept: Int
    public let broken: Int
    /// Other cases the same customer opened in the seven days before it.
    public let before: Int
    public var wait = Wait()

    /// How long the customer waited for answers.
    public struct Wait: Hashable, Sendable {
        public var firstReplyAt: Instant?
        public var messages = 0
        public var replies = 0
        /// All stretches from a message nobody had answered to a person's answer.
        public var total = Span.zero
        var since: Instant?

        public init() {}

        mutating func hear(_ at: Instant) {
            messages += 1
            since = since ?? at
        }

        mutating func reply(_ at: Instant) {
            replies += 1
            firstReplyAt = firstReplyAt ?? at
            if let since { total = total + (at - since) }
            since = nil
        }
    }

    /// Cases opened in a span of time, oldest first, without those that went on as a part of
    /// another.
    public static func list(
        from: Instant, before: Instant, after place: ID<Case>? = nil, limit: Int = .max,
        now: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseFacts] {
        var found = try connection.rows(
            """
            SELECT \(columns(now)) FROM cases AS c WHERE c.workspace = \(workspace)
              AND c.opened >= \(from) AND c.opened < \(before)
              AND c.merged_into IS NULL AND c.id > \(place?.raw ?? .min)
            ORDER BY c.id LIMIT \(limit)
            """, read)
        guard let first = found.first?.id, let last = found.last?.id else { return [] }
        var waits: [ID<Case>: Wait] = [:]
        try connection.each(
            """
            SELECT case_id, at, kind FROM case_messages WHERE workspace = \(workspace)
              AND case_id >= \(first) AND case_id <= \(last)
              AND automatic = 0 AND kind <> 'note' ORDER BY case_id, at, id
            """
        ) { row in
            let kind: CaseMessage.Kind = row.word(2)
            if kind == .received {
                waits[row.id(0), default: Wait()].hear(row.instant(1))
            } else {
                waits[row.id(0), default: Wait()].reply(row.instant(1))
            }
        }
        for index in found.indices { found[index].wait = waits[found[index].id] ?? Wait() }
        return found
    }

    private static func columns(_ now: Instant) -> SQL {
        """
        c.id, c.external, c.title_zh, c.title_en, c.kind, c.severity, c.status, c.team, c.assignee,
        c.customer, c.channel, c.cause, c.stage, c.opened, c.closed, c.outcome, c.reopenings,
        c.appeals,
        (SELECT MIN(s.first_entered) FROM case_stamps AS s WHERE s.workspace = c.workspace
            AND s.case_id = c.id AND s.status IN ('resolved', 'closed')),
        (SELECT COUNT(*) FROM events AS e WHERE e.workspace = c.workspace
            AND e.subject_kind = 'case' AND e.subject = c.id AND e.kind = 'case.assigned'
            AND e.data NOT LIKE '%"was_assignee":null%'),
        (SELECT COUNT(*) FROM case_clocks AS k WHERE k.workspace = c.workspace
            AND k.case_id = c.id AND k.state = 'met'),
        (SELECT COUNT(*) FROM case_clocks AS k WHERE k.workspace = c.workspace
            AND k.case_id = c.id
            AND (k.missed IS NOT NULL OR (k.state = 'running' AND k.due < \(now)))),
        (SELECT COUNT(*) FROM cases AS o WHERE o.workspace = c.workspace
            AND o.customer = c.customer AND o.id <> c.id AND o.merged_into IS NULL
            AND o.opened <= c.opened AND o.opened > c.opened - 604800000000)
        """
    }

    private static func read(_ row: Row) throws -> CaseFacts {
        CaseFacts(
            id: row.id(0), external: row.textOrNil(1),
            title: Wording(zh: row.text(2), en: row.text(3)), kind: row.word(4),
            severity: row.word(5), status: row.word(6), team: row.idOrNil(7),
            assignee: row.idOrNil(8), customer: row.idOrNil(9), channel: row.textOrNil(10),
            cause: row.textOrNil(11), stage: row.textOrNil(12).flatMap(Stage.init),
            openedAt: row.instant(13), closedAt: row.instantOrNil(14),
            outcome: row.textOrNil(15), reopenings: row.int(16), appeals: row.int(17),
            resolvedAt: row.instantOrNil(18), transfers: row.int(19), kept: row.int(20),
            broken: row.int(21), before: row.int(22))
    }
}

extension CaseFacts {
    /// Everything that happened to cases, oldest first by case: one row an event.
    public struct Happening: Hashable, Sendable {
        public let id: ID<Event>
        public let of: ID<Case>
        public let external: String?
        public let at: Instant
        public let kind: String
        public let actor: String
        public let data: JSON
    }

    public static func happenings(
        after place: (of: ID<Case>, id: ID<Event>)?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Happening] {
        try connection.rows(
            """
            SELECT e.id, e.subject, c.external, e.at, e.kind, e.actor, e.data FROM events AS e
            JOIN cases AS c ON c.workspace = e.workspace AND c.id = e.subject
            WHERE e.workspace = \(workspace) AND e.subject_kind = 'case'
              AND (e.subject, e.id) > (\(place?.of.raw ?? .min), \(place?.id.raw ?? .min))
            ORDER BY e.subject, e.id LIMIT \(limit)
            """
        ) { row in
            Happening(
                id: row.id(0), of: row.id(1), external: row.textOrNil(2), at: row.instant(3),
                kind: row.text(4), actor: row.text(5), data: try row.json(6))
        }
    }
}
