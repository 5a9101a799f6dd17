/// Which case was split off which, and which of its messages were taken along, to undo it.
enum M0174_CaseSplits {
    static let migration = Migration(
        number: 174, name: "CaseSplits",
        text: """
            CREATE TABLE case_splits (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                origin BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                last_copy BIGINT NOT NULL,
                undone BIGINT,
                PRIMARY KEY (workspace, case_id)
            );
            """)
}
