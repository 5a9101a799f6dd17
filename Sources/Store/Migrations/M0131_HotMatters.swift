/// What suddenly many customers complain of.
enum M0131_HotMatters {
    static let migration = Migration(
        number: 131, name: "HotMatters",
        text: """
            CREATE INDEX text_readings_recent ON text_readings (workspace, at);

            CREATE TABLE hot_matters (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                matter TEXT NOT NULL,
                data TEXT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            """)
}
