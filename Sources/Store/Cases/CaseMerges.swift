public import Base
public import Domain
public import SQL

/// Merges of cases and what undoes them, and other ties between cases.
public enum CaseMerges {
    public struct Stored: Hashable, Sendable {
        public let source: ID<Case>
        public let target: ID<Case>
        public let at: Instant
        /// The source's status before.
        public let status: Case.Status
        /// How many clock entries the target had right after.
        public let place: Int
    }

    private static let clockColumns: SQL = """
        case_id, kind, round, promise, promise_version, level, calendar, budget, due_soon,
        pausable, escalations, state, started, running_since, counted, due, missed,
        due_soon_told, levels_told, stopped
        """

    /// Keeps the clocks of both as they are now, to bring them back.
    public static func keepClocks(
        _ source: ID<Case>, _ target: ID<Case>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_merge_clocks (workspace, source, at, \(clockColumns))
            SELECT workspace, \(source), \(now), \(clockColumns) FROM case_clocks
            WHERE workspace = \(workspace) AND case_id IN (\(source), \(target))
            """)
    }

    /// Notes a merge; what was merged into the source before is the target's now.
    public static func insert(
        _ source: ID<Case>, into target: ID<Case>, statusBefore: Case.Status, by author: String,
        at now: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_merges (workspace, source, target, at, author, status, place)
            VALUES (\(workspace), \(source), \(target), \(now), \(author),
                \(statusBefore.rawValue), \(try entryCount(target, workspace, connection)))
            """)
        try connection.run(
            """
            UPDATE cases SET merged_into = \(target)
            WHERE workspace = \(workspace) AND (id = \(source) OR merged_into = \(source))
            """)
    }

    /// The merge of a source that stands.
    public static func find(
        _ source: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT source, target, at, status, place FROM case_merges
            WHERE workspace = \(workspace) AND source = \(source) AND undone IS NULL
            ORDER BY at DESC LIMIT 1
            """
        ) { row in
            Stored(
                source: row.id(0), target: row.id(1), at: row.instant(2), status: row.word(3),
                place: row.int(4))
        }
    }

    /// The ids of a case and of those merged into it, for an IN. One list: with an OR both engines
    /// read whatever the workspace has.
    static func withMerged(_ id: ID<Case>, in workspace: ID<Workspace>) -> SQL {
        """
        (SELECT CAST(\(id) AS BIGINT) UNION
          SELECT id FROM cases WHERE workspace = \(workspace) AND merged_into = \(id))
        """
    }

    /// Those that were merged into a case.
    public static func sources(
        of target: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>] {
        try connection.rows(
            """
            SELECT id FROM cases WHERE workspace = \(workspace) AND merged_into = \(target)
            ORDER BY id
            """
        ) { $0.id(0) }
    }

    /// Brings the clocks back: the source's always, the target's unless they went on since.
    public static func undo(
        _ merge: Stored, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        var back = [merge.source]
        if try entryCount(merge.target, workspace, connection) == merge.place {
            back.append(merge.target)
        }
        for id in back {
            try connection.run(
                "DELETE FROM case_clocks WHERE workspace = \(workspace) AND case_id = \(id)")
            try connection.run(
                """
                INSERT INTO case_clocks (workspace, \(clockColumns))
                SELECT workspace, \(clockColumns) FROM case_merge_clocks
                WHERE workspace = \(workspace) AND source = \(merge.source)
                  AND at = \(merge.at) AND case_id = \(id)
                """)
        }
        try connection.run(
            """
            UPDATE case_merges SET undone = \(now)
            WHERE workspace = \(workspace) AND source = \(merge.source) AND at = \(merge.at)
            """)
        try connection.run(
            """
            UPDATE cases SET merged_into = NULL
            WHERE workspace = \(workspace) AND id = \(merge.source)
            """)
    }

    private static func entryCount(
        _ id: ID<Case>, _ workspace: ID<Workspace>, _ connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM case_clock_entries
            WHERE workspace = \(workspace) AND case_id = \(id)
            """
        ) { $0.int(0) } ?? 0
    }
}

/// Ties between cases: split off, or simply related.
public enum CaseLinks {
    public struct Stored: Hashable, Sendable {
        public let other: ID<Case>
        /// `split`, `related`.
        public let kind: String
    }

    public static func insert(
        _ one: ID<Case>, _ other: ID<Case>, kind: String, by author: String, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_links (workspace, case_id, other, kind, at, author)
            VALUES (\(workspace), \(one), \(other), \(kind), \(now), \(author))
            ON CONFLICT (workspace, case_id, other) DO NOTHING
            """)
    }

    /// - Returns: whether there was a tie, whichever of both it was made from.
    public static func remove(
        _ one: ID<Case>, _ other: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            DELETE FROM case_links WHERE workspace = \(workspace)
              AND ((case_id = \(one) AND other = \(other))
                OR (case_id = \(other) AND other = \(one)))
            """) > 0
    }

    /// Seen from either end.
    public static func of(
        _ id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT other, kind FROM case_links WHERE workspace = \(workspace) AND case_id = \(id)
            UNION SELECT case_id, kind FROM case_links
            WHERE workspace = \(workspace) AND other = \(id) ORDER BY 1
            """
        ) { Stored(other: $0.id(0), kind: $0.text(1)) }
    }
}
