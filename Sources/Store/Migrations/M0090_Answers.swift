/// Looking at answers: unfinished ones are found without reading the others; filters that people
/// keep under a name.
enum M0090_Answers {
    static let migration = Migration(
        number: 90, name: "Answers",
        text: """
            CREATE INDEX responses_unfinished ON responses (workspace, instrument, at, id)
                WHERE status <> 'completed';

            CREATE TABLE saved_views (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                name TEXT NOT NULL,
                address TEXT NOT NULL,
                author TEXT NOT NULL,
                created BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            """)
}
