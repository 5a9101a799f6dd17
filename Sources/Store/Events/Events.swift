public import Base
public import Domain
public import SQL

/// The channel on which a commit with events wakes followers.
public let eventsChannel = "nuo_events"

extension Connection {
    /// Writes events in the transaction that makes them true. Their ids ascend.
    public func append(_ events: [Event]) throws {
        guard !events.isEmpty else { return }
        for event in events {
            try run(
                """
                INSERT INTO events
                    (workspace, id, tx, at, kind, subject_kind, subject, customer, actor, data)
                VALUES (\(event.workspace), \(event.id), \(dialect.eventTransaction), \(event.at),
                    \(event.kind), \(event.subject.kind), \(event.subject.id), \(event.customer),
                    \(event.actor), \(event.data))
                """)
        }
        notify(eventsChannel)
    }

    /// Events of all workspaces after a place, in the order of following. Only settled ones: once
    /// an event is read, none can appear before it.
    public func events(after cursor: EventCursor, limit: Int) throws -> EventBatch {
        var end = cursor
        let events = try rows(
            """
            SELECT \(eventColumns), tx FROM events
            WHERE (tx, id) > (\(cursor.transaction), \(cursor.event))
                AND \(dialect.eventIsSettled)
            ORDER BY tx, id LIMIT \(limit)
            """
        ) { row in
            let event = try Event(row)
            end = EventCursor(transaction: row.int64(9), event: event.id)
            return event
        }
        return EventBatch(events: events, end: end)
    }

    /// The place of the newest event, settled or not; what is committed later may still come
    /// before it.
    public func newestEvent() throws -> EventCursor {
        try first("SELECT tx, id FROM events ORDER BY tx DESC, id DESC LIMIT 1") { row in
            EventCursor(transaction: row.int64(0), event: row.id(1))
        } ?? .start
    }

    /// What is committed as this reader sees it; nil where every event is settled at once.
    public func commitSnapshot() throws -> String? {
        guard dialect == .postgres else { return nil }
        return try first("SELECT CAST(pg_current_snapshot() AS TEXT)") { $0.text(0) }
    }

    /// Committed events before which others may still appear: to be read again once they are
    /// settled. For followers that may see an event twice and must not see it late.
    /// - Parameter seen: what was committed when they were last read; those are left out.
    public func unsettledEvents(
        after cursor: EventCursor, unseenIn seen: String? = nil, limit: Int
    ) throws -> [Event] {
        guard dialect == .postgres else { return [] }
        let unseen: SQL =
            seen.map {
                """
                AND NOT pg_visible_in_snapshot(
                    CAST(CAST(tx AS TEXT) AS xid8), CAST(\($0) AS pg_snapshot))
                """
            } ?? ""
        return try rows(
            """
            SELECT \(eventColumns) FROM events
            WHERE (tx, id) > (\(cursor.transaction), \(cursor.event))
                AND NOT (\(dialect.eventIsSettled)) \(unseen)
            ORDER BY tx, id LIMIT \(limit)
            """, Event.init)
    }

    /// The place before which nothing can appear any more: who follows from here and then reads
    /// rows misses no change.
    public func newestSettledEvent() throws -> EventCursor {
        try first(
            """
            SELECT tx, id FROM events WHERE \(dialect.eventIsSettled)
            ORDER BY tx DESC, id DESC LIMIT 1
            """
        ) { EventCursor(transaction: $0.int64(0), event: $0.id(1)) } ?? .start
    }

    /// Whether the log has the event that a place names.
    public func holds(_ place: EventCursor) throws -> Bool {
        try first(
            "SELECT 1 FROM events WHERE tx = \(place.transaction) AND id = \(place.event)"
        ) { $0.int(0) } != nil
    }

    /// Whether more than `count` events come after a place.
    public func isFurther(than count: Int, after place: EventCursor) throws -> Bool {
        try first(
            """
            SELECT 1 FROM events WHERE (tx, id) > (\(place.transaction), \(place.event))
            ORDER BY tx, id LIMIT 1 OFFSET \(count)
            """
        ) { $0.int(0) } != nil
    }

    /// What happened to one thing, newest first.
    /// - Parameter before: the last id of the page before.
    public func timeline(
        of subject: Event.Subject, workspace: ID<Workspace>, before: ID<Event>? = nil, limit: Int
    ) throws -> [Event] {
        try rows(
            """
            SELECT \(eventColumns) FROM events
            WHERE workspace = \(workspace) AND subject_kind = \(subject.kind)
                AND subject = \(subject.id) AND id < \(before?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, Event.init)
    }

    /// Everything that happened with one customer and those merged into it, newest first. Each is
    /// asked for alone: of several at once, an engine may walk the whole log by its ids instead.
    public func timeline(
        ofCustomer customer: ID<Customer>, workspace: ID<Workspace>, before: ID<Event>? = nil,
        limit: Int
    ) throws -> [Event] {
        let sources = try CustomerMerges.sources(of: customer, in: workspace, on: self)
        let found = try ([customer] + sources).flatMap { one in
            try rows(
                """
                SELECT \(eventColumns) FROM events
                WHERE workspace = \(workspace) AND customer = \(one)
                    AND id < \(before?.raw ?? .max)
                ORDER BY id DESC LIMIT \(limit)
                """, Event.init)
        }
        return Array(found.sorted { $0.id > $1.id }.prefix(limit))
    }

    /// Everything that happened in a workspace, newest first.
    public func timeline(
        workspace: ID<Workspace>, before: ID<Event>? = nil, limit: Int
    ) throws -> [Event] {
        try rows(
            """
            SELECT \(eventColumns) FROM events
            WHERE workspace = \(workspace) AND id < \(before?.raw ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, Event.init)
    }

    /// What happened of one kind since then, newest first. The log is walked back by ids, no
    /// further than a day before: the clocks of two nodes may differ.
    public func timeline(
        kind: String, workspace: ID<Workspace>, since: Instant, limit: Int
    ) throws -> [Event] {
        let lowest = Identities.lowest(Event.self, at: since - .days(1))
        return try rows(
            """
            SELECT \(eventColumns) FROM events
            WHERE workspace = \(workspace) AND id >= \(lowest) AND kind = \(kind)
              AND at >= \(since)
            ORDER BY id DESC LIMIT \(limit)
            """, Event.init)
    }

    public func event(_ id: ID<Event>, workspace: ID<Workspace>) throws -> Event? {
        try first(
            """
            SELECT \(eventColumns) FROM events WHERE workspace = \(workspace) AND id = \(id)
            """, Event.init)
    }
}

let eventColumns: SQL = """
    workspace, id, at, kind, subject_kind, subject, customer, actor, data
    """

extension Event {
    init(_ row: Row) throws {
        self.init(
            workspace: row.id(0), id: row.id(1), at: row.instant(2), kind: row.text(3),
            subject: Subject(row.text(4), row.int64(5)), customer: row.int64OrNil(6),
            actor: row.text(7), data: try row.json(8))
    }
}
