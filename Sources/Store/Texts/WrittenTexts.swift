public import Base
public import Domain
public import SQL

/// What customers wrote, in answers and in cases, beside how it was read.
public enum WrittenTexts {
    public struct Stored: Hashable, Sendable {
        public let source: Source
        public let at: Instant
        /// The customer, or the answer or case itself where none is known.
        public let person: Int64
        public let themes: [TextReading.Theme]
        public let text: String
        /// What came with the answer, or what the case says.
        public let fields: JSON.Object
    }

    public enum Source: Hashable, Sendable {
        case response(ID<Response>)
        case one(ID<Case>)
    }

    public struct Selection: Sendable {
        public var since: Instant?
        public var isNegative = false
        public var isChinese = false
        public var limit: Int

        public init(
            since: Instant? = nil, isNegative: Bool = false, isChinese: Bool = false, limit: Int
        ) {
            self.since = since
            self.isNegative = isNegative
            self.isChinese = isChinese
            self.limit = limit
        }
    }

    /// The newest first; what machines sent is none of a customer's.
    public static func newest(
        _ selection: Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        var conditions: [SQL] = ["t.workspace = \(workspace)"]
        if let since = selection.since { conditions.append("t.at >= \(since)") }
        if selection.isNegative { conditions.append("t.mood = 'negative'") }
        if selection.isChinese { conditions.append(isChinese) }
        return try connection.rows(
            """
            SELECT t.kind, t.subject, t.parent, t.item, t.at, t.customer, t.themes,
              r.answers, r.hidden, m.text, c.fields
            FROM text_readings AS t
            LEFT JOIN responses AS r
              ON t.kind = 'answer' AND r.workspace = t.workspace AND r.id = t.subject
            LEFT JOIN case_messages AS m
              ON t.kind = 'message' AND m.workspace = t.workspace AND m.case_id = t.parent
                AND m.id = t.subject AND m.automatic = 0
            LEFT JOIN cases AS c
              ON t.kind = 'message' AND c.workspace = t.workspace AND c.id = t.parent
            WHERE \(SQL.joined(conditions, by: " AND ")) AND (r.id IS NOT NULL OR m.id IS NOT NULL)
            ORDER BY t.at DESC, t.subject LIMIT \(selection.limit)
            """
        ) { row in
            let isAnswer = row.text(0) == TextReading.Place.Kind.answer.rawValue
            let own = row.int64(isAnswer ? 1 : 2)
            var text = ""
            if isAnswer {
                text = try row.json(7)[row.text(3)]?.string ?? ""
            } else {
                text = row.text(9)
            }
            return Stored(
                source: isAnswer ? .response(row.id(1)) : .one(row.id(2)), at: row.instant(4),
                person: row.int64OrNil(5) ?? own,
                themes: TextReadings.themes(try row.json(6)),
                text: text,
                fields: try row.json(isAnswer ? 8 : 10).object ?? JSON.Object())
        }
    }

    static let isChinese: SQL = "t.language IN ('zh-Hans', 'zh-Hant')"
}
