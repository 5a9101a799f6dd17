public import Base
public import Domain
public import SQL

/// When cases came and when they were closed: what volumes over time are made of.
public enum CaseVolumes {
    /// How many were open at a moment.
    public static func open(
        at moment: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM cases WHERE workspace = \(workspace) AND merged_into IS NULL
              AND opened < \(moment) AND (closed IS NULL OR closed >= \(moment))
            """
        ) { $0.int(0) } ?? 0
    }

    /// Moments within a span, in no order.
    public static func each(
        from start: Instant, before end: Instant, in workspace: ID<Workspace>,
        on connection: any Connection, opened: (Instant) -> Void, closed: (Instant) -> Void
    ) throws {
        try connection.each(
            """
            SELECT opened, closed FROM cases WHERE workspace = \(workspace)
              AND merged_into IS NULL AND opened < \(end)
              AND (opened >= \(start) OR closed >= \(start))
            """
        ) { row in
            let came = row.instant(0)
            if came >= start { opened(came) }
            if let gone = row.instantOrNil(1), gone >= start, gone < end { closed(gone) }
        }
    }
}
