public import Base
public import Domain
public import SQL

/// Until when and how often persons may be answered.
public enum ReplyWindows {
    public static func find(
        _ person: String, of channel: ID<Channel>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> ReplyWindow? {
        try connection.first(
            """
            SELECT ends, replies FROM channel_windows
            WHERE workspace = \(workspace) AND channel = \(channel) AND person = \(person)
            """
        ) { ReplyWindow(ends: $0.instant(0), left: $0.int(1)) }
    }

    public static func put(
        _ window: ReplyWindow, of person: String, by channel: ID<Channel>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO channel_windows (workspace, channel, person, ends, replies)
            VALUES (\(workspace), \(channel), \(person), \(window.ends), \(window.left))
            ON CONFLICT (workspace, channel, person) DO UPDATE SET
              ends = excluded.ends, replies = excluded.replies
            """)
    }

    /// How a conversation of WeCom stands there; nil where nobody told.
    public static func session(
        of person: String, by channel: ID<Channel>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> ChatSession? {
        try connection.first(
            """
            SELECT session, servicer FROM channel_windows
            WHERE workspace = \(workspace) AND channel = \(channel) AND person = \(person)
              AND session IS NOT NULL
            """
        ) { row in
            ChatSession.State(rawValue: row.int(0)).map {
                ChatSession($0, servicer: row.textOrNil(1))
            }
        } ?? nil
    }

    /// Who is heard of by the session alone has no window yet: it is over and used up.
    public static func put(
        session: ChatSession?, of person: String, by channel: ID<Channel>,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO channel_windows
                (workspace, channel, person, ends, replies, session, servicer)
            VALUES (\(workspace), \(channel), \(person), 0, 0, \(session?.state.rawValue),
                \(session?.servicer))
            ON CONFLICT (workspace, channel, person) DO UPDATE SET
              session = excluded.session, servicer = excluded.servicer
            """)
    }
}
