/// Questionnaires that are being written: what nobody answers yet, and the steps back.
enum M0101_InstrumentDrafts {
    static let migration = Migration(
        number: 101, name: "Drafts of instruments",
        text: """
            CREATE TABLE instrument_drafts (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                revision BIGINT NOT NULL,
                base BIGINT NOT NULL,
                title_zh TEXT NOT NULL,
                title_en TEXT NOT NULL,
                text TEXT NOT NULL,
                author TEXT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, instrument)
            );
            CREATE TABLE instrument_draft_steps (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                revision BIGINT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (workspace, instrument, revision)
            );
            """)
}
