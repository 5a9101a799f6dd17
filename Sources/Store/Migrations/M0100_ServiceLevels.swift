/// Clocks in rounds, levels of a promise, the channel of a case and the hours of a team.
enum M0100_ServiceLevels {
    static let migration = Migration(
        number: 100, name: "ServiceLevels",
        text: """
            ALTER TABLE case_clocks RENAME TO case_clocks_before;
            CREATE TABLE case_clocks (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                round BIGINT NOT NULL,
                promise TEXT NOT NULL,
                promise_version BIGINT NOT NULL,
                level TEXT,
                calendar TEXT,
                budget BIGINT NOT NULL,
                due_soon BIGINT NOT NULL,
                pausable BIGINT NOT NULL,
                escalations TEXT NOT NULL,
                state TEXT NOT NULL,
                started BIGINT NOT NULL,
                running_since BIGINT,
                counted BIGINT NOT NULL,
                due BIGINT,
                missed BIGINT,
                due_soon_told BIGINT,
                levels_told BIGINT NOT NULL,
                stopped BIGINT,
                PRIMARY KEY (workspace, case_id, kind, round)
            );
            INSERT INTO case_clocks (workspace, case_id, kind, round, promise, promise_version,
                calendar, budget, due_soon, pausable, escalations, state, started, running_since,
                counted, due, missed, due_soon_told, levels_told, stopped)
            SELECT workspace, case_id, kind, 1, promise, promise_version, calendar, budget,
                due_soon, pausable, escalations, state, started, running_since, counted, due,
                missed, due_soon_told, levels_told, stopped
            FROM case_clocks_before;
            DROP TABLE case_clocks_before;
            CREATE INDEX case_clocks_of_promise
                ON case_clocks (workspace, promise, kind, started);
            ALTER TABLE cases ADD COLUMN channel TEXT;
            ALTER TABLE teams ADD COLUMN calendar TEXT;
            """)
}
