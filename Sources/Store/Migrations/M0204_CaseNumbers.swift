/// The number by which people speak of a case, from 1 in each workspace.
enum M0204_CaseNumbers {
    static let migration = Migration(
        number: 204, name: "CaseNumbers",
        text: """
            ALTER TABLE cases ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
            UPDATE cases SET number = numbered.place FROM (
                SELECT workspace, id,
                    ROW_NUMBER() OVER (PARTITION BY workspace ORDER BY opened, id) AS place
                FROM cases
            ) AS numbered
            WHERE cases.workspace = numbered.workspace AND cases.id = numbered.id;
            CREATE UNIQUE INDEX cases_by_number ON cases (workspace, number);

            CREATE TABLE case_numbers (
                workspace BIGINT NOT NULL PRIMARY KEY,
                highest BIGINT NOT NULL
            );
            INSERT INTO case_numbers (workspace, highest)
                SELECT workspace, MAX(number) FROM cases GROUP BY workspace;
            """)
}
