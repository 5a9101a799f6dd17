public import Base
public import Domain
public import SQL

/// Examples as stored; those brought last of each subject.
public enum TextLessons {
    public static func save(
        _ lesson: TextLesson, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO text_lessons (workspace, subject, at, author, texts, examples)
            VALUES (\(workspace), \(lesson.subject.rawValue), \(lesson.at), \(lesson.author),
              \(lesson.examples.count), \(lesson.rows))
            ON CONFLICT (workspace, subject) DO UPDATE SET at = excluded.at,
              author = excluded.author, texts = excluded.texts, examples = excluded.examples
            """)
    }

    public static func find(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> TextLesson? {
        try connection.first(
            """
            SELECT at, author, examples FROM text_lessons
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
            """
        ) { row in
            TextLesson(
                subject, at: row.instant(0), author: row.text(1),
                examples: TextLesson.examples(try row.json(2)))
        }
    }

    public static func remove(
        _ subject: TextModel.Subject, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            DELETE FROM text_lessons
            WHERE workspace = \(workspace) AND subject = \(subject.rawValue)
            """)
    }
}
