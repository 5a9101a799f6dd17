public import Base
public import Domain
public import SQL

/// Cases that were split off others, and what undoes it.
public enum CaseSplits {
    public struct Stored: Hashable, Sendable {
        /// The one that was split off.
        public let one: ID<Case>
        public let origin: ID<Case>
        public let at: Instant
        /// Up to this one its messages are copies of the origin's.
        public let lastCopy: ID<CaseMessage>

        public init(
            one: ID<Case>, origin: ID<Case>, at: Instant, lastCopy: ID<CaseMessage>
        ) {
            self.one = one
            self.origin = origin
            self.at = at
            self.lastCopy = lastCopy
        }
    }

    public static func insert(
        _ split: Stored, by author: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO case_splits (workspace, case_id, origin, at, author, last_copy)
            VALUES (\(workspace), \(split.one), \(split.origin), \(split.at), \(author),
                \(split.lastCopy))
            """)
    }

    /// Those of these cases that were split off and still stand by themselves.
    public static func of(
        _ ids: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        guard !ids.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT case_id, origin, at, last_copy FROM case_splits
            WHERE workspace = \(workspace) AND undone IS NULL AND case_id IN \(SQL.list(ids))
            """
        ) { Stored(one: $0.id(0), origin: $0.id(1), at: $0.instant(2), lastCopy: $0.id(3)) }
    }

    /// Takes away what was copied, with its files and all that was read in it: the origin still
    /// has it.
    public static func undo(
        _ split: Stored, fileKind: String, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        let copies: SQL = """
            (SELECT id FROM case_messages WHERE workspace = \(workspace)
              AND case_id = \(split.one) AND id <= \(split.lastCopy))
            """
        let traces: [SQL] = [
            "attachments WHERE workspace = \(workspace) AND subject_kind = \(fileKind) AND subject",
            "case_ways WHERE workspace = \(workspace) AND message",
            "search_entries WHERE workspace = \(workspace) AND id",
            "search_backlog WHERE workspace = \(workspace) AND id",
            "text_readings WHERE workspace = \(workspace) AND kind = 'message' AND subject",
        ]
        for trace in traces { try connection.run("DELETE FROM \(trace) IN \(copies)") }
        try connection.run(
            """
            DELETE FROM case_messages WHERE workspace = \(workspace)
              AND case_id = \(split.one) AND id <= \(split.lastCopy)
            """)
        try connection.run(
            """
            UPDATE case_splits SET undone = \(now)
            WHERE workspace = \(workspace) AND case_id = \(split.one)
            """)
    }
}
