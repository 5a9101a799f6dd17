import SQL

/// One kind of kept view for all lists; before, answers and the queue had each their own. Who made
/// one is named as events name people: of a number in letters of 32, highest first.
enum M0145_Views {
    static let migration = Migration(
        number: 145, name: "Views",
        text: """
            ALTER TABLE saved_views ADD COLUMN room TEXT NOT NULL DEFAULT 'responses';
            ALTER TABLE saved_views ADD COLUMN shared BIGINT NOT NULL DEFAULT 1;
            INSERT INTO saved_views (workspace, id, name, address, author, created, room, shared)
                SELECT workspace, id, name, query, \(author),
                    (id / 2097152 + 1577836800000) * 1000, 'cases', shared
                FROM case_views;
            DROP TABLE case_views;
            CREATE INDEX saved_views_of_room ON saved_views (workspace, room, name, id);
            """)

    private static let author =
        "'usr_'"
        + (0...12).reversed().map { place in
            let letter = "CAST((owner / \(1 << (5 * place))) % 32 AS INTEGER) + 1"
            return " || SUBSTR('0123456789abcdefghjkmnpqrstvwxyz', \(letter), 1)"
        }.joined()
}
