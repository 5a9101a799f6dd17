/// What was read in the texts that customers wrote.
enum M0130_Texts {
    static let migration = Migration(
        number: 130, name: "Texts",
        text: """
            CREATE TABLE text_readings (
                workspace BIGINT NOT NULL,
                kind TEXT NOT NULL,
                subject BIGINT NOT NULL,
                item TEXT NOT NULL,
                parent BIGINT NOT NULL,
                at BIGINT NOT NULL,
                customer BIGINT,
                language TEXT,
                score DOUBLE PRECISION NOT NULL,
                mood TEXT NOT NULL,
                words TEXT NOT NULL,
                themes TEXT NOT NULL,
                model BIGINT NOT NULL,
                PRIMARY KEY (workspace, kind, subject, item)
            );
            CREATE INDEX text_readings_by_time
                ON text_readings (workspace, kind, parent, at, subject);

            CREATE TABLE mood_models (
                workspace BIGINT NOT NULL,
                version BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                texts BIGINT NOT NULL,
                content BIGINT NOT NULL,
                hits BIGINT NOT NULL,
                built_in_hits BIGINT NOT NULL,
                share DOUBLE PRECISION NOT NULL,
                is_used BIGINT NOT NULL,
                bytes BYTEA NOT NULL,
                PRIMARY KEY (workspace, version)
            );

            CREATE TABLE text_jobs (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                status TEXT NOT NULL,
                phase TEXT NOT NULL,
                done BIGINT NOT NULL,
                total BIGINT NOT NULL,
                place BIGINT NOT NULL,
                failure TEXT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX text_jobs_running ON text_jobs (id) WHERE status = 'running';
            CREATE INDEX case_messages_received ON case_messages (workspace, id)
                WHERE kind = 'received';
            """)
}
