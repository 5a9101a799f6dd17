/// What leaves the house, and whom it must not reach.
enum M0080_Messages {
    static let migration = Migration(
        number: 80, name: "Messages",
        text: """
            CREATE TABLE outbox (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                purpose TEXT NOT NULL,
                address TEXT NOT NULL,
                subject TEXT,
                content TEXT NOT NULL,
                key TEXT NOT NULL,
                customer BIGINT,
                invitation BIGINT,
                reference TEXT NOT NULL,
                state TEXT NOT NULL,
                tries BIGINT NOT NULL,
                due BIGINT NOT NULL,
                holder TEXT,
                taken BIGINT,
                reason TEXT,
                detail TEXT,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX outbox_by_key ON outbox (workspace, key);
            CREATE INDEX outbox_due ON outbox (workspace, due, id) WHERE state = 'waiting';
            CREATE INDEX outbox_by_address ON outbox (workspace, address, taken);
            CREATE INDEX outbox_by_state ON outbox (workspace, state, id);
            CREATE INDEX outbox_by_reference ON outbox (reference);
            CREATE INDEX outbox_of_invitation ON outbox (workspace, invitation)
                WHERE invitation IS NOT NULL;

            CREATE TABLE outbox_pace (
                workspace BIGINT NOT NULL,
                minute BIGINT NOT NULL,
                taken BIGINT NOT NULL,
                PRIMARY KEY (workspace, minute)
            );

            CREATE TABLE suppressions (
                workspace BIGINT NOT NULL,
                kind TEXT NOT NULL,
                address TEXT NOT NULL,
                reason TEXT NOT NULL,
                at BIGINT NOT NULL,
                source TEXT NOT NULL,
                PRIMARY KEY (workspace, kind, address)
            );
            """)
}
