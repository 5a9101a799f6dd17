public import Base
public import Domain
public import SQL

/// Filled-in instruments as stored.
public enum Responses {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Response>
        public let instrument: ID<Instrument>
        public let version: Int
        public let link: ID<Instrument.Link>?
        public let customer: ID<Customer>?
        public let caseID: ID<Case>?
        public var language: String
        public let channel: String
        public let metric: Metric?
        public var hidden: JSON.Object
        public let startedAt: Instant
        /// What makes the same submission count once: of a form, an import's row.
        public let key: String?
        /// Status, answers and score.
        public var response: Response
        /// Key of the quota that was full already, so that it counts for none.
        public var overQuota: String?
        /// Leads to nobody: no customer, case, link or key, and a day instead of a time.
        public let isAnonymous: Bool

        public init(
            id: ID<Response>, instrument: ID<Instrument>, version: Int,
            link: ID<Instrument.Link>? = nil, customer: ID<Customer>? = nil,
            caseID: ID<Case>? = nil, language: String, channel: String, metric: Metric?,
            hidden: JSON.Object, startedAt: Instant, key: String? = nil, response: Response,
            isAnonymous: Bool = false, overQuota: String? = nil
        ) {
            self.id = id
            self.instrument = instrument
            self.version = version
            self.link = link
            self.customer = customer
            self.caseID = caseID
            self.language = language
            self.channel = channel
            self.metric = metric
            self.hidden = hidden
            self.startedAt = startedAt
            self.key = key
            self.response = response
            self.overQuota = overQuota
            self.isAnonymous = isAnonymous
        }

        /// When it counts: when it was completed, or else begun.
        public var at: Instant { response.completedAt ?? startedAt }
    }

    /// - Returns: false where the instrument has a response with this key.
    @discardableResult
    public static func insert(
        _ row: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        let response = row.response
        return try connection.run(
            """
            INSERT INTO responses (workspace, \(columns))
            VALUES (\(workspace), \(row.id), \(row.instrument), \(row.version), \(row.link),
              \(row.customer), \(row.caseID), \(response.status.rawValue), \(row.language),
              \(row.channel), \(response.answers.score), \(row.metric?.rawValue),
              \(JSON.object(response.answers.values)), \(JSON.object(row.hidden)),
              \(response.page), \(row.startedAt), \(response.completedAt), \(row.at), \(row.key),
              \(row.isAnonymous), \(row.overQuota))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    /// Saves what goes on changing until it is completed.
    /// - Returns: false where it is completed already: another request was quicker.
    @discardableResult
    public static func save(
        _ row: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        let response = row.response
        return try connection.run(
            """
            UPDATE responses SET status = \(response.status.rawValue),
              language = \(row.language), score = \(response.answers.score),
              answers = \(JSON.object(response.answers.values)), page = \(response.page),
              completed = \(response.completedAt), at = \(row.at),
              over_quota = \(row.overQuota)
            WHERE workspace = \(workspace) AND id = \(row.id)
              AND status <> \(Response.Status.completed.rawValue)
            """) == 1
    }

    /// Marks a response that came too late for a quota.
    public static func mark(
        _ id: ID<Response>, overQuota key: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE responses SET over_quota = \(key)
            WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    public static func find(
        _ id: ID<Response>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM responses WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func find(
        key: String, of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT \(columns) FROM responses
            WHERE workspace = \(workspace) AND instrument = \(instrument) AND key = \(key)
            """, read)
    }

    static let columns: SQL = """
        id, instrument, version, link, customer, case_id, status, language, channel, score,
        metric, answers, hidden, page, started, completed, at, key,
        is_anonymous, over_quota
        """

    static func read(_ row: Row) throws -> Stored {
        guard let status = Response.Status(rawValue: row.text(6)) else {
            throw DatabaseError(.other, "response \(row.int64(0)) has status \(row.text(6))")
        }
        let answers = Answers(
            values: try row.json(11).object ?? JSON.Object(), score: row.doubleOrNil(9))
        return Stored(
            id: row.id(0), instrument: row.id(1), version: row.int(2), link: row.idOrNil(3),
            customer: row.idOrNil(4), caseID: row.idOrNil(5), language: row.text(7),
            channel: row.text(8), metric: row.textOrNil(10).flatMap(Metric.init(rawValue:)),
            hidden: try row.json(12).object ?? JSON.Object(), startedAt: row.instant(14),
            key: row.textOrNil(17),
            response: Response(
                status: status, answers: answers, page: row.int64OrNil(13).map(Int.init),
                completedAt: row.instantOrNil(15)),
            isAnonymous: row.bool(18), overQuota: row.textOrNil(19))
    }
}
