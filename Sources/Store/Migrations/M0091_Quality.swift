/// How responses came about, and what speaks against their having been given with care.
enum M0091_Quality {
    static let migration = Migration(
        number: 91, name: "Quality",
        text: """
            CREATE TABLE response_quality (
                workspace BIGINT NOT NULL,
                response BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                at BIGINT,
                seconds DOUBLE PRECISION,
                customer BIGINT,
                device TEXT,
                digest TEXT,
                is_machine BIGINT NOT NULL DEFAULT 0,
                is_straight BIGINT NOT NULL DEFAULT 0,
                is_inattentive BIGINT NOT NULL DEFAULT 0,
                flags TEXT NOT NULL DEFAULT '',
                PRIMARY KEY (workspace, response)
            );
            CREATE INDEX response_quality_by_time
                ON response_quality (workspace, instrument, at, response);

            CREATE TABLE quality_baselines (
                workspace BIGINT NOT NULL,
                instrument BIGINT NOT NULL,
                n BIGINT NOT NULL,
                median DOUBLE PRECISION NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (workspace, instrument)
            );
            """)
}
