import GRDBSQLite
import SQL

/// An open connection of SQLite and its prepared statements. One thread uses it at a time, which
/// the pool sees to.
final class SQLiteHandle: @unchecked Sendable {
    /// How many statements stay prepared. More texts than this are made, not written: clear all.
    private static let capacity = 500

    /// A prepared statement. The text is looked up when it is taken and not again when it is
    /// put back: hashing it costs as much as binding its values.
    final class Statement {
        let pointer: OpaquePointer
        /// Whether it stays prepared when it is put back.
        fileprivate var isKept: Bool
        fileprivate var isInUse = true

        fileprivate init(_ pointer: OpaquePointer, isKept: Bool) {
            self.pointer = pointer
            self.isKept = isKept
        }
    }

    let pointer: OpaquePointer
    private var kept: [String: Statement] = [:]
    /// How many rows will have been changed here when the planner is told anew.
    private var nextLearning: Int64 = 0

    /// - Parameter address: of the `sqlite3` that GRDB has opened.
    init(address: Int) {
        guard let pointer = OpaquePointer(bitPattern: address) else {
            preconditionFailure("a connection has an address")
        }
        self.pointer = pointer
    }

    /// The prepared statement of this text, to be put back. A nested use of the same text gets
    /// one of its own.
    func take(_ text: String) throws -> Statement {
        guard let known = kept[text] else {
            if kept.count >= SQLiteHandle.capacity { forgetStatements() }
            let made = Statement(try prepare(text), isKept: true)
            kept[text] = made
            return made
        }
        guard !known.isInUse else { return Statement(try prepare(text), isKept: false) }
        known.isInUse = true
        return known
    }

    func putBack(_ statement: Statement) {
        sqlite3_reset(statement.pointer)
        statement.isInUse = false
        if !statement.isKept { sqlite3_finalize(statement.pointer) }
    }

    /// Runs a statement without binds and rows.
    func run(_ text: String) throws {
        let statement = try take(text)
        defer { putBack(statement) }
        let code = sqlite3_step(statement.pointer)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code, text) }
    }

    /// Runs several statements.
    func script(_ text: String) throws {
        let code = sqlite3_exec(pointer, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw failure(code, text) }
    }

    /// Tells the planner what lies in the tables, at first and whenever much has been written: of
    /// what it knows nothing, it takes an index that sorts before one that finds, and reads a whole
    /// workspace for a few rows of it; what it takes for small, it reads from end to end. Some
    /// 20 ms, however many rows there are.
    func learn() {
        let changes = sqlite3_total_changes64(pointer)
        guard changes >= nextLearning else { return }
        nextLearning = changes + min(max(10_000, 3 * changes), 100_000)
        do {
            try script("PRAGMA analysis_limit = 1000; BEGIN IMMEDIATE; ANALYZE")
            // Readers keep what they knew until the schema seems to have changed.
            try script("PRAGMA schema_version = \(try schemaVersion() + 1); COMMIT")
        } catch {
            // A full disk and the like: what it knew is good enough until it is told again.
            if !isOutsideTransaction { sqlite3_exec(pointer, "ROLLBACK", nil, nil, nil) }
        }
    }

    private func schemaVersion() throws -> Int64 {
        let text = "PRAGMA schema_version"
        let statement = try take(text)
        defer { putBack(statement) }
        let code = sqlite3_step(statement.pointer)
        // A version that was not read must not be taken for 0: a lower one would hide a change.
        guard code == SQLITE_ROW else { throw failure(code, text) }
        return sqlite3_column_int64(statement.pointer, 0)
    }

    /// No transaction is open: none was begun, or SQLite itself rolled it back.
    var isOutsideTransaction: Bool { sqlite3_get_autocommit(pointer) != 0 }

    func failure(_ code: CInt, _ text: String) -> DatabaseError {
        let path = sqlite3_db_filename(pointer, nil).map { String(cString: $0) } ?? ""
        return DatabaseError(
            sqlite: code, message: String(cString: sqlite3_errmsg(pointer)), path: path,
            statement: text)
    }

    func forgetStatements() {
        for statement in kept.values {
            // One in use goes when it is put back.
            statement.isKept = false
            if !statement.isInUse { sqlite3_finalize(statement.pointer) }
        }
        kept = [:]
    }

    /// The texts of the statements that SQLite itself still knows of.
    var prepared: [String] {
        var texts: [String] = []
        var statement = sqlite3_next_stmt(pointer, nil)
        while let one = statement {
            texts.append(sqlite3_sql(one).map { String(cString: $0) } ?? "")
            statement = sqlite3_next_stmt(pointer, one)
        }
        return texts
    }

    private func prepare(_ text: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            pointer, text, -1, CUnsignedInt(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code, text) }
        return statement
    }
}
