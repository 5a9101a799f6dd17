public import Domain
public import SQL

extension Connection {
    /// Writes many events of one transaction: all of them get one place in the order of
    /// transactions, told apart by their ascending ids.
    public func appendMany(_ events: [Event]) throws {
        guard let first = events.first else { return }
        // The part of each row that only the engine knows is asked once for all.
        let transaction = try self.first("SELECT \(dialect.eventTransaction)") { $0.int64(0) }
        guard let transaction else {
            throw DatabaseError(.other, "no transaction for \(first.kind)")
        }
        for part in events.parts(of: 100) {
            let rows: [[SQLValue]] = part.map { event in
                [
                    event.workspace.sqlValue, event.id.sqlValue, transaction.sqlValue,
                    event.at.sqlValue, event.kind.sqlValue, event.subject.kind.sqlValue,
                    event.subject.id.sqlValue, event.customer?.sqlValue ?? .null,
                    event.actor.sqlValue, event.data.sqlValue,
                ]
            }
            try run(
                """
                INSERT INTO events
                    (workspace, id, tx, at, kind, subject_kind, subject, customer, actor, data)
                VALUES \(SQL.rows(rows))
                """)
        }
        notify(eventsChannel)
    }
}
