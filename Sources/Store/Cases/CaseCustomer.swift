public import Base
public import Domain
public import SQL

/// What cases and their rules need to know of a customer.
public struct CaseCustomer: Hashable, Sendable {
    public let id: ID<Customer>
    public let key: String?
    public let name: String?
    public let language: String?
    public let traits: JSON.Object

    /// What to call the customer.
    public var label: String? { name ?? key }

    public static func find(
        _ ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [CaseCustomer] {
        guard !ids.isEmpty else { return [] }
        let list = SQL.joined(ids.map { "\($0)" }, by: ", ")
        return try connection.rows(
            """
            SELECT id, key, name, language, traits FROM customers
            WHERE workspace = \(workspace) AND id IN (\(list))
            """
        ) { row in
            CaseCustomer(
                id: row.id(0), key: row.textOrNil(1), name: row.textOrNil(2),
                language: row.textOrNil(3), traits: try row.json(4).object ?? .init())
        }
    }

    /// A value for conditions: `key`, `name`, `language`, or a trait.
    public func field(_ name: some StringProtocol) -> JSON? {
        switch name {
        case "key": .optional(key)
        case "name": .optional(self.name)
        case "language": .optional(language)
        default: traits[String(name)]
        }
    }
}
