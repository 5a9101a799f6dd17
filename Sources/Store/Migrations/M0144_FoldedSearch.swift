import SQL

/// Traditional and simplified characters are found alike: what is there waits to be read again.
enum M0144_FoldedSearch {
    static let migration = Migration(
        number: 144, name: "FoldedSearch",
        text: """
            INSERT INTO search_backlog (workspace, id, kind, case_id)
                SELECT workspace, id, kind, case_id FROM search_entries WHERE true
                ON CONFLICT DO NOTHING;
            """)
}
