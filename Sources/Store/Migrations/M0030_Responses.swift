/// Questionnaires with their versions, the links at which they are answered, and the answers.
enum M0030_Responses {
    static let migration = Migration(
        number: 30, name: "Responses",
        text: """
            CREATE TABLE instruments (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                version BIGINT NOT NULL,
                title_zh TEXT NOT NULL,
                title_en TEXT NOT NULL,
                metric TEXT,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX instruments_by_key ON instruments (workspace, key);

            CREATE TABLE instrument_versions (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                version BIGINT NOT NULL,
                text TEXT NOT NULL,
                json TEXT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, instrument, version)
            );

            CREATE TABLE links (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                token TEXT NOT NULL,
                instrument BIGINT NOT NULL,
                name TEXT NOT NULL,
                channel TEXT NOT NULL,
                language TEXT,
                hidden TEXT NOT NULL,
                customer BIGINT,
                case_id BIGINT,
                is_open BIGINT NOT NULL,
                closes BIGINT,
                most BIGINT,
                completed BIGINT NOT NULL,
                created BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX links_by_token ON links (token);
            CREATE INDEX links_of_instrument ON links (workspace, instrument, id);

            CREATE TABLE responses (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                version BIGINT NOT NULL,
                link BIGINT,
                customer BIGINT,
                case_id BIGINT,
                status TEXT NOT NULL,
                language TEXT NOT NULL,
                channel TEXT NOT NULL,
                score DOUBLE PRECISION,
                metric TEXT,
                answers TEXT NOT NULL,
                hidden TEXT NOT NULL,
                page BIGINT,
                started BIGINT NOT NULL,
                completed BIGINT,
                at BIGINT NOT NULL,
                key TEXT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX responses_by_time ON responses (workspace, at, id);
            CREATE INDEX responses_of_instrument ON responses (workspace, instrument, at, id);
            CREATE INDEX responses_of_customer ON responses (workspace, customer, id)
                WHERE customer IS NOT NULL;
            CREATE INDEX responses_of_link ON responses (workspace, link, id)
                WHERE link IS NOT NULL;
            CREATE INDEX responses_of_case ON responses (workspace, case_id)
                WHERE case_id IS NOT NULL;
            CREATE UNIQUE INDEX responses_by_key ON responses (workspace, instrument, key)
                WHERE key IS NOT NULL;
            """)
}
