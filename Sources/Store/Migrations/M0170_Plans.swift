/// Corrective actions are few among many cases, and the trend names those of its time.
enum M0170_Plans {
    static let migration = Migration(
        number: 170, name: "Plans",
        text: """
            CREATE INDEX cases_corrective ON cases (workspace, opened)
                WHERE kind = 'corrective';
            """)
}
