import SQL

/// By which words messages, cases and customers are found. What was there before waits in
/// `search_backlog` until the program has read its words.
enum M0115_Search {
    static let migration = Migration(
        number: 115, name: "Search",
        text: """
            CREATE TABLE search_entries (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                case_id BIGINT,
                at BIGINT NOT NULL,
                words TEXT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE TABLE search_backlog (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                case_id BIGINT,
                PRIMARY KEY (workspace, id)
            );
            INSERT INTO search_backlog (workspace, id, kind, case_id)
                SELECT workspace, id, kind, case_id FROM case_messages
                UNION ALL SELECT workspace, id, 'title', id FROM cases
                UNION ALL SELECT workspace, id, 'customer', NULL FROM customers;
            """,
        own: \.searchIndex)
}
