/// Until which day a case waits.
enum M0203_WaitsUntil {
    static let migration = Migration(
        number: 203, name: "WaitsUntil",
        text: """
            ALTER TABLE cases ADD COLUMN waits_until BIGINT;
            CREATE INDEX cases_waits_until ON cases (waits_until)
                WHERE waits_until IS NOT NULL;
            """)
}
