/// Which messages say that all is settled: they wait for no answer.
enum M0161_SettlingWords {
    static let migration = Migration(
        number: 161, name: "SettlingWords",
        text: """
            ALTER TABLE case_messages ADD COLUMN settles BIGINT NOT NULL DEFAULT 0;
            """)
}
