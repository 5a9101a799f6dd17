/// Pairs of customers that share an address and are not the same person: a person said so.
enum M0190_CustomerDistinctions {
    static let migration = Migration(
        number: 190, name: "CustomerDistinctions",
        text: """
            CREATE TABLE customer_distinctions (
                workspace BIGINT NOT NULL,
                one BIGINT NOT NULL,
                other BIGINT NOT NULL,
                said_by TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (workspace, one, other)
            );
            CREATE INDEX customer_distinctions_other ON customer_distinctions (workspace, other);
            """)
}
