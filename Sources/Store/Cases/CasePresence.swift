public import Base
public import Domain
public import SQL

/// The channel on which open pages hear that somebody came, went, or began to write.
public let presenceChannel = "nuo_presence"

/// Who is at which case just now.
public enum CasePresence {
    /// After this long without a sign somebody is gone, or has stopped writing.
    public static let lasts = Span.seconds(30)
    public static let typingLasts = Span.seconds(15)

    public struct Place: Hashable, Sendable {
        public let workspace: ID<Workspace>
        public let one: ID<Case>
        public let user: ID<User>

        public init(workspace: ID<Workspace>, one: ID<Case>, user: ID<User>) {
            self.workspace = workspace
            self.one = one
            self.user = user
        }
    }

    public struct Seen: Hashable, Sendable {
        public let user: ID<User>
        public let isTyping: Bool
    }

    /// - Parameter isTyping: nil leaves it as it was.
    public static func note(
        _ place: Place, isTyping: Bool?, at now: Instant, on connection: any Connection
    ) throws {
        let typed: Instant? = isTyping == true ? now : nil
        let kept: SQL = isTyping == nil ? "case_presence.typed" : "excluded.typed"
        try connection.run(
            """
            INSERT INTO case_presence (workspace, case_id, user_id, seen, typed)
            VALUES (\(place.workspace), \(place.one), \(place.user), \(now), \(typed))
            ON CONFLICT (workspace, case_id, user_id) DO UPDATE SET
                seen = excluded.seen, typed = \(kept)
            """)
    }

    public static func leave(_ place: Place, on connection: any Connection) throws {
        try connection.run(
            """
            DELETE FROM case_presence WHERE workspace = \(place.workspace)
              AND case_id = \(place.one) AND user_id = \(place.user)
            """)
    }

    /// Everybody at some cases of a workspace.
    public static func at(
        _ cases: [ID<Case>], at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Case>: [Seen]] {
        var found: [ID<Case>: [Seen]] = [:]
        for part in cases.parts(of: 500) {
            try connection.each(
                """
                SELECT case_id, user_id, typed FROM case_presence
                WHERE workspace = \(workspace) AND case_id IN \(SQL.list(Array(part)))
                  AND seen > \(now - lasts) ORDER BY user_id
                """
            ) { row in
                let isTyping = row.instantOrNil(2).map { now - $0 < typingLasts } ?? false
                found[row.id(0), default: []].append(Seen(user: row.id(1), isTyping: isTyping))
            }
        }
        return found
    }
}
