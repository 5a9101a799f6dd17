import CPostgres
import Dispatch
import SQL

/// One connection to the server with its prepared statements, and the queue that alone uses it:
/// libpq blocks, so it runs on a thread of its own.
final class Session: @unchecked Sendable {
    /// How many statements stay prepared. More texts than this are made, not written: forget all.
    private static let capacity = 500

    private struct Key: Hashable {
        let text: String
        let types: [UInt32]
    }

    let queue: DispatchQueue
    private let server: Server
    private var connection: OpaquePointer?
    private var prepared: [Key: String] = [:]
    private var lastName = 0
    /// Parameters that nothing around them gives a type when they are NULL: declared as text.
    private var untyped: [String: Set<Int>] = [:]

    init(_ server: Server, number: Int) {
        self.server = server
        queue = DispatchQueue(label: "nuo.postgres.\(number)")
    }

    /// Connects if there is no connection or a broken one.
    func connect() throws {
        if let connection, PQstatus(connection) == CONNECTION_OK { return }
        disconnect()
        connection = try server.connect()
    }

    func disconnect() {
        if let connection { PQfinish(connection) }
        connection = nil
        prepared = [:]
    }

    /// Runs a prepared statement and lends its result.
    func query<T>(_ sql: SQL, _ body: (OpaquePointer) throws -> T) throws -> T {
        let connection = try open()
        let name = try prepare(sql, connection)
        let result = Parameters(sql.binds).withPointers { count, values, lengths, formats in
            PQexecPrepared(connection, name, count, values, lengths, formats, 1)
        }
        defer { PQclear(result) }
        try check(result, connection, sql.text)
        guard let result else { preconditionFailure("a checked result is there") }
        return try body(result)
    }

    /// Runs statements without parameters.
    /// - Returns: what the server calls what it did.
    @discardableResult
    func execute(_ text: String) throws -> String {
        let connection = try open()
        let result = PQexec(connection, text)
        defer { PQclear(result) }
        try check(result, connection, text)
        return PQcmdStatus(result).map { String(cString: $0) } ?? ""
    }

    func forgetStatements() throws {
        prepared = [:]
        try execute("DEALLOCATE ALL")
    }

    private func open() throws -> OpaquePointer {
        guard let connection else {
            throw PostgresFailure(
                DatabaseError(.unreachable, "The connection to the database was lost."), .reconnect)
        }
        return connection
    }

    private func prepare(_ sql: SQL, _ connection: OpaquePointer) throws -> String {
        var types = sql.binds.map(\.typeID)
        for place in untyped[sql.text, default: []] where types[place] == 0 {
            types[place] = TypeID.text
        }
        let key = Key(text: sql.text, types: types)
        if let name = prepared[key] { return name }
        if prepared.count >= Session.capacity { try forgetStatements() }
        lastName += 1
        let name = "s\(lastName)"
        let text = numberingPlaceholders(sql.text)
        let result = PQprepare(connection, name, text, CInt(types.count), types)
        defer { PQclear(result) }
        do {
            try check(result, connection, sql.text)
        } catch let failure as PostgresFailure {
            if let place = failure.untypedParameter {
                untyped[sql.text, default: []].insert(place - 1)
            }
            throw failure
        }
        prepared[key] = name
        return name
    }

    private func check(
        _ result: OpaquePointer?, _ connection: OpaquePointer, _ text: String
    ) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default: throw PostgresFailure(connection, result, statement: text)
        }
    }
}
