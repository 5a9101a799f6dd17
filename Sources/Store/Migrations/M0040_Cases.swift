/// Cases and their clocks, and the documents by which they are worked.
enum M0040_Cases {
    static let migration = Migration(
        number: 40, name: "Cases",
        text: """
            CREATE TABLE documents (
                workspace BIGINT NOT NULL,
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                version BIGINT NOT NULL,
                text TEXT NOT NULL,
                json TEXT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, kind, key, version)
            );

            CREATE TABLE cases (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                revision BIGINT NOT NULL,
                kind TEXT NOT NULL,
                severity TEXT NOT NULL,
                status TEXT NOT NULL,
                is_active BIGINT NOT NULL,
                title_zh TEXT NOT NULL,
                title_en TEXT NOT NULL,
                customer BIGINT,
                team BIGINT,
                assignee BIGINT,
                process TEXT NOT NULL,
                step TEXT NOT NULL,
                fields TEXT NOT NULL,
                tags TEXT NOT NULL,
                response BIGINT,
                rule TEXT,
                opened BIGINT NOT NULL,
                closed BIGINT,
                outcome TEXT,
                outcome_text TEXT,
                outcome_early BIGINT,
                reopenings BIGINT NOT NULL,
                sort_due BIGINT NOT NULL,
                wakes BIGINT,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX cases_queue ON cases (workspace, is_active, sort_due, id);
            CREATE INDEX cases_of_customer ON cases (workspace, customer, id)
                WHERE customer IS NOT NULL;
            CREATE INDEX cases_of_response ON cases (workspace, response)
                WHERE response IS NOT NULL;
            CREATE INDEX cases_waking ON cases (wakes) WHERE wakes IS NOT NULL;

            CREATE TABLE case_messages (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                kind TEXT NOT NULL,
                author TEXT NOT NULL,
                automatic BIGINT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (workspace, case_id, id)
            );

            CREATE TABLE case_clocks (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                promise TEXT NOT NULL,
                promise_version BIGINT NOT NULL,
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
                PRIMARY KEY (workspace, case_id, kind)
            );
            CREATE INDEX case_clocks_of_promise
                ON case_clocks (workspace, promise, kind, started);

            CREATE TABLE case_clock_entries (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                place BIGINT NOT NULL,
                clock TEXT NOT NULL,
                kind TEXT NOT NULL,
                at BIGINT NOT NULL,
                promise TEXT NOT NULL,
                counted BIGINT NOT NULL,
                due BIGINT,
                level BIGINT,
                reason TEXT,
                PRIMARY KEY (workspace, case_id, place)
            );

            CREATE TABLE case_stamps (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                status TEXT NOT NULL,
                first_entered BIGINT NOT NULL,
                last_entered BIGINT NOT NULL,
                first_exited BIGINT,
                last_exited BIGINT,
                PRIMARY KEY (workspace, case_id, status)
            );

            CREATE TABLE case_invitations (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                event BIGINT NOT NULL,
                at BIGINT NOT NULL,
                instrument TEXT NOT NULL,
                address TEXT NOT NULL,
                PRIMARY KEY (workspace, case_id, event)
            );

            CREATE TABLE rule_firings (
                workspace BIGINT NOT NULL,
                rule TEXT NOT NULL,
                event BIGINT NOT NULL,
                action BIGINT NOT NULL,
                at BIGINT NOT NULL,
                done TEXT NOT NULL,
                subject TEXT,
                refused TEXT,
                PRIMARY KEY (workspace, rule, event, action)
            );

            CREATE TABLE notices (
                workspace BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                kind TEXT NOT NULL,
                case_id BIGINT NOT NULL,
                data TEXT NOT NULL,
                seen BIGINT,
                PRIMARY KEY (workspace, user_id, id)
            );
            """)
}
