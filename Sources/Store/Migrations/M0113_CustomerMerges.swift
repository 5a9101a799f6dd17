/// Customers that turned out to be one, and what undoes that.
enum M0113_CustomerMerges {
    static let migration = Migration(
        number: 113, name: "CustomerMerges",
        text: """
            ALTER TABLE customers ADD COLUMN merged_into BIGINT;
            CREATE INDEX customers_merged ON customers (workspace, merged_into)
                WHERE merged_into IS NOT NULL;
            CREATE TABLE customer_merges (
                workspace BIGINT NOT NULL,
                source BIGINT NOT NULL,
                target BIGINT NOT NULL,
                at BIGINT NOT NULL,
                author TEXT NOT NULL,
                contacts TEXT NOT NULL,
                undone BIGINT,
                PRIMARY KEY (workspace, source, at)
            );
            CREATE TABLE customer_merge_rows (
                workspace BIGINT NOT NULL,
                source BIGINT NOT NULL,
                at BIGINT NOT NULL,
                kind TEXT NOT NULL,
                id BIGINT NOT NULL,
                PRIMARY KEY (workspace, source, at, kind, id)
            );
            """)
}
