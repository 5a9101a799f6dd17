/// By which themes texts were read, so that what was read by others is known and read again.
enum M0177_ThemeStamps {
    static let migration = Migration(
        number: 177, name: "ThemeStamps",
        text: """
            ALTER TABLE text_readings ADD COLUMN stamp BIGINT NOT NULL DEFAULT 0;
            CREATE INDEX text_readings_stamp ON text_readings (workspace, stamp);
            ALTER TABLE text_jobs ADD COLUMN stamp BIGINT;
            """)
}
