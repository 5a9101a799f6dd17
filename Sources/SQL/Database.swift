/// One database, either engine. All access is a closure that runs off the cooperative pool on a
/// connection of its own, so that blocking calls inside it block nobody else.
public protocol Database: Sendable {
    var dialect: Dialect { get }

    /// Runs `body` on a snapshot; other readers and the writer go on.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T

    /// Runs `body` as one atomic unit and returns once it is durable. If it throws, nothing of it
    /// remains. Bodies may share a commit with others but never see each other's failure.
    ///
    /// A body may run twice: PostgreSQL asks for it after a deadlock. So it changes nothing but
    /// the database. A statement that fails spoils the whole body, on both engines, even if the
    /// body catches the error: say `ON CONFLICT` where a conflict is expected.
    @discardableResult
    func write<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T

    /// As `write`, for work nobody waits for: on SQLite, which has one writer, others that wait go
    /// before it for a tenth of a second, and nobody shares its commit.
    @discardableResult
    func writeBehind<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T

    /// One element after every commit (here or on another node) of a body that called
    /// `notify(channel)`; several in quick succession may be one element. A wake-up, no record:
    /// it can come too often and, when a node dies, not at all.
    func notifications(_ channel: String) -> AsyncStream<Void>

    /// Waits for work under way and closes; what is asked afterwards throws `.closed`.
    func close() async throws
}

extension Database {
    @discardableResult
    public func writeBehind<T: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await write(body)
    }
}

/// A connection inside `read` or `write`; never leaves the closure.
///
/// Two values change on their way in, because an engine cannot hold them: a NaN is stored as NULL
/// (SQLite) and U+0000 in text becomes U+FFFD (PostgreSQL). Both engines do both.
public protocol Connection {
    var dialect: Dialect { get }

    /// Calls `body` for each row in turn.
    func each(_ sql: SQL, _ body: (Row) throws -> Void) throws

    /// Runs a statement that returns no rows; returns how many rows it changed.
    @discardableResult
    func run(_ sql: SQL) throws -> Int

    /// Runs SQL text of several statements without binds: migrations.
    func script(_ text: String) throws

    /// Wakes those who wait on `channel` once this body is committed.
    func notify(_ channel: String)
}

extension Connection {
    /// After very many rows came into tables at once.
    public func refreshStatistics(of tables: [String]) throws {
        for table in tables {
            if let sql = dialect.statistics(of: table) { try run(sql) }
        }
    }

    public func rows<T>(_ sql: SQL, _ body: (Row) throws -> T) throws -> [T] {
        var all: [T] = []
        try each(sql) { all.append(try body($0)) }
        return all
    }

    public func first<T>(_ sql: SQL, _ body: (Row) throws -> T) throws -> T? {
        var found: T?
        try each(sql) { if found == nil { found = try body($0) } }
        return found
    }
}
