/// How a team's new cases found their person, who is away, and with how many one has enough.
enum M0169_Givings {
    static let migration = Migration(
        number: 169, name: "Givings",
        text: """
            ALTER TABLE teams ADD COLUMN most BIGINT;
            CREATE TABLE user_absences (
                workspace BIGINT NOT NULL,
                user_id BIGINT NOT NULL,
                until TEXT NOT NULL,
                PRIMARY KEY (workspace, user_id)
            );
            CREATE TABLE case_givings (
                workspace BIGINT NOT NULL,
                case_id BIGINT NOT NULL,
                data TEXT NOT NULL,
                PRIMARY KEY (workspace, case_id)
            );
            """)
}
