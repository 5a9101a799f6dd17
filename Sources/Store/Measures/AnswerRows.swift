public import Base
public import Domain
public import SQL

/// Responses as analysis reads them: what was answered and by whom, nothing of how.
public enum AnswerRows {
    public struct Stored: Sendable {
        public let id: ID<Response>
        public let instrument: ID<Instrument>
        public let at: Instant
        /// Only completed responses count.
        public let isCompleted: Bool
        public let language: String
        public let channel: String
        public let score: Double?
        public let answers: JSON.Object
        public let hidden: JSON.Object
        /// Key of the quota that was full already.
        public let overQuota: String?
        /// Of the customer as known now; nil without one.
        public let traits: JSON.Object?
        /// What speaks against it.
        public let flags: Set<Quality.Flag>
        /// How long it took; nil where only its end is known.
        public let seconds: Double?
        /// Of its texts; nil where none was read.
        public let mood: TextReading.Overall?
        /// From the opening of its case to a person's first reply.
        public let wait: Span?
    }

    /// The completed responses of an instrument, page by page, oldest first.
    /// - Parameter place: the last of the page before.
    public static func page(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        after place: Responses.Place?, limit: Int, on connection: any Connection
    ) throws -> [Stored] {
        let start: SQL = place.map { "AND (r.at, r.id) > (\($0.at), \($0.id))" } ?? ""
        return try connection.rows(
            """
            SELECT \(columns(connection.dialect)) FROM \(tables)
            WHERE r.workspace = \(workspace) AND r.instrument = \(instrument)
                AND r.status = 'completed' \(start)
            ORDER BY r.at, r.id LIMIT \(limit)
            """, read)
    }

    /// Those of the responses that are still there.
    public static func find(
        _ ids: [ID<Response>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        guard !ids.isEmpty else { return [] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        return try connection.rows(
            """
            SELECT \(columns(connection.dialect)) FROM \(tables)
            WHERE r.workspace = \(workspace) AND r.id IN (\(list))
            """, read)
    }

    /// What was answered and nothing around it, of those that are still there.
    public static func answers(
        of ids: [ID<Response>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [(id: ID<Response>, at: Instant, score: Double?, answers: JSON.Object)] {
        guard !ids.isEmpty else { return [] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        return try connection.rows(
            """
            SELECT id, at, score, answers FROM responses
            WHERE workspace = \(workspace) AND id IN (\(list))
            """
        ) { row in
            (
                row.id(0), row.instant(1), row.doubleOrNil(2),
                try row.json(3).object ?? JSON.Object()
            )
        }
    }

    /// Responses of one customer, whose traits may have changed.
    public static func ids(
        ofCustomer customer: Int64, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>] {
        try connection.rows(
            """
            SELECT id FROM responses WHERE workspace = \(workspace) AND customer = \(customer)
            """
        ) { $0.id(0) }
    }

    /// The response that opened a case, which may have been anybody's.
    public static func ids(
        ofCase one: Int64, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Response>] {
        try connection.rows(
            """
            SELECT response FROM cases
            WHERE workspace = \(workspace) AND id = \(one) AND response IS NOT NULL
            """
        ) { $0.id(0) }
    }

    /// Instruments with completed responses, the one answered last first.
    public static func instruments(
        on connection: any Connection
    ) throws -> [(workspace: ID<Workspace>, instrument: ID<Instrument>)] {
        try connection.rows(
            """
            SELECT a.workspace, a.id FROM (
                SELECT i.workspace, i.id, \(lastAnswer) AS last FROM instruments AS i
            ) AS a WHERE a.last IS NOT NULL ORDER BY a.last DESC, a.id
            """
        ) { ($0.id(0), $0.id(1)) }
    }

    /// When each instrument was answered last; those never answered are not among them.
    public static func lastAnswered(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Instrument>: Instant] {
        var last: [ID<Instrument>: Instant] = [:]
        try connection.each(
            """
            SELECT i.id, \(lastAnswer) FROM instruments AS i WHERE i.workspace = \(workspace)
            """
        ) { last[$0.id(0)] = $0.instantOrNil(1) }
        return last
    }

    /// Of an instrument `i`. One step in an index: counting reads every response, and three rooms
    /// ask this on every visit.
    private static let lastAnswer: SQL = """
        (SELECT r.at FROM responses AS r
        WHERE r.workspace = i.workspace AND r.instrument = i.id AND r.status = 'completed'
        ORDER BY r.at DESC, r.id DESC LIMIT 1)
        """

    private static func columns(_ dialect: Dialect) -> SQL {
        """
        r.id, r.instrument, r.at, r.status, r.language, r.channel, r.score, r.answers, r.hidden,
        c.traits, q.flags, r.started, r.over_quota, \(TextReadings.meanScore),
        \(TextReadings.excess), \(TextReadings.themes(dialect)), \(Cases.waitOfAnswer)
        """
    }
    private static let tables: SQL = """
        responses AS r LEFT JOIN customers AS c ON c.workspace = r.workspace AND c.id = r.customer
        LEFT JOIN response_quality AS q ON q.workspace = r.workspace AND q.response = r.id
        """

    private static func read(_ row: Row) throws -> Stored {
        let taken = row.int64(2) - row.int64(11)
        return Stored(
            id: row.id(0), instrument: row.id(1), at: row.instant(2),
            isCompleted: row.text(3) == Response.Status.completed.rawValue,
            language: row.text(4), channel: row.text(5), score: row.doubleOrNil(6),
            answers: try row.json(7).object ?? JSON.Object(),
            hidden: try row.json(8).object ?? JSON.Object(),
            overQuota: row.textOrNil(12),
            traits: row.isNull(9) ? nil : try row.json(9).object,
            flags: row.textOrNil(10).map(Qualities.flags) ?? [],
            seconds: taken > 0 ? Double(taken) / 1_000_000 : nil,
            mood: try mood(row),
            wait: row.int64OrNil(16).map { Span(microseconds: max(0, $0)) })
    }

    private static func mood(_ row: Row) throws -> TextReading.Overall? {
        guard let mean = row.doubleOrNil(13) else { return nil }
        let lines = row.textOrNil(15)?.split(separator: "\n") ?? []
        return .init(
            mean: mean, excess: row.int(14),
            themes: try lines.map { TextReadings.themes(try JSON(parsing: String($0))) })
    }
}
