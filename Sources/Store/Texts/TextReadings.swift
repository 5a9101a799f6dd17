public import Base
public import Domain
public import SQL

/// Readings as stored, one a text: reading it again takes the place of what was read before.
public enum TextReadings {
    public struct Stored: Hashable, Sendable {
        public let place: TextReading.Place
        /// The questionnaire of an answer, the case of a message.
        public let parent: Int64
        /// When the customer wrote it; for an anonymous answer its day.
        public let at: Instant
        public let customer: ID<Customer>?
        public let reading: TextReading

        public init(
            place: TextReading.Place, parent: Int64, at: Instant, customer: ID<Customer>?,
            reading: TextReading
        ) {
            self.place = place
            self.parent = parent
            self.at = at
            self.customer = customer
            self.reading = reading
        }
    }

    public static func keep(
        _ all: [Stored], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for part in all.parts(of: 100) {
            let rows = part.map { one -> [SQLValue] in
                let reading = one.reading
                return [
                    workspace.sqlValue, one.place.kind.rawValue.sqlValue,
                    one.place.subject.sqlValue, one.place.item.sqlValue, one.parent.sqlValue,
                    one.at.sqlValue, one.customer?.sqlValue ?? .null,
                    reading.language?.sqlValue ?? .null, reading.score.sqlValue,
                    reading.mood.rawValue.sqlValue, json(reading.words).sqlValue,
                    json(reading.themes).sqlValue, reading.model.sqlValue, reading.stamp.sqlValue,
                ]
            }
            try connection.run(
                """
                INSERT INTO text_readings (workspace, \(columns)) VALUES \(SQL.rows(rows))
                ON CONFLICT (workspace, kind, subject, item) DO UPDATE SET at = excluded.at,
                  customer = excluded.customer, language = excluded.language,
                  score = excluded.score, mood = excluded.mood, words = excluded.words,
                  themes = excluded.themes, model = excluded.model,
                  stamp = excluded.stamp
                """)
        }
    }

    /// Of the planner, after an import.
    public static func refreshStatistics(on connection: any Connection) throws {
        try connection.refreshStatistics(of: ["text_readings"])
    }

    /// How many were read by other themes than those of a stamp.
    public static func stale(
        since stamp: Int64, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) FROM text_readings
            WHERE workspace = \(workspace) AND stamp <> \(stamp)
            """
        ) { $0.int(0) } ?? 0
    }

    /// Those of some responses, or of some messages.
    public static func find(
        _ kind: TextReading.Place.Kind, of subjects: [Int64], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        guard !subjects.isEmpty else { return [] }
        return try connection.rows(
            """
            SELECT \(columns) FROM text_readings WHERE workspace = \(workspace)
              AND kind = \(kind.rawValue) AND subject IN \(SQL.list(subjects))
            ORDER BY subject, item
            """, read)
    }

    /// Those of a questionnaire's answers or of a case's messages, oldest first.
    public static func list(
        _ kind: TextReading.Place.Kind, of parent: Int64, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM text_readings WHERE workspace = \(workspace)
              AND kind = \(kind.rawValue) AND parent = \(parent)
            ORDER BY at, subject, item
            """, read)
    }

    /// Of the texts of `r`, a response: the mean of their scores, null without a text that was
    /// read.
    static let meanScore = ofAnswer("AVG(t.score)")
    /// How many of them are positive more than negative.
    static let excess = ofAnswer(
        "SUM(CASE t.mood WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 ELSE 0 END)")

    /// The mean mood in which they speak of a theme; null where none does.
    static func meanMood(of theme: String, _ dialect: Dialect) -> SQL {
        let mood = dialect.member([theme], of: "t.themes")
        return ofAnswer("AVG(CAST(\(mood) AS DOUBLE PRECISION))")
    }

    /// What each of them speaks of, a line each.
    static func themes(_ dialect: Dialect) -> SQL {
        ofAnswer(dialect.lines("t.themes"), where: "AND t.themes <> '{}'")
    }

    /// Readings of anonymous answers are told of by nobody, so that who keeps columns would not
    /// hear of them.
    private static func ofAnswer(_ sum: SQL, where condition: SQL = "") -> SQL {
        """
        (SELECT \(sum) FROM text_readings AS t WHERE t.workspace = r.workspace
            AND t.kind = 'answer' AND t.subject = r.id AND r.is_anonymous = 0 \(condition))
        """
    }

    private static let columns: SQL = """
        kind, subject, item, parent, at, customer, language, score, mood, words, themes, model,
        stamp
        """

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            place: .init(
                kind: row.word(0), subject: row.int64(1), item: row.text(2)),
            parent: row.int64(3), at: row.instant(4), customer: row.idOrNil(5),
            reading: TextReading(
                language: row.textOrNil(6), score: row.double(7),
                mood: row.word(8), words: words(try row.json(9)),
                themes: themes(try row.json(10)), model: row.int(11), stamp: row.int64(12)))
    }

    // Short, because there is a row for each comment: `[[0,6,1.25]]`, `{"touchpoint.use":-0.4}`.

    private static func json(_ words: [TextReading.Word]) -> JSON {
        .array(
            words.map { word in
                [
                    .integer(word.range.lowerBound), .integer(word.range.upperBound),
                    .number(word.weight),
                ]
            })
    }

    private static func json(_ themes: [TextReading.Theme]) -> JSON {
        .object(JSON.Object(themes.map { .init(key: $0.key, value: .number($0.mood)) }))
    }

    private static func words(_ json: JSON) -> [TextReading.Word] {
        (json.array ?? []).compactMap { word in
            guard let parts = word.array, parts.count == 3, let start = parts[0].integer,
                let end = parts[1].integer, start <= end, let weight = parts[2].number
            else { return nil }
            return .init(range: start..<end, weight: weight)
        }
    }

    static func themes(_ json: JSON) -> [TextReading.Theme] {
        (json.object?.members ?? []).map { .init(key: $0.key, mood: $0.value.number ?? 0) }
    }
}
