public import Base
public import Domain
public import SQL

/// What reports and tables tell of a case: its row, and what its thread, clocks and events add up
/// to.
public struct CaseFacts: Hashable, Sendable {
    public let id: ID<Case>
    public let number: Int
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
    /// Other cases the same customer opened shortly before it.
    public let before: Int
    /// And shortly after it.
    public let after: Int
    /// How easy the customer found it, 1 to 7.
    public let effortScore: Double?
    public var wait = Wait()

    /// How long the customer waited for answers.
    public struct Wait: Hashable, Sendable {
        public var firstReplyAt: Instant?
        public var messages = 0
        public var replies = 0
        /// All stretches from a message nobody had answered to a person's answer.
        public var total = Span.zero
        /// Since when a message of the customer waits for an answer.
        public internal(set) var since: Instant?

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

    /// Cases that were chosen, oldest first, without those that went on as a part of another.
    /// - Parameter repeats: within which another case of the customer is a repetition.
    public static func list(
        _ selection: Cases.Selection, repeats: Span, after place: ID<Case>? = nil,
        limit: Int = .max, now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseFacts] {
        let which =
            ["cases.merged_into IS NULL", "cases.id > \(place?.raw ?? .min)"]
            + Cases.conditions(selection)
        var found = try find(
            which, repeats: repeats, limit: limit, now: now, in: workspace, on: connection)
        guard let first = found.first?.id, let last = found.last?.id else { return [] }
        let waits = try waits(
            "case_id >= \(first) AND case_id <= \(last)", in: workspace, on: connection)
        for index in found.indices { found[index].wait = waits[found[index].id] ?? Wait() }
        return found
    }

    /// The same of cases that are known, by their ids.
    /// - Parameter withMerged: also those that went on as a part of another.
    public static func list(
        _ ids: [ID<Case>], withMerged: Bool = false, repeats: Span, now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseFacts] {
        try ids.sorted { $0.raw < $1.raw }.parts(of: 500).flatMap { part -> [CaseFacts] in
            let list = SQL.list(Array(part))
            var found = try find(
                ["cases.id IN \(list)"] + (withMerged ? [] : ["cases.merged_into IS NULL"]),
                repeats: repeats, limit: .max, now: now, in: workspace, on: connection)
            let waits = try waits("case_id IN \(list)", in: workspace, on: connection)
            for index in found.indices { found[index].wait = waits[found[index].id] ?? Wait() }
            return found
        }
    }

    /// One case.
    public static func find(
        _ id: ID<Case>, repeats: Span, now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> CaseFacts? {
        let found = try find(
            ["cases.id = \(id)"], repeats: repeats, limit: 1, now: now, in: workspace,
            on: connection)
        guard var one = found.first else { return nil }
        one.wait =
            try waits("case_id = \(id)", in: workspace, on: connection)[id] ?? Wait()
        return one
    }

    private static func find(
        _ which: [SQL], repeats: Span, limit: Int, now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseFacts] {
        try connection.rows(
            """
            SELECT \(columns(now, repeats)) FROM cases WHERE workspace = \(workspace)
              AND \(SQL.joined(which, by: " AND "))
            ORDER BY id LIMIT \(limit)
            """, read)
    }

    /// What the threads say of waiting.
    private static func waits(
        _ which: SQL, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: Wait] {
        var waits: [ID<Case>: Wait] = [:]
        // Case by case: there may be millions of messages.
        var (current, wait): (Int64?, Wait) = (nil, Wait())
        try connection.each(
            """
            SELECT case_id, at, CASE WHEN kind = 'received' THEN 1 ELSE 0 END FROM case_messages
            WHERE workspace = \(workspace) AND \(which) AND automatic = 0 AND settles = 0
              AND kind <> 'note' ORDER BY case_id, at, id
            """
        ) { row in
            let id = row.int64(0)
            if id != current {
                if let current { waits[ID(raw: current)] = wait }
                (current, wait) = (id, Wait())
            }
            if row.bool(2) {
                wait.hear(row.instant(1))
            } else {
                wait.reply(row.instant(1))
            }
        }
        if let current { waits[ID(raw: current)] = wait }
        return waits
    }

    private static func columns(_ now: Instant, _ repeats: Span) -> SQL {
        """
        id, external, title_zh, title_en, kind, severity, status, team, assignee, customer,
        channel, cause, stage, opened, closed, outcome, reopenings, appeals,
        \(Cases.firstDone), \(Cases.transfers), \(Cases.keptClocks()), \(Cases.brokenClocks(now)),
        \(Cases.before(within: repeats)), \(Cases.after(within: repeats)), \(Cases.effortScore),
        number
        """
    }

    private static func read(_ row: Row) throws -> CaseFacts {
        CaseFacts(
            id: row.id(0), number: row.int(25), external: row.textOrNil(1),
            title: Wording(zh: row.text(2), en: row.text(3)), kind: row.word(4),
            severity: row.word(5), status: row.word(6), team: row.idOrNil(7),
            assignee: row.idOrNil(8), customer: row.idOrNil(9), channel: row.textOrNil(10),
            cause: row.textOrNil(11), stage: row.textOrNil(12).flatMap(Stage.init),
            openedAt: row.instant(13), closedAt: row.instantOrNil(14),
            outcome: row.textOrNil(15), reopenings: row.int(16), appeals: row.int(17),
            resolvedAt: row.instantOrNil(18), transfers: row.int(19), kept: row.int(20),
            broken: row.int(21), before: row.int(22), after: row.int(23),
            effortScore: row.doubleOrNil(24))
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

    /// Those of these cases, case by case in the order in which they happened.
    public static func happenings(
        of cases: [ID<Case>], after place: (of: ID<Case>, id: ID<Event>)?, limit: Int,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Happening] {
        guard !cases.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT e.id, e.subject, c.external, e.at, e.kind, e.actor, e.data FROM events AS e
            JOIN cases AS c ON c.workspace = e.workspace AND c.id = e.subject
            WHERE e.workspace = \(workspace) AND e.subject_kind = 'case'
              AND e.subject IN \(SQL.list(cases))
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
