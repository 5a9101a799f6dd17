/// Who writes in the chat of a site.
enum M0148_ChatVisitors {
    static let migration = Migration(
        number: 148, name: "ChatVisitors",
        text: """
            CREATE TABLE chat_visitors (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                channel BIGINT NOT NULL,
                token_hash TEXT NOT NULL,
                name TEXT,
                mail TEXT,
                language TEXT NOT NULL,
                created BIGINT NOT NULL,
                used BIGINT NOT NULL,
                here BIGINT,
                typed BIGINT,
                case_id BIGINT,
                seen BIGINT,
                mailed BIGINT,
                mail_due BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX chat_visitors_by_token ON chat_visitors (token_hash);
            CREATE INDEX chat_visitors_by_case ON chat_visitors (workspace, case_id)
                WHERE case_id IS NOT NULL;
            CREATE INDEX chat_visitors_to_mail ON chat_visitors (mail_due)
                WHERE mail_due IS NOT NULL;
            CREATE INDEX chat_visitors_by_use ON chat_visitors (used);
            """)
}
