import SQL

/// Answers of the same device, of the same customer or of the same content are found without
/// reading all of a day, and that enough new times are known without counting all.
enum M0140_QualityTwins {
    static let migration = Migration(
        number: 140, name: "QualityTwins",
        text: """
            CREATE INDEX response_quality_by_device
                ON response_quality (workspace, instrument, device, at) WHERE device IS NOT NULL;
            CREATE INDEX response_quality_by_customer
                ON response_quality (workspace, instrument, customer, at)
                WHERE customer IS NOT NULL;
            CREATE INDEX response_quality_by_digest
                ON response_quality (workspace, instrument, digest, at) WHERE digest IS NOT NULL;
            ALTER TABLE quality_baselines ADD COLUMN pending BIGINT NOT NULL DEFAULT 0;
            """)
}
