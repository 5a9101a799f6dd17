/// What waits for somebody else's yes on a case, and what was said.
enum M0189_CaseApprovals {
    static let migration = Migration(
        number: 189, name: "CaseApprovals",
        text: """
            CREATE TABLE case_approvals (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                act TEXT NOT NULL,
                details TEXT NOT NULL,
                state TEXT NOT NULL,
                asked_by TEXT NOT NULL,
                asked BIGINT NOT NULL,
                decided_by TEXT,
                decided BIGINT,
                reason TEXT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX case_approvals_case ON case_approvals (workspace, case_id, id);
            CREATE INDEX case_approvals_asked ON case_approvals (workspace, id)
                WHERE state = 'asked';
            """)
}
