public import Base
public import Domain
public import SQL

/// Cases as analysis reads them: what conditions may ask of them and what reports tell of them.
public enum CaseRecords {
    public struct Stored: Sendable {
        /// Without how many other cases are near: that hangs on how near.
        public let facts: CaseFacts
        public let fields: CaseFields
        public let customer: CaseCustomer?
        /// Since the customer's case before it was opened, and from it to the next.
        public let sinceLast: Span?
        public let untilNext: Span?
        /// What was granted costs, by currency.
        public let redress: [Redress]

        public struct Redress: Sendable {
            public let currency: String
            public let cost: Double
        }
    }

    /// Those that go on by themselves, page by page, oldest first.
    /// - Parameter place: the last of the page before.
    public static func page(
        after place: ID<Case>?, limit: Int, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        let facts = try CaseFacts.list(
            Cases.Selection(), repeats: .zero, after: place, limit: limit, now: now,
            in: workspace, on: connection)
        guard let first = facts.first?.id, let last = facts.last?.id else { return [] }
        return try stored(
            facts, { "\($0) >= \(first) AND \($0) <= \(last)" }, workspace, connection)
    }

    /// Those of the cases that go on by themselves.
    /// - Parameter withMerged: also those that went on as a part of another.
    public static func find(
        _ ids: [ID<Case>], withMerged: Bool = false, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try ids.parts(of: 500).flatMap { part -> [Stored] in
            let facts = try CaseFacts.list(
                Array(part), withMerged: withMerged, repeats: .zero, now: now, in: workspace,
                on: connection)
            let list = SQL.list(facts.map(\.id))
            return facts.isEmpty
                ? [] : try stored(facts, { "\($0) IN \(list)" }, workspace, connection)
        }
    }

    private static func stored(
        _ facts: [CaseFacts], _ which: (SQL) -> SQL, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [Stored] {
        let fields = try CaseFields.list(
            [which("id")], CaseFields.everything, workspace, connection)
        let byCase = Dictionary(uniqueKeysWithValues: fields.map { ($0.id, $0) })
        let customers = try Array(Set(facts.compactMap(\.customer))).parts(of: 500).flatMap {
            try CaseCustomer.find(Array($0), in: workspace, on: connection)
        }
        let byCustomer = Dictionary(uniqueKeysWithValues: customers.map { ($0.id, $0) })
        let gaps = try gaps(which("cases.id"), workspace, connection)
        let redress = try redress(which("case_id"), workspace, connection)
        return facts.compactMap { one in
            // One that came between both reads is told of by its event.
            byCase[one.id].map { fields in
                Stored(
                    facts: one, fields: fields,
                    customer: one.customer.flatMap { byCustomer[$0] },
                    sinceLast: gaps[one.id]?.before, untilNext: gaps[one.id]?.after,
                    redress: redress[one.id] ?? [])
            }
        }
    }

    private static func gaps(
        _ which: SQL, _ workspace: ID<Workspace>, _ connection: any Connection
    ) throws -> [ID<Case>: (before: Span?, after: Span?)] {
        var gaps: [ID<Case>: (before: Span?, after: Span?)] = [:]
        try connection.each(
            """
            SELECT cases.id, \(Cases.sinceLast), \(Cases.untilNext)
            FROM cases WHERE cases.workspace = \(workspace) AND \(which)
              AND cases.customer IS NOT NULL
            """
        ) { row in
            gaps[row.id(0)] = (
                row.int64OrNil(1).map(Span.init), row.int64OrNil(2).map(Span.init)
            )
        }
        return gaps
    }

    private static func redress(
        _ which: SQL, _ workspace: ID<Workspace>, _ connection: any Connection
    ) throws -> [ID<Case>: [Stored.Redress]] {
        var all: [ID<Case>: [Stored.Redress]] = [:]
        try connection.each(
            """
            SELECT case_id, currency, SUM(cost) FROM case_redress
            WHERE workspace = \(workspace) AND \(which) AND state = 'granted'
            GROUP BY case_id, currency ORDER BY case_id, currency
            """
        ) { row in
            all[row.id(0), default: []].append(
                Stored.Redress(currency: row.text(1), cost: row.double(2)))
        }
        return all
    }
}

// MARK: - Which

extension CaseRecords {
    /// How many there are, also those that went on as a part of another.
    public static func count(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM cases WHERE workspace = \(workspace)") {
            $0.int(0)
        } ?? 0
    }

    /// Workspaces that have cases.
    public static func workspaces(on connection: any Connection) throws -> [ID<Workspace>] {
        try connection.rows(
            """
            SELECT workspace FROM workspaces WHERE EXISTS (
                SELECT 1 FROM cases WHERE cases.workspace = workspaces.workspace)
            ORDER BY workspace
            """
        ) { $0.id(0) }
    }

    /// Cases of which a clock should have told something by now.
    public static func waking(
        before now: Instant, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Case>] {
        try connection.rows(
            """
            SELECT id FROM cases
            WHERE wakes IS NOT NULL AND wakes <= \(now) AND workspace = \(workspace)
            """
        ) { $0.id(0) }
    }

    /// All cases of some customers.
    public static func ids(
        ofCustomers customers: [ID<Customer>], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Case>] {
        try connection.rows(
            """
            SELECT id FROM cases
            WHERE workspace = \(workspace) AND customer IN \(SQL.list(customers))
            """
        ) { $0.id(0) }
    }

    /// The cases that a response opened or was asked about.
    public static func ids(
        ofResponse response: ID<Response>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Case>] {
        try connection.rows(
            """
            SELECT id FROM cases WHERE workspace = \(workspace) AND response = \(response)
            UNION SELECT case_id FROM responses
            WHERE workspace = \(workspace) AND id = \(response) AND case_id IS NOT NULL
            """
        ) { $0.id(0) }
    }

    /// The cases between which one stands, or stood, among those of its customer, and what it went
    /// on in or came out of.
    /// - Parameter others: whose it was, too.
    public static func beside(
        _ one: ID<Case>, also others: [ID<Customer>], in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> Set<ID<Case>> {
        let merges: [ID<Case>] = try connection.rows(
            "SELECT target FROM case_merges WHERE workspace = \(workspace) AND source = \(one)"
        ) { $0.id(0) }
        var found = Set(merges)
        let place: (opened: Instant, customer: ID<Customer>?)? = try connection.first(
            "SELECT opened, customer FROM cases WHERE workspace = \(workspace) AND id = \(one)"
        ) { ($0.instant(0), $0.idOrNil(1)) }
        guard let place else { return found }
        for customer in Set(others + [place.customer].compactMap(\.self)) {
            let near: [ID<Case>] = try connection.rows(
                """
                SELECT id FROM (SELECT id FROM cases
                    WHERE workspace = \(workspace) AND customer = \(customer)
                      AND merged_into IS NULL AND (opened, id) < (\(place.opened), \(one))
                    ORDER BY opened DESC, id DESC LIMIT 1) AS earlier
                UNION ALL SELECT id FROM (SELECT id FROM cases
                    WHERE workspace = \(workspace) AND customer = \(customer)
                      AND merged_into IS NULL AND (opened, id) > (\(place.opened), \(one))
                    ORDER BY opened, id LIMIT 1) AS later
                """
            ) { $0.id(0) }
            found.formUnion(near)
        }
        return found
    }
}
