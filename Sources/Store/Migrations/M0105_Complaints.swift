/// What a complaint's record holds beside its steps.
enum M0105_Complaints {
    static let migration = Migration(
        number: 105, name: "Complaints",
        text: """
            ALTER TABLE cases ADD COLUMN cause TEXT;
            ALTER TABLE cases ADD COLUMN stage TEXT;
            ALTER TABLE cases ADD COLUMN stage_reason TEXT;
            ALTER TABLE cases ADD COLUMN appeals BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX cases_by_cause ON cases (workspace, cause, opened)
                WHERE cause IS NOT NULL;
            CREATE TABLE case_redress (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                cost DOUBLE PRECISION NOT NULL,
                currency TEXT NOT NULL,
                note TEXT NOT NULL,
                offered_by TEXT NOT NULL,
                offered BIGINT NOT NULL,
                state TEXT NOT NULL,
                decided_by TEXT,
                decided BIGINT,
                PRIMARY KEY (workspace, case_id, id)
            );
            CREATE INDEX case_redress_by_time ON case_redress (workspace, offered);
            """)
}
