public import Base
public import Domain
public import SQL

/// Customers as analysis reads them: who they are, what they said last and how often we met.
public enum CustomerRecords {
    public struct Stored: Sendable {
        public let known: Customers.Stored
        /// Completed ones.
        public internal(set) var responses = 0
        public internal(set) var firstAnswer: Instant?
        public internal(set) var lastAnswer: Instant?
        /// The newest of each metric.
        public internal(set) var scores: [Metric: Double] = [:]
        /// Those that did not go on as a part of another.
        public internal(set) var cases = 0
        public internal(set) var active = 0
        public internal(set) var firstCase: Instant?
        public internal(set) var lastCase: Instant?

        init(known: Customers.Stored) { self.known = known }
    }

    /// Those that did not go on as another, page by page, oldest first.
    /// - Parameter place: the last of the page before.
    public static func page(
        after place: ID<Customer>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Stored] {
        let known = try connection.rows(
            """
            SELECT \(Customers.columns) FROM customers
            WHERE workspace = \(workspace) AND id > \(place?.raw ?? .min)
              AND merged_into IS NULL ORDER BY id LIMIT \(limit)
            """, Customers.read)
        guard let first = known.first?.id, let last = known.last?.id else { return [] }
        return try stored(
            known, "customer >= \(first) AND customer <= \(last)", workspace, connection)
    }

    /// Those of the customers that did not go on as another.
    public static func find(
        _ ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try ids.parts(of: 500).flatMap { part -> [Stored] in
            let list = SQL.list(Array(part))
            let known = try connection.rows(
                """
                SELECT \(Customers.columns) FROM customers
                WHERE workspace = \(workspace) AND id IN \(list) AND merged_into IS NULL
                """, Customers.read)
            return try stored(known, "customer IN \(list)", workspace, connection)
        }
    }

    private static func stored(
        _ known: [Customers.Stored], _ which: SQL, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [Stored] {
        var found = known.map(Stored.init)
        let places = Dictionary(
            uniqueKeysWithValues: found.enumerated().map { ($1.known.id, $0) })
        try connection.each(
            """
            SELECT customer, at, metric, score FROM responses
            WHERE workspace = \(workspace) AND \(which) AND status = 'completed'
            ORDER BY customer, at, id
            """
        ) { row in
            guard let place = places[row.id(0)] else { return }
            found[place].responses += 1
            found[place].firstAnswer = found[place].firstAnswer ?? row.instant(1)
            found[place].lastAnswer = row.instant(1)
            guard let metric = row.textOrNil(2).flatMap(Metric.init), let score = row.doubleOrNil(3)
            else { return }
            found[place].scores[metric] = score
        }
        try connection.each(
            """
            SELECT customer, COUNT(*), COUNT(CASE WHEN is_active = 1 THEN 1 END),
                MIN(opened), MAX(opened) FROM cases
            WHERE workspace = \(workspace) AND \(which) AND merged_into IS NULL GROUP BY customer
            """
        ) { row in
            guard let place = places[row.id(0)] else { return }
            found[place].cases = row.int(1)
            found[place].active = row.int(2)
            found[place].firstCase = row.instantOrNil(3)
            found[place].lastCase = row.instantOrNil(4)
        }
        return found
    }

    /// Who gave an answer.
    public static func ids(
        ofResponse response: ID<Response>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Customer>] {
        try connection.rows(
            """
            SELECT customer FROM responses
            WHERE workspace = \(workspace) AND id = \(response) AND customer IS NOT NULL
            """
        ) { $0.id(0) }
    }

    /// Whose a case is.
    public static func ids(
        ofCase one: ID<Case>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>] {
        try connection.rows(
            """
            SELECT customer FROM cases
            WHERE workspace = \(workspace) AND id = \(one) AND customer IS NOT NULL
            """
        ) { $0.id(0) }
    }
}
