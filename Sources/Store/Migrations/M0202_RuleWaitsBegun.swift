/// When a rule's wait began, so that one begun by a clock that was wrong is known.
enum M0202_RuleWaitsBegun {
    static let migration = Migration(
        number: 202, name: "RuleWaitsBegun",
        text: """
            ALTER TABLE rule_waits ADD COLUMN begun BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX rule_waits_begun ON rule_waits (begun);
            """)
}
