/// Who is mailed which dashboard, and when next.
enum M0120_Reports {
    static let migration = Migration(
        number: 120, name: "Reports",
        text: """
            CREATE TABLE reports (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                dashboard TEXT NOT NULL,
                address TEXT NOT NULL,
                language TEXT NOT NULL,
                every TEXT NOT NULL,
                hour INTEGER NOT NULL,
                token TEXT NOT NULL,
                author TEXT NOT NULL,
                created BIGINT NOT NULL,
                next BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX reports_due ON reports (next);
            CREATE UNIQUE INDEX reports_by_token ON reports (token);
            CREATE UNIQUE INDEX reports_once ON reports (workspace, dashboard, address, every);
            """)
}
