import CPostgres
import SQL

/// What a body sees of a session while it runs.
final class PostgresConnection: Connection {
    private let session: Session
    /// The first statement that failed: the server refuses all that follow.
    private(set) var failure: PostgresFailure?
    private(set) var notified: Set<String> = []

    init(_ session: Session) { self.session = session }

    var dialect: Dialect { .postgres }

    /// The whole result is in memory while its rows are read: page through what may be large.
    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        var bodysOwn: (any Error)?
        try spoiling {
            try session.query(sql) { result in
                let columns = PQnfields(result)
                for row in 0..<PQntuples(result) {
                    let values = try (0..<columns).map {
                        try SQLValue(result, row: row, column: $0)
                    }
                    do {
                        try body(Row(values: values))
                    } catch {
                        bodysOwn = error
                        return
                    }
                }
            }
        }
        if let bodysOwn { throw bodysOwn }
    }

    func run(_ sql: SQL) throws -> Int {
        try spoiling {
            try session.query(sql) { result in
                guard PQresultStatus(result) == PGRES_COMMAND_OK else { return 0 }
                return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            }
        }
    }

    func script(_ text: String) throws {
        try spoiling { _ = try session.execute(text) }
    }

    func notify(_ channel: String) { notified.insert(channel) }

    private func spoiling<T>(_ work: () throws -> T) throws -> T {
        if let failure { throw failure.error }
        do {
            return try work()
        } catch let failure as PostgresFailure {
            self.failure = failure
            throw failure.error
        }
    }
}
