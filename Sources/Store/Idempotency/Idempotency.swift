public import Base
public import Domain
public import SQL

/// What a key of the sender says about a request.
public enum IdempotencyClaim: Hashable, Sendable {
    /// Never seen: carry it out, then `complete` it in the same transaction.
    case new
    /// Carried out before, with this response.
    case done(JSON)
}

extension Connection {
    /// Claims the key, or finds what it was answered. Called in the transaction that carries the
    /// request out, so that key, rows and events are there together or not at all; who comes at
    /// the same time with the same key waits.
    /// - Parameter fingerprint: of the request; the same key for another one is refused.
    public func claim(
        idempotencyKey key: String, fingerprint: String, workspace: ID<Workspace>, at now: Instant
    ) throws -> IdempotencyClaim {
        let claimed = try run(
            """
            INSERT INTO idempotency (workspace, key, fingerprint, at)
            VALUES (\(workspace), \(key), \(fingerprint), \(now))
            ON CONFLICT (workspace, key) DO NOTHING
            """)
        if claimed == 1 { return .new }
        let found = try first(
            """
            SELECT fingerprint, response FROM idempotency
            WHERE workspace = \(workspace) AND key = \(key)
            """
        ) { ($0.text(0), $0.isNull(1) ? JSON.null : try $0.json(1)) }
        guard let (before, response) = found, before == fingerprint else {
            throw Refusal(.conflict, "idempotencyKeyReused", ["key": key])
        }
        return .done(response)
    }

    /// Keeps the response for those who ask again.
    public func complete(idempotencyKey key: String, response: JSON, workspace: ID<Workspace>)
        throws
    {
        let changed = try run(
            """
            UPDATE idempotency SET response = \(response)
            WHERE workspace = \(workspace) AND key = \(key)
            """)
        precondition(changed == 1, "only a claimed key can be completed")
    }

    /// Drops keys that nobody will send again.
    @discardableResult
    public func forgetIdempotencyKeys(before: Instant) throws -> Int {
        try run("DELETE FROM idempotency WHERE at < \(before)")
    }
}
