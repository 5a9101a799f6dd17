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
}
