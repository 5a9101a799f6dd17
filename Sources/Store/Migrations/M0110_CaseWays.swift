/// By which way the messages of cases came in and go out.
enum M0110_CaseWays {
    static let migration = Migration(
        number: 110, name: "CaseWays",
        text: """
            CREATE TABLE case_ways (
                workspace BIGINT NOT NULL,
                message BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                channel BIGINT,
                address TEXT NOT NULL,
                subject TEXT,
                reference TEXT,
                outgoing BIGINT,
                incoming BIGINT,
                joined TEXT,
                doubt TEXT,
                PRIMARY KEY (workspace, message)
            );
            CREATE INDEX case_ways_by_reference ON case_ways (workspace, reference)
                WHERE reference IS NOT NULL;
            CREATE INDEX case_ways_of_case ON case_ways (workspace, case_id, message);
            CREATE INDEX case_ways_by_outgoing ON case_ways (workspace, outgoing)
                WHERE outgoing IS NOT NULL;
            """)
}
