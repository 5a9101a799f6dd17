/// Doors from outside, what came in by them, and customers by their addresses.
enum M0111_Channels {
    static let migration = Migration(
        number: 111, name: "Channels",
        text: """
            CREATE TABLE channels (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                active BIGINT NOT NULL,
                document TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX channels_by_id ON channels (id);

            CREATE TABLE channel_states (
                workspace BIGINT NOT NULL,
                channel BIGINT NOT NULL,
                place TEXT NOT NULL,
                looked BIGINT NOT NULL,
                trouble TEXT,
                detail TEXT,
                since BIGINT,
                PRIMARY KEY (workspace, channel)
            );

            CREATE TABLE incoming (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                channel BIGINT NOT NULL,
                kind TEXT NOT NULL,
                key TEXT NOT NULL,
                print TEXT,
                sender TEXT,
                subject TEXT,
                size BIGINT NOT NULL,
                raw BYTEA,
                state TEXT NOT NULL,
                reason TEXT,
                detail TEXT,
                tries BIGINT NOT NULL,
                due BIGINT NOT NULL,
                received BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                case_id BIGINT,
                opened BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX incoming_by_key ON incoming (workspace, channel, key);
            CREATE INDEX incoming_due ON incoming (due, id) WHERE state = 'waiting';
            CREATE INDEX incoming_by_state ON incoming (workspace, state, id);
            CREATE INDEX incoming_by_print ON incoming (workspace, print) WHERE print IS NOT NULL;
            CREATE INDEX incoming_by_sender ON incoming (workspace, sender, changed)
                WHERE sender IS NOT NULL;
            CREATE INDEX incoming_by_age ON incoming (changed) WHERE raw IS NOT NULL;

            CREATE INDEX case_ways_of_sender ON case_ways (workspace, address, message);

            CREATE TABLE customer_contacts (
                workspace BIGINT NOT NULL,
                kind TEXT NOT NULL,
                value TEXT NOT NULL,
                customer BIGINT NOT NULL,
                PRIMARY KEY (workspace, kind, value, customer)
            );
            CREATE INDEX customer_contacts_of ON customer_contacts (workspace, customer);
            """)
}
