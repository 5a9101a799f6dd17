/// When a task with a day is looked at, so that somebody is reminded once; tasks of before at once.
enum M0168_TaskReminders {
    static let migration = Migration(
        number: 168, name: "TaskReminders",
        text: """
            ALTER TABLE case_tasks ADD COLUMN remind_at BIGINT;
            CREATE INDEX case_tasks_remind ON case_tasks (remind_at)
                WHERE remind_at IS NOT NULL;
            UPDATE case_tasks SET remind_at = 0 WHERE due IS NOT NULL AND done IS NULL;
            """)
}
