import GRDBSQLite
import SQL

/// What a body sees of a connection while it runs.
final class SQLiteConnection: Connection {
    private let handle: SQLiteHandle
    /// The first statement that failed: the body is lost from there on, as on PostgreSQL.
    private(set) var failure: DatabaseError?
    private(set) var notified: Set<String> = []

    init(_ handle: SQLiteHandle) { self.handle = handle }

    var dialect: Dialect { .sqlite }

    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        let taken = try spoiling { try handle.take(sql.text) }
        defer { handle.putBack(taken) }
        let statement = taken.pointer
        try spoiling { try bind(sql, to: statement) }
        let columns = sqlite3_column_count(statement)
        while try spoiling({ try step(statement, sql) }) {
            try body(Row(values: (0..<columns).map { value(statement, $0) }))
        }
    }

    func run(_ sql: SQL) throws -> Int {
        try spoiling {
            let taken = try handle.take(sql.text)
            defer { handle.putBack(taken) }
            let statement = taken.pointer
            try bind(sql, to: statement)
            while try step(statement, sql) {}
            // After a query SQLite still tells the number of the change before it.
            guard sqlite3_stmt_readonly(statement) == 0 else { return 0 }
            return Int(sqlite3_changes(handle.pointer))
        }
    }

    func script(_ text: String) throws {
        try spoiling { try handle.script(text) }
    }

    func notify(_ channel: String) { notified.insert(channel) }

    private func spoiling<T>(_ work: () throws -> T) throws -> T {
        if let failure { throw failure }
        do {
            return try work()
        } catch let error as DatabaseError {
            failure = error
            throw error
        }
    }

    private func step(_ statement: OpaquePointer, _ sql: SQL) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw handle.failure(code, sql.text)
        }
    }

    private func bind(_ sql: SQL, to statement: OpaquePointer) throws {
        precondition(
            sqlite3_bind_parameter_count(statement) == sql.binds.count,
            "binds do not fit \(sql.text)")
        for (index, value) in sql.binds.enumerated() {
            let code = bind(value, to: statement, at: CInt(index + 1))
            guard code == SQLITE_OK else { throw handle.failure(code, sql.text) }
        }
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at place: CInt) -> CInt {
        switch value {
        case .null:
            return sqlite3_bind_null(statement, place)
        case .integer(let number):
            return sqlite3_bind_int64(statement, place, number)
        case .double(let number):
            return sqlite3_bind_double(statement, place, number)
        case .text(let text):
            var text = text.storable
            return text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { bytes in
                    // An empty buffer may have no address, which would bind NULL.
                    sqlite3_bind_text(
                        statement, place, bytes.baseAddress ?? emptyText, CInt(bytes.count),
                        copied)
                }
            }
        case .blob(let bytes) where bytes.isEmpty:
            return sqlite3_bind_zeroblob(statement, place, 0)
        case .blob(let bytes):
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob(statement, place, $0.baseAddress, CInt($0.count), copied)
            }
        }
    }

    private func value(_ statement: OpaquePointer, _ column: CInt) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, column))
        case SQLITE_NULL: return .null
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        default:
            let start = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
        }
    }
}

/// SQLITE_TRANSIENT: SQLite takes a copy. The macro is a cast, which Swift does not import.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
/// The address of no text at all; never written, never freed.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return UnsafePointer(byte)
}()
