/// The queue of one person, of nobody and of one state, found and counted without reading cases.
enum M0118_Queue {
    static let migration = Migration(
        number: 118, name: "Queue",
        text: """
            CREATE INDEX cases_of_assignee
                ON cases (workspace, assignee, is_active, sort_due, id);
            CREATE INDEX cases_by_status ON cases (workspace, status, id);
            """)
}
