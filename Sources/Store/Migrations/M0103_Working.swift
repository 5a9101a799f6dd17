/// What people need beside a case while they work on it.
enum M0103_Working {
    static let migration = Migration(
        number: 103, name: "Working",
        text: """
            ALTER TABLE cases ADD COLUMN merged_into BIGINT;
            CREATE INDEX cases_merged ON cases (workspace, merged_into)
                WHERE merged_into IS NOT NULL;
            CREATE TABLE case_merges (
                workspace BIGINT NOT NULL,
                source BIGINT NOT NULL,
                target BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                status TEXT NOT NULL,
                place BIGINT NOT NULL,
                undone BIGINT,
                PRIMARY KEY (workspace, source, at)
            );
            CREATE TABLE case_merge_clocks (
                workspace BIGINT NOT NULL,
                source BIGINT NOT NULL,
                at BIGINT NOT NULL,
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
                PRIMARY KEY (workspace, source, at, case_id, kind, round)
            );
            CREATE TABLE case_links (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                other BIGINT NOT NULL,
                kind TEXT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                PRIMARY KEY (workspace, case_id, other)
            );
            CREATE INDEX case_links_back ON case_links (workspace, other);
            CREATE TABLE case_views (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                owner BIGINT NOT NULL,
                name TEXT NOT NULL,
                query TEXT NOT NULL,
                shared BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE TABLE case_drafts (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                text TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (workspace, case_id, user_id, kind)
            );
            CREATE TABLE case_sends (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                text TEXT NOT NULL,
                due BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX case_sends_due ON case_sends (due);
            CREATE TABLE case_presence (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                seen BIGINT NOT NULL,
                typed BIGINT,
                PRIMARY KEY (workspace, case_id, user_id)
            );
            CREATE TABLE case_tasks (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                text TEXT NOT NULL,
                assignee BIGINT,
                done BIGINT,
                done_by BIGINT,
                PRIMARY KEY (workspace, case_id, id)
            );
            ALTER TABLE teams ADD COLUMN assigns TEXT;
            """)
}
