public import Base
public import Domain
public import SQL

/// The addresses at which instruments are answered.
public enum Links {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Instrument.Link>
        public let workspace: ID<Workspace>
        /// What stands in the address; who has it may answer.
        public let token: String
        public let instrument: ID<Instrument>
        public let name: String
        public let channel: String
        public let language: String?
        /// Hidden fields that every answer by this link gets, before those of the query.
        public let hidden: JSON.Object
        /// Of a personal link.
        public let customer: ID<Customer>?
        public let caseID: ID<Case>?
        public let terms: Instrument.Link
        public let createdAt: Instant
        public let author: String
        /// Whether answers by it lead to nobody.
        public let isAnonymous: Bool
        /// The version that is answered; the newest if nil.
        public let version: Int?

        public init(
            id: ID<Instrument.Link>, workspace: ID<Workspace>, token: String,
            instrument: ID<Instrument>, name: String, channel: String, language: String?,
            hidden: JSON.Object, customer: ID<Customer>?, caseID: ID<Case>?,
            terms: Instrument.Link, createdAt: Instant, author: String, version: Int? = nil,
            isAnonymous: Bool = false
        ) {
            self.id = id
            self.workspace = workspace
            self.token = token
            self.instrument = instrument
            self.name = name
            self.channel = channel
            self.language = language
            self.hidden = hidden
            self.customer = customer
            self.caseID = caseID
            self.terms = terms
            self.createdAt = createdAt
            self.author = author
            self.isAnonymous = isAnonymous
            self.version = version
        }
    }

    public static func insert(_ link: Stored, on connection: any Connection) throws {
        try insert([link], on: connection)
    }

    /// Many at once: personal links of a mailing.
    public static func insert(_ links: [Stored], on connection: any Connection) throws {
        for part in links.parts(of: 50) {
            let rows: [[SQLValue]] = part.map { link in
                [
                    link.id.sqlValue, link.workspace.sqlValue, link.token.sqlValue,
                    link.instrument.sqlValue, link.name.sqlValue, link.channel.sqlValue,
                    link.language?.sqlValue ?? .null, JSON.object(link.hidden).sqlValue,
                    link.customer?.sqlValue ?? .null, link.caseID?.sqlValue ?? .null,
                    link.terms.isOpen.sqlValue, link.terms.closesAt?.sqlValue ?? .null,
                    link.terms.limit?.sqlValue ?? .null, link.createdAt.sqlValue,
                    link.author.sqlValue, link.version?.sqlValue ?? .null,
                    link.isAnonymous.sqlValue, 0.sqlValue,
                ]
            }
            try connection.run(
                "INSERT INTO links (\(columns), completed) VALUES \(SQL.rows(rows))")
        }
    }

    /// By the address, whatever the workspace: who answers does not name one.
    public static func find(
        token: String, on connection: any Connection
    ) throws -> Stored? {
        try connection.first("SELECT \(columns) FROM links WHERE token = \(token)", read)
    }

    public static func find(
        _ id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM links WHERE workspace = \(workspace) AND id = \(id)", read)
    }

    /// Of an instrument, newest first; personal ones only where asked for.
    public static func list(
        of instrument: ID<Instrument>, personal: Bool, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        let whose: SQL = personal ? "" : "AND customer IS NULL AND case_id IS NULL"
        return try connection.rows(
            """
            SELECT \(columns) FROM links
            WHERE workspace = \(workspace) AND instrument = \(instrument) \(whose)
            ORDER BY id DESC LIMIT 500
            """, read)
    }

    /// Personal links by which a customer is asked again about a case, newest first.
    public static func list(
        about subject: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM links
            WHERE workspace = \(workspace) AND case_id = \(subject)
            ORDER BY id DESC LIMIT 50
            """, read)
    }

    /// How many started and completed by each link of an instrument.
    public static func counts(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Instrument.Link>: (started: Int, completed: Int)] {
        var counts: [ID<Instrument.Link>: (started: Int, completed: Int)] = [:]
        try connection.each(
            """
            SELECT r.link, COUNT(*), COUNT(r.completed) FROM links AS l
            JOIN responses AS r ON r.workspace = l.workspace AND r.link = l.id
            WHERE l.workspace = \(workspace) AND l.instrument = \(instrument)
            GROUP BY r.link
            """
        ) { counts[$0.id(0)] = ($0.int(1), $0.int(2)) }
        return counts
    }

    public static func setTerms(
        _ terms: Instrument.Link, of id: ID<Instrument.Link>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE links SET is_open = \(terms.isOpen), closes = \(terms.closesAt),
              most = \(terms.limit)
            WHERE workspace = \(workspace) AND id = \(id)
            """)
    }

    /// What signs the facts in a link's address; nil where nobody has asked for it yet.
    public static func secret(
        of id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> String? {
        try connection.first(
            "SELECT secret FROM links WHERE workspace = \(workspace) AND id = \(id)"
        ) { $0.textOrNil(0) } ?? nil
    }

    /// Keeps a secret unless there is one.
    public static func setSecret(
        _ secret: String, of id: ID<Instrument.Link>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE links SET secret = \(secret)
            WHERE workspace = \(workspace) AND id = \(id) AND secret IS NULL
            """)
    }

    /// How many completed responses count against the limit.
    public static func completed(
        _ id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first(
            "SELECT completed FROM links WHERE workspace = \(workspace) AND id = \(id)"
        ) { $0.int(0) } ?? 0
    }

    /// Counts one more; only a link with a limit counts, so that others are never waited for.
    /// - Returns: false where the limit is reached.
    public static func countCompleted(
        _ id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE links SET completed = completed + 1
            WHERE workspace = \(workspace) AND id = \(id) AND completed < most
            """) == 1
    }

    /// Counts one more answer without a word of when, also on a link without a limit.
    /// - Returns: false where the limit is reached.
    public static func markAnswered(
        _ id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE links SET completed = completed + 1
            WHERE workspace = \(workspace) AND id = \(id) AND (most IS NULL OR completed < most)
            """) == 1
    }

    /// Takes a mark back whose answer could not be kept.
    public static func unmarkAnswered(
        _ id: ID<Instrument.Link>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            UPDATE links SET completed = completed - 1
            WHERE workspace = \(workspace) AND id = \(id) AND completed > 0
            """)
    }

    private static let columns: SQL = """
        id, workspace, token, instrument, name, channel, language, hidden, customer, case_id,
        is_open, closes, most, created, author, version, is_anonymous
        """

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            id: row.id(0), workspace: row.id(1), token: row.text(2), instrument: row.id(3),
            name: row.text(4), channel: row.text(5), language: row.textOrNil(6),
            hidden: try row.json(7).object ?? JSON.Object(), customer: row.idOrNil(8),
            caseID: row.idOrNil(9),
            terms: Instrument.Link(
                isOpen: row.bool(10), closesAt: row.instantOrNil(11),
                limit: row.int64OrNil(12).map(Int.init)),
            createdAt: row.instant(13), author: row.text(14),
            version: row.int64OrNil(15).map(Int.init), isAnonymous: row.bool(16))
    }
}
