public import Base
public import Domain
public import SQL

/// How much hangs on a questionnaire that is to be changed.
public enum InstrumentUse {
    /// Responses by the version that they were given in.
    public static func responses(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Int: Int] {
        var counts: [Int: Int] = [:]
        try connection.each(
            """
            SELECT version, COUNT(*) FROM responses
            WHERE workspace = \(workspace) AND instrument = \(instrument) GROUP BY version
            """
        ) { counts[$0.int(0)] = $0.int(1) }
        return counts
    }

    /// Links at which somebody can begin to answer now, personal ones too.
    public static func openLinks(
        of instrument: ID<Instrument>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM links
            WHERE workspace = \(workspace) AND instrument = \(instrument)
              AND is_open = \(true) AND (closes IS NULL OR closes > \(now))
              AND (most IS NULL OR completed < most)
            """
        ) { $0.int(0) } ?? 0
    }

    /// Responses that were begun and may yet go on; they stay with their version.
    public static func running(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM responses
            WHERE workspace = \(workspace) AND instrument = \(instrument)
              AND status <> \(Response.Status.completed.rawValue)
            """
        ) { $0.int(0) } ?? 0
    }
}
