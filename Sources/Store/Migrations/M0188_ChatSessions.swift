/// How conversations of WeCom's customer service stand there, and with whom.
enum M0188_ChatSessions {
    static let migration = Migration(
        number: 188, name: "ChatSessions",
        text: """
            ALTER TABLE channel_windows ADD COLUMN session BIGINT;
            ALTER TABLE channel_windows ADD COLUMN servicer TEXT;
            """)
}
