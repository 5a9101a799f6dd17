import Dispatch
import Foundation
public import SQL
import Synchronization

/// A database in one file: many readers, one writer whose commits many bodies share.
public final class SQLiteDatabase: Database {
    private let path: String
    private let connections: Connections
    private let group: GroupCommit
    private let hub = Notifications()
    private let isClosed = Mutex(false)
    /// Copies take long, so they have a queue of their own.
    private let copying = DispatchQueue(label: "nuo.sqlite.copy")
    /// Readers under way, waited for before closing.
    private let reading = DispatchGroup()

    /// Opens the file at `path`, made if missing. Blocks for some milliseconds.
    public init(path: String, readers: Int = 4) throws(DatabaseError) {
        self.path = path
        do {
            connections = try Connections(path: path, readers: readers)
        } catch {
            throw DatabaseError(anySQLite: error, path: path)
        }
        group = GroupCommit(connections, hub)
    }

    public var dialect: Dialect { .sqlite }

    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            let isOpen = isClosed.withLock { isClosed in
                if !isClosed { reading.enter() }
                return !isClosed
            }
            guard isOpen else { return caller.resume(throwing: DatabaseError.closed) }
            connections.read { [path, reading] reader in
                defer { reading.leave() }
                caller.resume(
                    with:
                        reader
                        .mapError { DatabaseError(anySQLite: $0, path: path) }
                        .flatMap { handle in
                            Result {
                                let connection = SQLiteConnection(handle)
                                let value = try body(connection)
                                if let failure = connection.failure { throw failure }
                                return value
                            }
                        })
            }
        }
    }

    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            group.submit(CallerWrite(body: body, caller: caller))
        }
    }

    @discardableResult
    public func writeBehind<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { caller in
            group.submit(CallerWrite(body: body, caller: caller), givesWay: true)
        }
    }

    public func notifications(_ channel: String) -> AsyncStream<Void> { hub.listen(channel) }

    public func close() async throws {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        hub.finish()
        await withCheckedContinuation { done in group.close { done.resume() } }
        try await onCopyQueue { [connections, reading] in
            reading.wait()
            try connections.close()
        }
    }

    /// Copies everything committed to a new file, while work goes on. The file appears under its
    /// name only when it is whole and on disk.
    public func backup(to target: String) async throws {
        try await onCopyQueue { [connections, path] in
            guard target != path else {
                throw DatabaseError(.unwritable, "A backup needs another file than the database.")
            }
            let partial = target + ".partial"
            try SQLiteDatabase.remove(partial)
            do {
                try connections.copy(to: partial)
            } catch {
                try SQLiteDatabase.remove(partial)
                throw DatabaseError(anySQLite: error, path: target)
            }
            // What an older copy of that name left would be taken for a part of this one.
            for ending in ["-wal", "-shm"] { try SQLiteDatabase.remove(target + ending) }
            guard rename(partial, target) == 0 else {
                throw DatabaseError(.unwritable, "\(target) cannot be written.")
            }
        }
    }

    /// Puts the content of a backup in the place of everything here, all or nothing. Nothing else
    /// may be using the database.
    public func restore(from source: String) async throws {
        try await onCopyQueue { [connections] in
            guard FileManager.default.isReadableFile(atPath: source) else {
                throw DatabaseError(.unusable, "\(source) cannot be read: name a backup file.")
            }
            do {
                try connections.replace(from: source)
            } catch {
                throw DatabaseError(anySQLite: error, path: source)
            }
        }
    }

    private func onCopyQueue(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            copying.async { done.resume(with: Result { try work() }) }
        }
    }

    private static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }
}

extension DatabaseError {
    fileprivate init(anySQLite error: any Error, path: String) {
        if let error = error as? DatabaseError {
            self = error
        } else if let (code, message) = Connections.reason(error) {
            self.init(sqlite: code, message: message, path: path)
        } else {
            self.init(.unwritable, "\(path) cannot be used: \(error).")
        }
    }
}

/// One call of `write`. Only the writer's thread touches the result, and then the caller.
private final class CallerWrite<T: Sendable>: PendingWrite, @unchecked Sendable {
    private let body: @Sendable (any Connection) throws -> T
    private let caller: CheckedContinuation<T, any Error>
    private var value: T?

    init(
        body: @escaping @Sendable (any Connection) throws -> T,
        caller: CheckedContinuation<T, any Error>
    ) {
        self.body = body
        self.caller = caller
    }

    func run(on connection: SQLiteConnection) throws { value = try body(connection) }

    func finish(_ failure: (any Error)?) {
        if let failure {
            caller.resume(throwing: failure)
        } else if let value {
            caller.resume(returning: value)
        } else {
            preconditionFailure("a body that did not run cannot be committed")
        }
    }
}
