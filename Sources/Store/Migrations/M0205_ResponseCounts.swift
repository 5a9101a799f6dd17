import SQL

/// How many responses each questionnaire has, kept by the database itself, so that whatever adds
/// or removes one is counted: to count five million takes half a second, on a cold disk a minute.
enum M0205_ResponseCounts {
    static let migration = Migration(
        number: 205, name: "ResponseCounts",
        text: """
            CREATE TABLE response_counts (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                slot BIGINT NOT NULL,
                total BIGINT NOT NULL,
                PRIMARY KEY (workspace, instrument, slot)
            );
            INSERT INTO response_counts (workspace, instrument, slot, total)
                SELECT workspace, instrument, 0, COUNT(*) FROM responses
                GROUP BY workspace, instrument;
            """,
        own: { dialect in
            switch dialect {
            case .sqlite: sqliteTriggers
            case .postgres: postgresTriggers
            }
        })

    private static let sqliteTriggers = """
        CREATE TRIGGER responses_added AFTER INSERT ON responses BEGIN
            INSERT INTO response_counts (workspace, instrument, slot, total)
            VALUES (new.workspace, new.instrument, 0, 1)
            ON CONFLICT (workspace, instrument, slot) DO UPDATE SET total = total + 1;
        END;
        CREATE TRIGGER responses_removed AFTER DELETE ON responses BEGIN
            UPDATE response_counts SET total = total - 1
            WHERE workspace = old.workspace AND instrument = old.instrument AND slot = 0;
        END;
        """

    /// Once for each statement, in the slot of the connection: two that answer at the same time
    /// seldom wait for each other's row.
    private static let postgresTriggers = """
        CREATE FUNCTION count_responses() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            step BIGINT := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
        BEGIN
            INSERT INTO response_counts (workspace, instrument, slot, total)
                SELECT workspace, instrument, pg_backend_pid() % 16, step * COUNT(*) FROM touched
                GROUP BY workspace, instrument ORDER BY workspace, instrument
            ON CONFLICT (workspace, instrument, slot)
                DO UPDATE SET total = response_counts.total + excluded.total;
            RETURN NULL;
        END $$;
        CREATE TRIGGER responses_added AFTER INSERT ON responses REFERENCING NEW TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION count_responses();
        CREATE TRIGGER responses_removed AFTER DELETE ON responses REFERENCING OLD TABLE AS touched
            FOR EACH STATEMENT EXECUTE FUNCTION count_responses();
        """
}
