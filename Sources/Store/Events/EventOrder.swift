import SQL

/// Keeps the order of following when a database moves to another PostgreSQL server, by dump and
/// restore: there the ids of transactions begin low again, and what is written next would come
/// before what followers have seen.
enum EventOrder {
    /// Moves events and cursors below everything that will be written from now on, if they are
    /// not; nothing changes places. Nobody may be writing or following.
    static func mend(on connection: any Connection) throws {
        let newest = try connection.newestEvent().transaction
        let next = try connection.first("SELECT \(connection.dialect.eventTransaction)") {
            $0.int64(0)
        }
        guard let next, newest > next else { return }
        let shift = newest + 1
        try connection.run("UPDATE events SET tx = tx - \(shift)")
        try connection.run(
            """
            UPDATE cursors SET tx = tx - \(shift) WHERE tx > \(EventCursor.start.transaction)
            """)
    }
}
