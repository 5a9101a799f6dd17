/// Anonymous answers: the schema itself refuses a row that is anonymous and leads to someone. Its
/// time is the noon of its day, its id is drawn by lot, and it has no key, link, customer or case.
enum M0092_Anonymity {
    static let migration = Migration(
        number: 92, name: "Anonymity",
        text: """
            ALTER TABLE links ADD COLUMN is_anonymous BIGINT NOT NULL DEFAULT 0;

            ALTER TABLE responses ADD COLUMN is_anonymous BIGINT NOT NULL DEFAULT 0
                CHECK (is_anonymous = 0 OR (
                    is_anonymous = 1 AND customer IS NULL AND case_id IS NULL AND link IS NULL
                    AND key IS NULL AND status = 'completed' AND page IS NULL
                    AND started = at AND completed = at
                    AND (at - 43200000000) % 86400000000 = 0
                    AND hidden NOT LIKE '%"customer":%'));
            CREATE INDEX responses_anonymous ON responses (workspace, instrument, id)
                WHERE is_anonymous = 1;

            CREATE TABLE spent_keys (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                key TEXT NOT NULL,
                day BIGINT NOT NULL,
                PRIMARY KEY (workspace, instrument, key)
            );
            """)
}
