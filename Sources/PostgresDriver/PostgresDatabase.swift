import Dispatch
import Foundation
public import SQL

/// A database on a PostgreSQL server, reached through a few connections.
public final class PostgresDatabase: Database {
    /// How often a body runs at most when the server asks for it or the connection breaks.
    private static let mostTries = 6

    private let pool: Pool
    private let hub = Notifications()
    private let listener: Listener

    /// - Parameter url: `postgres://user:password@host:port/name?…`, as libpq reads it.
    public init(url: String, connections: Int = 8) async throws {
        precondition(connections > 0, "a pool has at least one connection")
        let server = Server(url: url)
        pool = Pool(server, size: connections)
        listener = Listener(server, hub)
        // A wrong address is found out now.
        try await onSession { session in try session.connect() }
    }

    public var dialect: Dialect { .postgres }

    public func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await onSession { session in
            try PostgresDatabase.transact(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", session, body
            ).value
        }
    }

    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await onSession { [hub, listener] session in
            let (value, notified) = try PostgresDatabase.transact(
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", session, body)
            for channel in notified {
                hub.poke(channel)
                listener.tellOthers(channel)
            }
            return value
        }
    }

    public func notifications(_ channel: String) -> AsyncStream<Void> {
        listener.listen(channel)
        return hub.listen(channel)
    }

    public func close() async throws {
        hub.finish()
        let sessions = await withCheckedContinuation { done in
            pool.close { done.resume(returning: $0) }
        }
        for session in sessions {
            await withCheckedContinuation { done in
                session.queue.async {
                    session.disconnect()
                    done.resume()
                }
            }
        }
        await listener.end()
    }

    private func onSession<T: Sendable>(
        _ work: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<T, any Error>) in
            let isOpen = pool.submit { session in
                do {
                    caller.resume(returning: try work(session))
                } catch let failure as PostgresFailure {
                    caller.resume(throwing: failure.error)
                } catch {
                    caller.resume(throwing: error)
                }
            }
            if !isOpen { caller.resume(throwing: DatabaseError.closed) }
        }
    }

    /// Runs the body in a transaction, again where that may help and cannot do harm.
    private static func transact<T>(
        _ begin: String, _ session: Session, _ body: (any Connection) throws -> T
    ) throws -> (value: T, notified: Set<String>) {
        var tries = 1
        while true {
            let connection = PostgresConnection(session)
            do {
                try session.connect()
                try session.execute(begin)
                let value = try body(connection)
                if let failure = connection.failure { throw failure }
                try commit(session)
                return (value, connection.notified)
            } catch {
                // The body may have put another error in the place of the server's.
                let failure = connection.failure ?? error as? PostgresFailure
                recover(session, failure)
                guard let failure, failure.remedy != .none, tries < mostTries else { throw error }
            }
            // 1, 3, 9, 27, 81 ms: others get on meanwhile, or the server comes back.
            Thread.sleep(forTimeInterval: 0.001 * pow(3, Double(tries - 1)))
            tries += 1
        }
    }

    /// Leaves the session outside a transaction, or without a connection.
    private static func recover(_ session: Session, _ failure: PostgresFailure?) {
        do {
            if failure?.remedy == .reconnect { return session.disconnect() }
            try session.execute("ROLLBACK")
            if failure?.remedy == .again { try session.forgetStatements() }
        } catch {
            session.disconnect()
        }
    }

    private static func commit(_ session: Session) throws {
        do {
            let done = try session.execute("COMMIT")
            precondition(done == "COMMIT", "a transaction without failure commits")
        } catch let failure as PostgresFailure where failure.remedy == .reconnect {
            // It must not run again, so this failure names no remedy.
            session.disconnect()
            throw PostgresFailure(
                DatabaseError(
                    .unreachable,
                    "The connection was lost during a commit; what was written may be there or not."
                ))
        }
    }
}
