public import Base
public import Domain
public import SQL

/// How often a login or an address was tried lately. Kept in the database, so that many nodes
/// count together and a restart forgets nothing.
public enum SignInTries {
    /// Nobody is known before sign-in, so the rows belong to no workspace.
    private static let nowhere = 0

    /// Counts one more try. One at a time, because of two who read before either writes, one
    /// would go uncounted.
    public static func count(
        _ subject: String, within limit: SignInLimit, at now: Instant,
        on connection: any Connection
    ) throws -> SignInLimit.Count {
        if let lock = connection.dialect.lock("sign in tries") {
            try connection.each(lock) { _ in }
        }
        try connection.run(
            """
            DELETE FROM sign_in_tries
            WHERE workspace = \(nowhere) AND since <= \(now - SignInLimit.window)
            """)
        let before: SignInLimit.Count? = try connection.first(
            """
            SELECT tries, since FROM sign_in_tries
            WHERE workspace = \(nowhere) AND subject = \(subject)
            """
        ) { .init(tries: $0.int(0), since: $0.instant(1)) }
        let after = limit.counting(before, at: now)
        try connection.run(
            """
            INSERT INTO sign_in_tries (workspace, subject, tries, since)
            VALUES (\(nowhere), \(subject), \(after.tries), \(after.since))
            ON CONFLICT (workspace, subject) DO UPDATE SET tries = \(after.tries),
              since = \(after.since)
            """)
        return after
    }

    public static func forget(_ subject: String, on connection: any Connection) throws {
        try connection.run(
            """
            DELETE FROM sign_in_tries WHERE workspace = \(nowhere) AND subject = \(subject)
            """)
    }
}
