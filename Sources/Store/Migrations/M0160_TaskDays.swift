/// Tasks with a day by which they are to be done, found by whoever has them.
enum M0160_TaskDays {
    static let migration = Migration(
        number: 160, name: "TaskDays",
        text: """
            ALTER TABLE case_tasks ADD COLUMN due TEXT;
            CREATE INDEX case_tasks_open ON case_tasks (workspace, assignee, due)
                WHERE done IS NULL;
            """)
}
