public import Base
public import Domain
public import SQL

extension Responses {
    /// Which responses a list shows, newest first.
    public struct Selection: Sendable {
        public var instrument: ID<Instrument>?
        public var link: ID<Instrument.Link>?
        public var customer: ID<Customer>?
        public var caseID: ID<Case>?
        public var status: Response.Status?
        /// Only those that are not completed, whatever their status.
        public var isUnfinished = false
        /// Only anonymous answers.
        public var isAnonymous = false
        public var from: Instant?
        public var until: Instant?
        /// The last of the page before.
        public var before: Place?
        public var limit: Int

        public init(
            instrument: ID<Instrument>? = nil, link: ID<Instrument.Link>? = nil,
            customer: ID<Customer>? = nil, caseID: ID<Case>? = nil,
            status: Response.Status? = nil, from: Instant? = nil, until: Instant? = nil,
            before: Place? = nil, limit: Int = 50
        ) {
            self.instrument = instrument
            self.link = link
            self.customer = customer
            self.caseID = caseID
            self.status = status
            self.from = from
            self.until = until
            self.before = before
            self.limit = limit
        }
    }

    /// A place in the order of lists: by time, then by id.
    public struct Place: Hashable, Sendable {
        public let at: Instant
        public let id: ID<Response>

        public init(at: Instant, id: ID<Response>) {
            self.at = at
            self.id = id
        }
    }

    public static func list(
        _ selection: Selection, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        let condition = condition(selection, workspace)
        return try connection.rows(
            """
            SELECT \(columns) FROM responses WHERE \(condition)
            ORDER BY at DESC, id DESC LIMIT \(selection.limit)
            """, read)
    }

    /// Those of the responses that are still there, in no order.
    public static func find(
        _ ids: [ID<Response>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        guard !ids.isEmpty else { return [] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        return try connection.rows(
            """
            SELECT \(columns) FROM responses WHERE workspace = \(workspace) AND id IN (\(list))
            """, read)
    }

    private static func condition(_ selection: Selection, _ workspace: ID<Workspace>) -> SQL {
        var parts: [SQL] = ["workspace = \(workspace)"]
        if let instrument = selection.instrument { parts.append("instrument = \(instrument)") }
        if let link = selection.link { parts.append("link = \(link)") }
        if let customer = selection.customer { parts.append("customer = \(customer)") }
        if let caseID = selection.caseID { parts.append("case_id = \(caseID)") }
        if let status = selection.status { parts.append("status = \(status.rawValue)") }
        if selection.isUnfinished { parts.append("status <> 'completed'") }
        if selection.isAnonymous { parts.append("is_anonymous = \(true)") }
        if let from = selection.from { parts.append("at >= \(from)") }
        if let until = selection.until { parts.append("at < \(until)") }
        if let before = selection.before {
            parts.append("(at, id) < (\(before.at), \(before.id))")
        }
        return SQL.joined(parts, by: " AND ")
    }

    /// Whatever its status, as the database itself keeps count.
    public static func count(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Int {
        let one: SQL = "workspace = \(workspace) AND instrument = \(instrument)"
        return try counts(one, on: connection)[instrument] ?? 0
    }

    /// How many of each instrument.
    public static func counts(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Instrument>: Int] {
        try counts("workspace = \(workspace)", on: connection)
    }

    private static func counts(
        _ which: SQL, on connection: any Connection
    ) throws -> [ID<Instrument>: Int] {
        var counts: [ID<Instrument>: Int] = [:]
        try connection.each(
            "SELECT instrument, total FROM response_counts WHERE \(which)"
        ) { counts[$0.id(0), default: 0] += $0.int(1) }
        return counts
    }
}
