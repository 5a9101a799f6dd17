import GRDBSQLite
import SQL

extension DatabaseError {
    /// What SQLite's result code means to whoever runs the program.
    init(sqlite code: CInt, message: String, path: String, statement: String = "") {
        switch (code & 0xFF, code) {
        case (SQLITE_CONSTRAINT, DatabaseError.unique), (SQLITE_CONSTRAINT, DatabaseError.key),
            (SQLITE_CONSTRAINT, DatabaseError.rowid):
            self.init(.uniqueViolation, "\(message), in \(statement)")
        case (SQLITE_CANTOPEN, _):
            self.init(
                .unwritable,
                "\(path) cannot be opened: make sure that its folder exists and can be written.")
        case (SQLITE_READONLY, _), (SQLITE_PERM, _), (SQLITE_AUTH, _):
            self.init(
                .unwritable,
                "\(path) cannot be written: give this user the right to write it and its folder.")
        case (SQLITE_FULL, _):
            self.init(.unwritable, "The disk of \(path) is full: make room and try again.")
        case (SQLITE_IOERR, _):
            self.init(
                .unwritable,
                "The disk of \(path) failed (\(message), \(code)): look for room and its health.")
        case (SQLITE_BUSY, _), (SQLITE_LOCKED, _):
            self.init(
                .unwritable,
                "\(path) is being written by another program: stop that one and try again.")
        case (SQLITE_NOTADB, _):
            self.init(.unusable, "\(path) is not a database of Nuo: name another file.")
        case (SQLITE_CORRUPT, _):
            self.init(.unusable, "\(path) is damaged: restore it from a backup.")
        default:
            self.init(.other, "SQLite: \(message) (\(code)), in \(statement)")
        }
    }

    // Extended codes are macros with arithmetic, which Swift does not import.
    private static let unique = SQLITE_CONSTRAINT | 8 << 8
    private static let key = SQLITE_CONSTRAINT | 6 << 8
    private static let rowid = SQLITE_CONSTRAINT | 10 << 8
}
