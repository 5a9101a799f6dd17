/// The cases of a customer in the order of their opening: which one came before another, and
/// which after it, is one step.
enum M0180_CaseTables {
    static let migration = Migration(
        number: 180, name: "CaseTables",
        text: """
            CREATE INDEX cases_of_customer_by_time ON cases (workspace, customer, opened, id)
                WHERE customer IS NOT NULL AND merged_into IS NULL;
            """)
}
