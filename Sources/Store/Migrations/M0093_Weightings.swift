/// Weights of answers, as documents from which they are computed anew.
enum M0093_Weightings {
    static let migration = Migration(
        number: 93, name: "Weightings",
        text: """
            CREATE TABLE weightings (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                name TEXT NOT NULL,
                document TEXT NOT NULL,
                author TEXT NOT NULL,
                created BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX weightings_by_name ON weightings (workspace, instrument, name);
            """)
}
