public import Base
public import Domain
public import SQL

/// Customers by their addresses, compared in small letters.
public enum CustomerContacts {
    /// Who has this address, the longest known first.
    public static func find(
        _ kind: Contact.Kind, _ value: String, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [ID<Customer>] {
        try connection.rows(
            """
            SELECT customer FROM customer_contacts
            WHERE workspace = \(workspace) AND kind = \(kind.rawValue)
              AND value = \(value.lowercased()) ORDER BY customer
            """
        ) { $0.id(0) }
    }

    /// Keeps the list beside the customer as it is now.
    static func put(
        _ contacts: [Contact], of customer: ID<Customer>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try connection.run(
            """
            DELETE FROM customer_contacts WHERE workspace = \(workspace) AND customer = \(customer)
            """)
        for contact in contacts {
            try connection.run(
                """
                INSERT INTO customer_contacts (workspace, kind, value, customer)
                VALUES (\(workspace), \(contact.kind.rawValue), \(contact.value.lowercased()),
                  \(customer))
                ON CONFLICT DO NOTHING
                """)
        }
    }

    private static let isFilled = "customer contacts"

    /// Fills the list for customers that were there before it was kept. Once.
    public static func fill(on connection: any Connection) throws {
        if let lock = connection.dialect.lock(isFilled) { try connection.each(lock) { _ in } }
        guard try connection.setting(isFilled, workspace: .installation) == nil else { return }
        var last = (workspace: Int64.min, id: Int64.min)
        while true {
            let rows = try connection.rows(
                """
                SELECT workspace, \(Customers.columns) FROM customers
                WHERE contacts <> '[]'
                  AND (workspace > \(last.workspace) OR workspace = \(last.workspace)
                    AND id > \(last.id))
                ORDER BY workspace, id LIMIT 1000
                """
            ) { row in
                (workspace: row.id(0, Workspace.self), stored: try Customers.read(row, from: 1))
            }
            for (workspace, stored) in rows {
                try put(stored.customer.contacts, of: stored.id, in: workspace, on: connection)
            }
            guard let end = rows.last else { break }
            last = (end.workspace.raw, end.stored.id.raw)
        }
        try connection.set(isFilled, to: true, workspace: .installation)
    }
}

extension Row {
    fileprivate func id<Kind>(_ column: Int, _: Kind.Type) -> ID<Kind> { id(column) }
}
