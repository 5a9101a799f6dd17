/// How long and how often a person may still be answered in a chat program.
enum M0112_ChannelWindows {
    static let migration = Migration(
        number: 112, name: "ChannelWindows",
        text: """
            CREATE TABLE channel_windows (
                workspace BIGINT NOT NULL,
                channel BIGINT NOT NULL,
                person TEXT NOT NULL,
                ends BIGINT NOT NULL,
                replies BIGINT NOT NULL,
                PRIMARY KEY (workspace, channel, person)
            );
            """)
}
