public import Base
public import Domain
public import SQL

extension Connection {
    /// How far a follower has come.
    public func cursor(of follower: String) throws -> EventCursor {
        try first(
            """
            SELECT tx, event FROM cursors
            WHERE workspace = \(ID.installation) AND follower = \(follower)
            """
        ) { EventCursor(transaction: $0.int64(0), event: $0.id(1)) } ?? .start
    }

    /// Moves a follower: on after its work, or anywhere to see again or to skip.
    public func moveCursor(of follower: String, to cursor: EventCursor) throws {
        try run(
            """
            INSERT INTO cursors (workspace, follower, tx, event)
            VALUES (\(ID.installation), \(follower), \(cursor.transaction), \(cursor.event))
            ON CONFLICT (workspace, follower)
            DO UPDATE SET tx = excluded.tx, event = excluded.event
            """)
    }
}

/// An event that a follower could not handle and went past.
public struct SetAsideEvent: Hashable, Sendable {
    public let workspace: ID<Workspace>
    public let event: ID<Event>
    public let follower: String
    public let at: Instant
    public let error: String
}

extension Connection {
    /// Keeps an event that a follower cannot handle, for people to look at.
    public func setAside(_ event: Event, by follower: String, error: String, at: Instant) throws {
        try run(
            """
            INSERT INTO set_aside (workspace, follower, event, at, error)
            VALUES (\(event.workspace), \(follower), \(event.id), \(at), \(error))
            ON CONFLICT (workspace, follower, event)
            DO UPDATE SET at = excluded.at, error = excluded.error
            """)
    }

    /// What followers went past in a workspace, newest first.
    public func setAsideEvents(workspace: ID<Workspace>, limit: Int) throws -> [SetAsideEvent] {
        try rows(
            """
            SELECT workspace, event, follower, at, error FROM set_aside
            WHERE workspace = \(workspace) ORDER BY event DESC, follower LIMIT \(limit)
            """
        ) { row in
            SetAsideEvent(
                workspace: row.id(0), event: row.id(1), follower: row.text(2), at: row.instant(3),
                error: row.text(4))
        }
    }

    /// - Returns: whether it was there.
    public func removeSetAside(_ event: Event, by follower: String) throws -> Bool {
        try run(
            """
            DELETE FROM set_aside WHERE workspace = \(event.workspace)
                AND follower = \(follower) AND event = \(event.id)
            """) == 1
    }
}
