import Dispatch
import GRDB
import Synchronization

/// GRDB's pool, one writer and a few readers, as far as we use it: it opens connections, gives
/// each its own queue, and copies databases. What runs on a connection is ours. GRDB's names meet
/// those of the target SQL, so this is the only file that imports it.
final class Connections: Sendable {
    private let pool: DatabasePool
    private let handles = Mutex<[Int: SQLiteHandle]>([:])

    /// - Throws: GRDB's error.
    init(path: String, readers: Int) throws {
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            // Kilobytes. The writer changes indexes all over the file; readers have the system's
            // cache behind them, and each would fill its own with a scan and never give it back.
            let cache = db.configuration.readonly ? 2_000 : 8_000
            try db.execute(sql: "PRAGMA cache_size = -\(cache)")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // GRDB has chosen NORMAL, which may lose what was acknowledged when power fails.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // Each checkpoint costs two more syncs, so it comes every 16 MB, not every 4.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        }
    }

    /// Runs `body` alone on the writer, outside a transaction.
    func write(_ body: @escaping @Sendable (SQLiteHandle) -> Void) {
        pool.asyncWriteWithoutTransaction { db in
            guard let pointer = db.sqliteConnection else { return }
            body(self.handle(of: pointer))
        }
    }

    /// Runs `body` on a reader, inside a transaction that sees one snapshot.
    func read(_ body: @escaping @Sendable (Result<SQLiteHandle, any Error>) -> Void) {
        pool.asyncRead { result in
            body(
                result.flatMap { db in
                    guard let pointer = db.sqliteConnection else {
                        return .failure(DatabaseError(resultCode: .SQLITE_MISUSE))
                    }
                    return .success(self.handle(of: pointer))
                })
        }
    }

    /// Copies what is committed, while readers and the writer go on.
    func copy(to path: String) throws {
        let target = try DatabaseQueue(path: path)
        try pool.backup(to: target)
        // A copy brings the mode with it; one file is easier to carry than three.
        try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try target.close()
    }

    /// Makes the content of the database at `path` the content of this one, in one transaction.
    func replace(from path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let source = try DatabaseQueue(path: path, configuration: configuration)
        try source.read { db in
            let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
            guard faults == ["ok"] else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        }
        try source.backup(to: pool)
        try source.close()
    }

    /// Nothing may be under way.
    func close() throws {
        let open = handles.withLock { all in
            defer { all = [:] }
            for handle in all.values { handle.forgetStatements() }
            return Array(all.values)
        }
        // GRDB closes the writer before the readers, and a reader does not tidy up: without this
        // the newest commits would stay in the file beside the database.
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        // Asked before, since nobody may ask a connection that was closed.
        let left = open.flatMap(\.prepared).joined(separator: "; ")
        do {
            try pool.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw DatabaseError(
                resultCode: .SQLITE_BUSY, message: "\(error.message ?? ""): \(left)")
        }
    }

    private func handle(of pointer: OpaquePointer) -> SQLiteHandle {
        let address = Int(bitPattern: pointer)
        return handles.withLock { all in
            if let handle = all[address] { return handle }
            let handle = SQLiteHandle(address: address)
            all[address] = handle
            return handle
        }
    }

    /// SQLite's result code and words, if GRDB threw the error.
    static func reason(_ error: any Error) -> (code: CInt, message: String)? {
        (error as? DatabaseError).map { ($0.extendedResultCode.rawValue, $0.message ?? "") }
    }
}
