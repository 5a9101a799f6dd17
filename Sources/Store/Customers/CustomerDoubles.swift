public import Base
public import Domain
public import SQL

/// Customers that share an address and may be one, and those of whom a person said that they are
/// not.
public enum CustomerDoubles {
    /// An address, and a customer with others who may be the same.
    public struct Double: Hashable, Sendable {
        public let contact: Contact
        /// Whoever is known longest first.
        public let customers: [ID<Customer>]
    }

    /// Those that nobody told apart, by who is known longest.
    /// - Returns: all of some customers, and the last of these where there are more.
    public static func list(
        after: ID<Customer>?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (doubles: [Double], next: ID<Customer>?) {
        var shared = try connection.rows(
            """
            SELECT a.kind, a.value, MIN(a.customer) AS first
            FROM customer_contacts AS a
            JOIN customer_contacts AS b ON b.workspace = a.workspace AND b.kind = a.kind
              AND b.value = a.value AND b.customer > a.customer
            WHERE a.workspace = \(workspace) AND NOT EXISTS (
              SELECT 1 FROM customer_distinctions AS d WHERE d.workspace = a.workspace
                AND d.one = a.customer AND d.other = b.customer)
            GROUP BY a.kind, a.value HAVING MIN(a.customer) > \(after?.raw ?? 0)
            ORDER BY first, a.kind, a.value LIMIT \(limit + 1)
            """
        ) { row in
            (
                contact: Contact(row.text(0) == "phone" ? .phone : .mail, row.text(1)),
                first: ID<Customer>(raw: row.int64(2))
            )
        }
        var next: ID<Customer>?
        if shared.count > limit, let last = shared.last?.first {
            // The last customer may go on beyond the page: it begins the next one.
            let whole = shared.filter { $0.first != last }
            shared = whole.isEmpty ? shared : whole
            next = shared.last?.first
        }
        let doubles = try shared.flatMap { one in
            try groups(
                of: CustomerContacts.find(
                    one.contact.kind, one.contact.value, in: workspace, on: connection),
                in: workspace, on: connection
            ).map { Double(contact: one.contact, customers: $0) }
        }
        return (doubles, next)
    }

    /// Each with those who may be the same and stand in no group yet.
    private static func groups(
        of customers: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [[ID<Customer>]] {
        let apart = try apart(customers, in: workspace, on: connection)
        var rest = customers
        var groups: [[ID<Customer>]] = []
        while rest.count > 1 {
            let first = rest.removeFirst()
            let others = rest.filter { !apart.contains(Pair(first, $0)) }
            guard !others.isEmpty else { continue }
            groups.append([first] + others)
            rest.removeAll(where: others.contains)
        }
        return groups
    }

    private static func apart(
        _ customers: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Set<Pair> {
        guard customers.count > 1 else { return [] }
        return Set(
            try connection.rows(
                """
                SELECT one, other FROM customer_distinctions
                WHERE workspace = \(workspace) AND one IN \(SQL.list(customers))
                """
            ) { Pair($0.id(0), $0.id(1)) })
    }

    // MARK: Told apart

    /// Two customers, whoever is named first.
    public struct Pair: Hashable, Sendable {
        public let one: ID<Customer>
        public let other: ID<Customer>

        public init(_ a: ID<Customer>, _ b: ID<Customer>) {
            one = a.raw < b.raw ? a : b
            other = a.raw < b.raw ? b : a
        }
    }

    /// That they are not the same person.
    public struct Distinction: Hashable, Sendable {
        public let pair: Pair
        public let by: String
        public let at: Instant

        public var place: Place { Place(at: at, pair: pair) }

        public init(_ pair: Pair, by: String, at: Instant) {
            self.pair = pair
            self.by = by
            self.at = at
        }

        /// Where it stands among all of them.
        public struct Place: Hashable, Sendable {
            public let at: Instant
            public let pair: Pair

            public init(at: Instant, pair: Pair) {
                self.at = at
                self.pair = pair
            }
        }
    }

    /// - Returns: false where that was said before.
    public static func insert(
        _ distinction: Distinction, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO customer_distinctions (workspace, one, other, said_by, at)
            VALUES (\(workspace), \(distinction.pair.one), \(distinction.pair.other),
                \(distinction.by), \(distinction.at))
            ON CONFLICT (workspace, one, other) DO NOTHING
            """) == 1
    }

    /// - Returns: false where it was not said.
    public static func remove(
        _ pair: Pair, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            DELETE FROM customer_distinctions WHERE workspace = \(workspace)
              AND one = \(pair.one) AND other = \(pair.other)
            """) == 1
    }

    /// Those who were told apart, what was said last first.
    /// - Parameter before: the last of the page before.
    public static func distinctions(
        before: Distinction.Place?, limit: Int, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Distinction] {
        let further: SQL =
            before.map { place -> SQL in
                """
                (at, one, other)
                  < (\(place.at.microseconds), \(place.pair.one), \(place.pair.other))
                """
            } ?? "1 = 1"
        return try connection.rows(
            """
            SELECT one, other, said_by, at FROM customer_distinctions
            WHERE workspace = \(workspace) AND \(further)
            ORDER BY at DESC, one DESC, other DESC LIMIT \(limit)
            """
        ) {
            Distinction(Pair($0.id(0), $0.id(1)), by: $0.text(2), at: $0.instant(3))
        }
    }
}
