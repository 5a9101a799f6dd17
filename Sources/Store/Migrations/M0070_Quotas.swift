/// How many responses count for each quota, which came too late for one, and the secrets by which
/// links prove that the facts in their address were not made up.
enum M0070_Quotas {
    static let migration = Migration(
        number: 70, name: "Quotas",
        text: """
            CREATE TABLE quotas (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                key TEXT NOT NULL,
                filled BIGINT NOT NULL,
                PRIMARY KEY (workspace, instrument, key)
            );
            ALTER TABLE responses ADD COLUMN over_quota TEXT;
            ALTER TABLE links ADD COLUMN secret TEXT;
            """)
}
