/// Whom we serve.
enum M0020_Customers {
    static let migration = Migration(
        number: 20, name: "Customers",
        text: """
            CREATE TABLE customers (
                workspace BIGINT NOT NULL,
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                name TEXT,
                language TEXT,
                contacts TEXT NOT NULL,
                traits TEXT NOT NULL,
                consents TEXT NOT NULL,
                search TEXT NOT NULL,
                created BIGINT NOT NULL,
                changed BIGINT NOT NULL,
                PRIMARY KEY (workspace, id)
            );
            CREATE UNIQUE INDEX customers_by_key ON customers (workspace, key);

            CREATE TABLE traits (
                workspace BIGINT NOT NULL,
                name TEXT NOT NULL,
                kind TEXT NOT NULL,
                PRIMARY KEY (workspace, name)
            );
            """)
}
