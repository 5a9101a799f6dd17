/// Private pages on which customers follow their cases.
enum M0102_CasePages {
    static let migration = Migration(
        number: 102, name: "CasePages",
        text: """
            CREATE TABLE case_pages (
                workspace BIGINT NOT NULL,
                token TEXT NOT NULL,
                case_id BIGINT NOT NULL,
                made BIGINT NOT NULL,
                author TEXT NOT NULL,
                revoked BIGINT,
                PRIMARY KEY (workspace, token)
            );
            CREATE UNIQUE INDEX case_pages_by_token ON case_pages (token);
            CREATE INDEX case_pages_of_case ON case_pages (workspace, case_id);
            """)
}
