/// What was brought in from files, how far it is, and what was left out.
enum M0050_Imports {
    static let migration = Migration(
        number: 50, name: "Imports",
        text: """
            CREATE TABLE imports (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                instrument BIGINT,
                version BIGINT,
                file TEXT NOT NULL,
                digest TEXT NOT NULL,
                mapping TEXT NOT NULL,
                status TEXT NOT NULL,
                row_count BIGINT NOT NULL,
                imported BIGINT NOT NULL,
                known BIGINT NOT NULL,
                refused BIGINT NOT NULL,
                failure TEXT,
                author TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX imports_by_file ON imports (workspace, digest);

            CREATE TABLE import_faults (
                workspace BIGINT NOT NULL,
                import BIGINT NOT NULL,
                line BIGINT NOT NULL,
                place BIGINT NOT NULL,
                column_name TEXT NOT NULL,
                value TEXT NOT NULL,
                code TEXT NOT NULL,
                slots TEXT NOT NULL,
                PRIMARY KEY (workspace, import, line, place)
            );
            """)
}
