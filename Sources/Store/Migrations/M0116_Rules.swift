/// Rules that wait, and why each of them fired.
enum M0116_Rules {
    static let migration = Migration(
        number: 116, name: "Rules",
        text: """
            ALTER TABLE rule_firings ADD COLUMN version BIGINT;
            ALTER TABLE rule_firings ADD COLUMN case_id BIGINT;
            ALTER TABLE rule_firings ADD COLUMN why TEXT;
            CREATE INDEX rule_firings_of_case ON rule_firings (workspace, rule, case_id, at)
                WHERE case_id IS NOT NULL;
            CREATE TABLE rule_waits (
                workspace BIGINT NOT NULL,
                rule TEXT NOT NULL,
                version BIGINT NOT NULL,
                event BIGINT NOT NULL,
                place BIGINT NOT NULL,
                due BIGINT NOT NULL,
                tries BIGINT NOT NULL,
                PRIMARY KEY (workspace, rule, event, place)
            );
            CREATE INDEX rule_waits_due ON rule_waits (due);
            """)
}
