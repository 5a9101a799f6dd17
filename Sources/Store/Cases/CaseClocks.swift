public import Base
public import Domain
public import SQL

/// Clocks and their history, as stored.
public enum CaseClocks {
    static func of(
        _ list: SQL, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>: [Clock]] {
        var found: [ID<Case>: [Clock]] = [:]
        // By name is also their order in life. Of what is promised again and again only the last
        // round is the case's clock.
        try connection.each(
            """
            SELECT case_id, kind, promise, promise_version, calendar, budget, due_soon, pausable,
                escalations, state, started, running_since, counted, due, missed, due_soon_told,
                levels_told, stopped, round, level
            FROM case_clocks WHERE workspace = \(workspace) AND case_id IN (\(list))
            ORDER BY case_id, kind, round
            """
        ) { row in
            let clock = try read(row)
            var clocks = found[row.id(0)] ?? []
            if clocks.last?.terms.kind == clock.terms.kind { clocks.removeLast() }
            found[row.id(0)] = clocks + [clock]
        }
        return found
    }

    /// A case's clock history, oldest first.
    public static func entries(
        of id: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ClockEntry] {
        try connection.rows(
            """
            SELECT clock, kind, at, promise, counted, due, level, reason
            FROM case_clock_entries WHERE workspace = \(workspace) AND case_id = \(id)
            ORDER BY place
            """
        ) { row in
            ClockEntry(
                clock: row.word(0), kind: row.word(1), at: row.instant(2), promise: row.stamp(3),
                counted: Span(microseconds: row.int64(4)), dueAt: row.instantOrNil(5),
                level: row.int64OrNil(6).map(Int.init), reason: row.textOrNil(7))
        }
    }

    static func save(
        _ clocks: [Clock], _ change: CaseChange, of id: ID<Case>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        let entries = change.entries
        for ended in change.ended { try save(ended, of: id, in: workspace, on: connection) }
        // A clock changes only by what leaves an entry; one that waits for its first round has
        // none, and is written when the case is opened.
        let changed = Set(entries.map(\.clock))
        for clock in clocks where changed.contains(clock.terms.kind) || clock.state == .idle {
            try save(clock, of: id, in: workspace, on: connection)
        }
        guard !entries.isEmpty else { return }
        var place =
            try connection.first(
                """
                SELECT COALESCE(MAX(place), 0) FROM case_clock_entries
                WHERE workspace = \(workspace) AND case_id = \(id)
                """
            ) { $0.int(0) } ?? 0
        for entry in entries {
            place += 1
            try connection.run(
                """
                INSERT INTO case_clock_entries (workspace, case_id, place, clock, kind, at,
                    promise, counted, due, level, reason)
                VALUES (\(workspace), \(id), \(place), \(entry.clock.rawValue),
                    \(entry.kind.rawValue), \(entry.at), \(entry.promise.description),
                    \(entry.counted), \(entry.dueAt), \(entry.level), \(entry.reason))
                """)
        }
    }

    private static func save(
        _ clock: Clock, of id: ID<Case>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        let terms = clock.terms
        let escalations = JSON.array(
            terms.escalations.map {
                ["after": .integer($0.after.microseconds), "up": .integer($0.levelsUp)]
            })
        try connection.run(
            """
            INSERT INTO case_clocks (workspace, case_id, kind, round, promise, promise_version,
                level, calendar, budget, due_soon, pausable, escalations, state, started,
                running_since, counted, due, missed, due_soon_told, levels_told, stopped)
            VALUES (\(workspace), \(id), \(terms.kind.rawValue), \(clock.round),
                \(terms.promise.key), \(terms.promise.version), \(terms.level),
                \(terms.calendar), \(terms.budget), \(terms.dueSoon),
                \(terms.isPausable), \(escalations), \(clock.state.rawValue), \(clock.startedAt),
                \(clock.runningSince), \(clock.counted), \(clock.dueAt), \(clock.missedAt),
                \(clock.dueSoonAt), \(clock.levelsTold), \(clock.stoppedAt))
            ON CONFLICT (workspace, case_id, kind, round) DO UPDATE SET
                promise = excluded.promise, promise_version = excluded.promise_version,
                level = excluded.level, calendar = excluded.calendar, budget = excluded.budget,
                due_soon = excluded.due_soon, pausable = excluded.pausable,
                escalations = excluded.escalations, state = excluded.state,
                started = excluded.started,
                running_since = excluded.running_since,
                counted = excluded.counted, due = excluded.due, missed = excluded.missed,
                due_soon_told = excluded.due_soon_told, levels_told = excluded.levels_told,
                stopped = excluded.stopped
            """)
    }

    private static func read(_ row: Row) throws -> Clock {
        let escalations = try row.json(8).array ?? []
        let terms = ClockTerms(
            kind: row.word(1), promise: DocumentStamp(row.text(2), version: row.int(3)),
            level: row.textOrNil(19), calendar: row.textOrNil(4),
            budget: Span(microseconds: row.int64(5)),
            dueSoon: Span(microseconds: row.int64(6)), isPausable: row.bool(7),
            escalations: escalations.map { level in
                Escalation(
                    after: Span(microseconds: Int64(level["after"]?.number ?? 0)),
                    levelsUp: level["up"]?.integer ?? 0)
            })
        return Clock(
            terms: terms, round: row.int(18), state: row.word(9), startedAt: row.instant(10),
            runningSince: row.instantOrNil(11), counted: Span(microseconds: row.int64(12)),
            dueAt: row.instantOrNil(13), missedAt: row.instantOrNil(14),
            dueSoonAt: row.instantOrNil(15), levelsTold: row.int(16),
            stoppedAt: row.instantOrNil(17))
    }
}
