public import Base
public import Domain
public import SQL

/// How many completed responses each quota of an instrument has taken in.
public enum Quotas {
    /// Counts one more. Whoever counts the same quota at the same moment waits for this
    /// transaction, so the limit is never passed.
    /// - Returns: false where the limit is reached.
    public static func count(
        _ key: String, limit: Int, of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO quotas (workspace, instrument, key, filled)
            VALUES (\(workspace), \(instrument), \(key), 1)
            ON CONFLICT (workspace, instrument, key) DO UPDATE SET filled = quotas.filled + 1
            WHERE quotas.filled < \(limit)
            """) == 1
    }

    /// Takes back a count of the same transaction.
    public static func release(
        _ key: String, of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE quotas SET filled = filled - 1
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND key = \(key)
            """)
    }

    /// By the quota's key; one that nobody has counted for yet is not among them.
    public static func filled(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [String: Int] {
        var filled: [String: Int] = [:]
        try connection.each(
            """
            SELECT key, filled FROM quotas
            WHERE workspace = \(workspace) AND instrument = \(instrument)
            """
        ) { filled[$0.text(0)] = $0.int(1) }
        return filled
    }
}
