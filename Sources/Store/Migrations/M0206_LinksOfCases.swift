import SQL

/// The page of a case shows the links by which its customer was asked; without an index every
/// link of the workspace was read for it.
enum M0206_LinksOfCases {
    static let migration = Migration(
        number: 206, name: "LinksOfCases",
        text: """
            CREATE INDEX links_of_case ON links (workspace, case_id, id) WHERE case_id IS NOT NULL;
            """)
}
