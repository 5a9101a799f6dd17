/// What people are good at.
enum M0117_Skills {
    static let migration = Migration(
        number: 117, name: "Skills",
        text: """
            CREATE TABLE user_skills (
                workspace BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                skill TEXT NOT NULL,
                PRIMARY KEY (workspace, user_id, skill)
            );
            """)
}
