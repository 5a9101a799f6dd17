public import Base
public import Domain
public import SQL

/// Cases whose clocks have something to tell: found, held and written many at once, because many
/// fall due in the same minute.
extension Cases {
    public struct Waking: Hashable, Sendable {
        public let workspace: ID<Workspace>
        public let id: ID<Case>
        public let at: Instant
    }

    /// What the clocks of a case told.
    public struct Rung: Sendable {
        let one: Case
        let change: CaseChange
        let wakesAt: Instant?

        public init(_ one: Case, _ change: CaseChange, wakesAt: Instant?) {
            self.one = one
            self.change = change
            self.wakesAt = wakesAt
        }
    }

    /// Cases of which a clock has something to tell by now, of all workspaces, the longest waiting
    /// first.
    public static func waking(
        by now: Instant, after last: Waking? = nil, limit: Int, on connection: any Connection
    ) throws -> [Waking] {
        let after: SQL = last.map { "AND (wakes, id) > (\($0.at), \($0.id))" } ?? ""
        return try connection.rows(
            """
            SELECT workspace, id, wakes FROM cases
            WHERE wakes IS NOT NULL AND wakes <= \(now) \(after)
            ORDER BY wakes, id LIMIT \(limit)
            """
        ) { Waking(workspace: $0.id(0), id: $0.id(1), at: $0.instant(2)) }
    }

    /// Cases of which the day has come that they wait for, of all workspaces, the longest waiting
    /// first.
    public static func waited(
        by now: Instant, limit: Int, on connection: any Connection
    ) throws -> [Waking] {
        try connection.rows(
            """
            SELECT workspace, id, waits_until FROM cases
            WHERE waits_until <= \(now) ORDER BY waits_until, id LIMIT \(limit)
            """
        ) { Waking(workspace: $0.id(0), id: $0.id(1), at: $0.instant(2)) }
    }

    /// When the next clock of any workspace has something to tell.
    public static func nextWaking(on connection: any Connection) throws -> Instant? {
        try connection.first("SELECT MIN(wakes) FROM cases WHERE wakes IS NOT NULL") {
            $0.instantOrNil(0)
        } ?? nil
    }

    /// Those of the ids that still have something to tell and that nobody else is changing: held
    /// until this transaction ends.
    public static func holdWaking(
        _ ids: [ID<Case>], by now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Case] {
        let held: [ID<Case>] = try connection.rows(
            """
            SELECT id FROM cases
            WHERE workspace = \(workspace) AND id IN \(SQL.list(ids)) AND wakes <= \(now)
            ORDER BY id \(connection.dialect.forUpdateSkipLocked)
            """
        ) { $0.id(0) }
        return try find(held, in: workspace, on: connection)
    }

    /// Writes what ringing changes of cases that are held, and nothing else of them.
    public static func save(
        _ rung: [Rung], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        guard !rung.isEmpty else { return }
        let rows: [[SQLValue]] = rung.map {
            [$0.one.id.sqlValue, ($0.wakesAt?.microseconds ?? .max).sqlValue]
        }
        try connection.run(
            """
            UPDATE cases SET revision = revision + 1, wakes = NULLIF(new.column2, \(Int64.max))
            FROM (VALUES \(SQL.rows(rows))) AS new
            WHERE cases.workspace = \(workspace) AND cases.id = new.column1
            """)
        try CaseClocks.saveTold(rung, in: workspace, on: connection)
    }
}

extension CaseClocks {
    /// The times of what was told, and a line for each.
    fileprivate static func saveTold(
        _ rung: [Cases.Rung], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        var clocks: [[SQLValue]] = []
        var entries: [[SQLValue]] = []
        let ids = rung.filter { !$0.change.entries.isEmpty }.map(\.one.id)
        guard !ids.isEmpty else { return }
        let lastPlaces = try lastPlaces(of: ids, in: workspace, on: connection)
        for its in rung {
            let told = Set(its.change.entries.map(\.clock))
            clocks += its.one.clocks.filter { told.contains($0.terms.kind) }.map {
                toldRow(of: $0, its.one.id)
            }
            let last = lastPlaces[its.one.id] ?? 0
            entries += its.change.entries.enumerated().map {
                entryRow($1, at: last + 1 + $0, of: its.one.id)
            }
        }
        // A NULL has no type of its own: what is none comes as a number that is never one.
        try connection.run(
            """
            UPDATE case_clocks SET missed = NULLIF(new.column4, \(Int64.max)),
                due_soon_told = NULLIF(new.column5, \(Int64.max)), levels_told = new.column6
            FROM (VALUES \(SQL.rows(clocks))) AS new
            WHERE case_clocks.workspace = \(workspace) AND case_clocks.case_id = new.column1
              AND case_clocks.kind = new.column2 AND case_clocks.round = new.column3
            """)
        try connection.run(
            """
            INSERT INTO case_clock_entries (workspace, case_id, place, clock, kind, at, promise,
                counted, due, level)
            SELECT CAST(\(workspace) AS BIGINT), new.column1, new.column2, new.column3,
                new.column4, new.column5, new.column6, new.column7,
                NULLIF(new.column8, \(Int64.max)), NULLIF(new.column9, \(Int64.max))
            FROM (VALUES \(SQL.rows(entries))) AS new
            """)
    }

    private static func lastPlaces(
        of ids: [ID<Case>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: Int] {
        var found: [ID<Case>: Int] = [:]
        try connection.each(
            """
            SELECT case_id, MAX(place) FROM case_clock_entries
            WHERE workspace = \(workspace) AND case_id IN \(SQL.list(ids)) GROUP BY case_id
            """
        ) { found[$0.id(0)] = $0.int(1) }
        return found
    }

    private static func toldRow(of clock: Clock, _ id: ID<Case>) -> [SQLValue] {
        [
            id.sqlValue, clock.terms.kind.rawValue.sqlValue, clock.round.sqlValue,
            (clock.missedAt?.microseconds ?? .max).sqlValue,
            (clock.dueSoonAt?.microseconds ?? .max).sqlValue, clock.levelsTold.sqlValue,
        ]
    }

    private static func entryRow(
        _ entry: ClockEntry, at place: Int, of id: ID<Case>
    ) -> [SQLValue] {
        [
            id.sqlValue, place.sqlValue, entry.clock.rawValue.sqlValue,
            entry.kind.rawValue.sqlValue, entry.at.sqlValue, entry.promise.description.sqlValue,
            entry.counted.sqlValue, (entry.dueAt?.microseconds ?? .max).sqlValue,
            (entry.level.map(Int64.init) ?? .max).sqlValue,
        ]
    }
}
