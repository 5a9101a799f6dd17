/// Examples that people brought for models of intents and of same questions, and how well a model
/// tells what it does not know.
enum M0178_TextLessons {
    static let migration = Migration(
        number: 178, name: "TextLessons",
        text: """
            CREATE TABLE text_lessons (
                workspace BIGINT NOT NULL,
                subject TEXT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                texts BIGINT NOT NULL,
                examples TEXT NOT NULL,
                PRIMARY KEY (workspace, subject)
            );
            ALTER TABLE text_models ADD COLUMN outside BIGINT;
            ALTER TABLE text_models ADD COLUMN rejected BIGINT;
            """)
}
