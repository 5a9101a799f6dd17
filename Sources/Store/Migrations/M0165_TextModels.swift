/// Models of what people put on cases stand beside those of mood.
enum M0165_TextModels {
    static let migration = Migration(
        number: 165, name: "TextModels",
        text: """
            CREATE TABLE text_models (
                workspace BIGINT NOT NULL,
                subject TEXT NOT NULL,
                version BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                texts BIGINT NOT NULL,
                answered BIGINT NOT NULL,
                hits BIGINT NOT NULL,
                simple_hits BIGINT NOT NULL,
                labels TEXT NOT NULL,
                content BIGINT,
                share DOUBLE PRECISION,
                is_used BIGINT NOT NULL,
                bytes BYTEA NOT NULL,
                PRIMARY KEY (workspace, subject, version)
            );
            INSERT INTO text_models (workspace, subject, version, at, author, texts, answered,
                hits, simple_hits, labels, content, share, is_used, bytes)
                SELECT workspace, 'mood', version, at, author, texts, texts, hits, built_in_hits,
                    '[]', content, share, is_used, bytes
                FROM mood_models;
            DROP TABLE mood_models;

            ALTER TABLE text_jobs ADD COLUMN subject TEXT;
            UPDATE text_jobs SET subject = 'mood' WHERE phase = 'learning';
            """)
}
