/// By which name another system knew a case that was brought in.
enum M0104_PastCases {
    static let migration = Migration(
        number: 104, name: "PastCases",
        text: """
            ALTER TABLE cases ADD COLUMN external TEXT;
            CREATE UNIQUE INDEX cases_external ON cases (workspace, external)
                WHERE external IS NOT NULL;
            """)
}
