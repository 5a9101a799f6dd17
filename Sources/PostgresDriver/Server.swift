import CPostgres
import SQL

/// Where the server is, and how connections to it are opened.
struct Server: Sendable {
    let url: String

    /// Connects, or says in one sentence why not. Blocks for at most some seconds.
    func connect() throws -> OpaquePointer {
        // What the address itself says comes later and wins.
        let settings = [
            ("connect_timeout", "5"), ("application_name", "nuo"), ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
        let connection = withCStrings(settings.map(\.0)) { names in
            withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let connection else {
            throw PostgresFailure(DatabaseError(.unreachable, "There is no memory to connect."))
        }
        do {
            try check(connection)
        } catch {
            PQfinish(connection)
            throw error
        }
        // Notices ("table exists, skipping") would go to standard error.
        PQsetNoticeReceiver(connection, { _, _ in }, nil)
        // Compiling a statement costs more than any of ours takes.
        PQclear(PQexec(connection, "SET jit = off"))
        return connection
    }

    private func check(_ connection: OpaquePointer) throws {
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = PostgresFailure.sentence(PQerrorMessage(connection))
            throw PostgresFailure(
                DatabaseError(
                    .unreachable,
                    "The database cannot be reached (\(reason)): start it or mend its address."),
                .reconnect)
        }
        let version = PQserverVersion(connection)
        guard version >= 140_000 else {
            let sentence = "The database is PostgreSQL \(version / 10_000): use 14 or newer."
            throw PostgresFailure(DatabaseError(.unusable, sentence))
        }
        let encoding = PQparameterStatus(connection, "server_encoding").map { String(cString: $0) }
        guard encoding == "UTF8" else {
            let sentence = "The database is encoded in \(encoding ?? "?"): make one in UTF8."
            throw PostgresFailure(DatabaseError(.unusable, sentence))
        }
    }

    /// Calls with a C array of C strings that ends in NULL.
    private func withCStrings<T>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        let copies = texts.map { text in
            let bytes = Array(text.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            return copy
        }
        defer { for copy in copies { copy.deallocate() } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}
