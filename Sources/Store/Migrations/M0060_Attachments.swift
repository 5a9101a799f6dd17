/// Files of answers and pictures of questionnaires, bytes and all: a backup of the database has
/// them, and they are durable when the answer is.
enum M0060_Attachments {
    static let migration = Migration(
        number: 60, name: "Attachments",
        text: """
            CREATE TABLE attachments (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                subject_kind TEXT,
                subject BIGINT,
                place TEXT NOT NULL,
                holder TEXT NOT NULL,
                name TEXT NOT NULL,
                type TEXT NOT NULL,
                size BIGINT NOT NULL,
                digest TEXT NOT NULL,
                created BIGINT NOT NULL,
                bytes BYTEA NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX attachments_once ON attachments (workspace, holder, place, digest)
                WHERE subject IS NULL;
            CREATE INDEX attachments_of_holder ON attachments (workspace, holder, place);
            CREATE INDEX attachments_of_subject
                ON attachments (workspace, subject_kind, subject) WHERE subject IS NOT NULL;
            CREATE INDEX attachments_waiting ON attachments (created, workspace, size)
                WHERE subject IS NULL;
            """)
}
