public import Base
public import Domain
public import SQL

extension Customers {
    /// The customer of an answer's hidden key: found, or made with it. Traits that come along are
    /// kept, the newest winning.
    /// - Parameters:
    ///   - key: checked by `Customer.checked(key:)`.
    ///   - traits: checked by `Traits.checked`.
    ///   - language: of a new customer.
    ///   - newID: asked only where the customer is new.
    public static func findOrMake(
        key: String, language: String? = nil, traits: JSON.Object = JSON.Object(),
        newID: () -> ID<Customer>, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (id: ID<Customer>, isNew: Bool) {
        if let id = try found(key, traits, now, workspace, connection) { return (id, false) }
        let id = newID()
        let stored = Stored(
            id: id, customer: try Customer(key: key, language: language, traits: traits),
            createdAt: now, changedAt: now)
        if try insert(stored, in: workspace, on: connection) { return (id, true) }
        // On PostgreSQL another transaction may have made it between the two statements.
        guard let id = try found(key, traits, now, workspace, connection) else {
            throw DatabaseError(.other, "customer \(key) is neither there nor can be made")
        }
        return (id, false)
    }

    private static func found(
        _ key: String, _ traits: JSON.Object, _ now: Instant, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> ID<Customer>? {
        guard !traits.isEmpty else {
            return try connection.first(
                """
                SELECT COALESCE(merged_into, id) FROM customers
                WHERE workspace = \(workspace) AND key = \(key)
                """
            ) { $0.id(0) }
        }
        let known = try connection.first(
            "SELECT id, traits FROM customers WHERE workspace = \(workspace) AND key = \(key)"
        ) { (id: $0.id(0, Customer.self), traits: try $0.json(1).object ?? JSON.Object()) }
        guard let known else { return nil }
        let merged = Traits.merged(known.traits, with: traits)
        if merged != known.traits {
            try register(traits, in: workspace, on: connection)
            try connection.run(
                """
                UPDATE customers SET traits = \(JSON.object(merged)), changed = \(now)
                WHERE workspace = \(workspace) AND id = \(known.id)
                """)
        }
        return known.id
    }

    /// Which traits there are and what they hold: what filters may speak of.
    public static func traitTypes(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [String: ValueType] {
        var types: [String: ValueType] = [:]
        try connection.each(
            "SELECT name, kind FROM traits WHERE workspace = \(workspace) ORDER BY name"
        ) { types[$0.text(0)] = ValueType(rawValue: $0.text(1)) ?? .any }
        return types
    }

    /// Remembers new names; a name that holds different types becomes one of any type.
    static func register(
        _ traits: JSON.Object, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        for member in traits.members {
            let kind: ValueType
            switch member.value {
            case .number: kind = .number
            case .string: kind = .text
            case .bool: kind = .bool
            case .null, .array, .object: continue
            }
            try connection.run(
                """
                INSERT INTO traits (workspace, name, kind)
                VALUES (\(workspace), \(member.key), \(kind.rawValue))
                ON CONFLICT (workspace, name) DO UPDATE SET kind = \(ValueType.any.rawValue)
                WHERE traits.kind <> \(kind.rawValue)
                """)
        }
    }
}

extension Row {
    fileprivate func id<Kind>(_ column: Int, _: Kind.Type) -> ID<Kind> { id(column) }
}
