public import Base
public import Domain
public import SQL

/// Customers that turned out to be one.
public enum CustomerMerges {
    public struct Stored: Hashable, Sendable {
        public let source: ID<Customer>
        public let target: ID<Customer>
        public let at: Instant
        /// The target's before.
        public let contacts: [Contact]

        public init(
            source: ID<Customer>, target: ID<Customer>, at: Instant, contacts: [Contact]
        ) {
            self.source = source
            self.target = target
            self.at = at
            self.contacts = contacts
        }
    }

    /// Tables whose rows go over to the other. Events stay as they were written.
    private static let tables: [StaticString] = ["cases", "responses", "outbox", "invitations"]

    /// Hands over all that is the source's, noting each row.
    public static func insert(
        _ merge: Stored, by author: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO customer_merges (workspace, source, target, at, author, contacts)
            VALUES (\(workspace), \(merge.source), \(merge.target), \(merge.at), \(author),
              \(Customers.json(merge.contacts)))
            """)
        for table in tables {
            try connection.run(
                """
                INSERT INTO customer_merge_rows (workspace, source, at, kind, id)
                SELECT workspace, \(merge.source), \(merge.at), \("\(table)"), id
                FROM \(name: table)
                WHERE workspace = \(workspace) AND customer = \(merge.source)
                """)
            try connection.run(
                """
                UPDATE \(name: table) SET customer = \(merge.target)
                WHERE workspace = \(workspace) AND customer = \(merge.source)
                """)
        }
        try connection.run(
            """
            UPDATE customers SET merged_into = \(merge.target)
            WHERE workspace = \(workspace)
              AND (id = \(merge.source) OR merged_into = \(merge.source))
            """)
        try connection.run(
            """
            DELETE FROM customer_contacts
            WHERE workspace = \(workspace) AND customer = \(merge.source)
            """)
    }

    /// The merge of a source that stands.
    public static func find(
        _ source: ID<Customer>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            """
            SELECT source, target, at, contacts FROM customer_merges
            WHERE workspace = \(workspace) AND source = \(source) AND undone IS NULL
            ORDER BY at DESC LIMIT 1
            """
        ) { row in
            Stored(
                source: row.id(0), target: row.id(1), at: row.instant(2),
                contacts: try (row.json(3).array ?? []).compactMap(Customers.contact))
        }
    }

    /// Those that were merged into a customer.
    public static func sources(
        of target: ID<Customer>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>] {
        try connection.rows(
            """
            SELECT id FROM customers WHERE workspace = \(workspace) AND merged_into = \(target)
            ORDER BY id
            """
        ) { $0.id(0) }
    }

    /// Gives back what was handed over and is still the target's.
    public static func undo(
        _ merge: Stored, contacts: [Contact], at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        for table in tables {
            try connection.run(
                """
                UPDATE \(name: table) SET customer = \(merge.source)
                WHERE workspace = \(workspace) AND customer = \(merge.target) AND id IN (
                  SELECT id FROM customer_merge_rows WHERE workspace = \(workspace)
                    AND source = \(merge.source) AND at = \(merge.at) AND kind = \("\(table)"))
                """)
        }
        try connection.run(
            """
            UPDATE customer_merges SET undone = \(now)
            WHERE workspace = \(workspace) AND source = \(merge.source) AND at = \(merge.at)
            """)
        try connection.run(
            """
            UPDATE customers SET merged_into = NULL
            WHERE workspace = \(workspace) AND id = \(merge.source)
            """)
        try CustomerContacts.put(contacts, of: merge.source, in: workspace, on: connection)
    }
}
