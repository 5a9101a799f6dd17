public import Base
public import Domain
public import SQL

/// Alarms of what suddenly many complain of, and what they are made from.
public enum HotMatters {
    public struct Stored: Hashable, Sendable {
        public let id: ID<HotMatter>
        public let at: Instant
        public let matter: HotMatter
    }

    /// One complaining text of an answer.
    public struct Complaint: Hashable, Sendable {
        public let response: ID<Response>
        public let at: Instant
        /// The customer, or the answer itself where none is known.
        public let person: Int64
        public let themes: [TextReading.Theme]
        public let text: String
        public let hidden: JSON.Object
    }

    public static func insert(
        _ stored: HotMatter, _ id: ID<HotMatter>, at: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO hot_matters (workspace, id, at, matter, data)
            VALUES (\(workspace), \(id), \(at), \(stored.matter), \(stored.json))
            """)
    }

    /// Those since a moment, the newest first.
    public static func list(
        since: Instant, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT id, at, data FROM hot_matters
            WHERE workspace = \(workspace) AND at >= \(since) ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            try HotMatter(json: row.json(2)).map {
                Stored(id: row.id(0), at: row.instant(1), matter: $0)
            }
        }.compactMap(\.self)
    }

    /// How many answers' texts were read of a stretch of time, and when the first of them came.
    public static func texts(
        from: Instant, until: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (count: Int, first: Instant?) {
        try connection.first(
            """
            SELECT COUNT(*), MIN(at) FROM text_readings
            WHERE workspace = \(workspace) AND at >= \(from) AND at < \(until)
              AND kind = 'answer'
            """
        ) { ($0.int(0), $0.instantOrNil(1)) } ?? (0, nil)
    }

    /// Complaining texts of answers, the newest first.
    public static func complaints(
        since: Instant, limit: Int, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Complaint] {
        try connection.rows(
            """
            SELECT t.subject, t.item, t.at, t.customer, t.themes, r.answers, r.hidden
            FROM text_readings AS t
            JOIN responses AS r ON r.workspace = t.workspace AND r.id = t.subject
            WHERE t.workspace = \(workspace) AND t.at >= \(since) AND t.kind = 'answer'
              AND t.mood = 'negative'
            ORDER BY t.at DESC, t.subject LIMIT \(limit)
            """
        ) { row in
            let item = row.text(1)
            return Complaint(
                response: row.id(0), at: row.instant(2), person: row.int64OrNil(3) ?? row.int64(0),
                themes: TextReadings.themes(try row.json(4)),
                text: try row.json(5)[item]?.string ?? "",
                hidden: try row.json(6).object ?? JSON.Object())
        }
    }
}
