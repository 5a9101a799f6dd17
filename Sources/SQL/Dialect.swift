/// The few things the two engines say differently. Everything else is one SQL text.
public enum Dialect: String, Sendable {
    case sqlite, postgres

    /// The number that an event gets to be followed by, higher than that of every event that
    /// followers may have seen. On PostgreSQL it is the id of the writing transaction, because
    /// only that tells which other events may still appear before it; SQLite has one writer.
    public var eventTransaction: SQL {
        switch self {
        case .sqlite: "(SELECT COALESCE(MAX(tx), 0) + 1 FROM events)"
        case .postgres: "CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"
        }
    }

    /// A condition on `events`: no event that comes before this one can still appear.
    public var eventIsSettled: SQL {
        switch self {
        case .sqlite: "1 = 1"
        case .postgres:
            "tx < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"
        }
    }

    /// A query that waits until no other transaction holds this name, and holds it to the end of
    /// this one. Nil where a writer is alone anyway.
    public func lock(_ name: String) -> SQL? {
        switch self {
        case .sqlite: nil
        case .postgres: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(\(name)))) AS held"
        }
    }

    /// Ends a SELECT of rows to be changed: those that another transaction is changing are left
    /// out instead of waited for.
    public var forUpdateSkipLocked: SQL {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE SKIP LOCKED"
        }
    }
}
