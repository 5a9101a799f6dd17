/// What every noun stands on. Workspace 0 is the whole installation.
enum M0001_Foundation {
    static let migration = Migration(
        number: 1, name: "Foundation",
        text: """
            CREATE TABLE workspaces (
                workspace BIGINT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                demonstration BIGINT NOT NULL DEFAULT 0,
                created BIGINT NOT NULL
            );

            CREATE TABLE settings (
                workspace BIGINT NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (workspace, name)
            );

            CREATE TABLE events (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                tx BIGINT NOT NULL,
                at BIGINT NOT NULL,
                kind TEXT NOT NULL,
                subject_kind TEXT NOT NULL,
                subject BIGINT NOT NULL,
                customer BIGINT,
                actor TEXT NOT NULL,
                data TEXT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE INDEX events_followed ON events (tx, id);
            CREATE INDEX events_of_subject ON events (workspace, subject_kind, subject, id);
            CREATE INDEX events_of_customer ON events (workspace, customer, id)
                WHERE customer IS NOT NULL;

            CREATE TABLE cursors (
                workspace BIGINT NOT NULL,
                follower TEXT NOT NULL,
                tx BIGINT NOT NULL,
                event BIGINT NOT NULL,
                PRIMARY KEY (workspace, follower)
            );

            CREATE TABLE set_aside (
                workspace BIGINT NOT NULL,
                follower TEXT NOT NULL,
                event BIGINT NOT NULL,
                at BIGINT NOT NULL,
                error TEXT NOT NULL,
                PRIMARY KEY (workspace, follower, event)
            );

            CREATE TABLE leases (
                workspace BIGINT NOT NULL,
                name TEXT NOT NULL,
                holder TEXT NOT NULL,
                ends BIGINT NOT NULL,
                PRIMARY KEY (workspace, name)
            );

            CREATE TABLE idempotency (
                workspace BIGINT NOT NULL,
                key TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                response TEXT,
                at BIGINT NOT NULL,
                PRIMARY KEY (workspace, key)
            );
            CREATE INDEX idempotency_by_age ON idempotency (at);
            """)
}
