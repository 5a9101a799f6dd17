/// What people said of the words that were learnt from a workspace's texts.
enum M0196_TextWords {
    static let migration = Migration(
        number: 196, name: "TextWords",
        text: """
            CREATE TABLE text_words (
                workspace BIGINT NOT NULL,
                word TEXT NOT NULL,
                kind TEXT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, word)
            );
            """)
}
