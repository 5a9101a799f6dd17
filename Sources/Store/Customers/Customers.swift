public import Base
public import Domain
public import SQL

/// Customers as stored.
public enum Customers {
    public struct Stored: Hashable, Sendable {
        public let id: ID<Customer>
        public let customer: Customer
        public let createdAt: Instant
        public let changedAt: Instant

        public init(
            id: ID<Customer>, customer: Customer, createdAt: Instant, changedAt: Instant
        ) {
            self.id = id
            self.customer = customer
            self.createdAt = createdAt
            self.changedAt = changedAt
        }
    }

    public static func find(
        _ id: ID<Customer>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM customers WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    /// Who a customer is now: one that was merged is the other; nil for one that is not there.
    public static func standing(
        _ id: ID<Customer>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> ID<Customer>? {
        try connection.first(
            """
            SELECT COALESCE(merged_into, id) FROM customers
            WHERE workspace = \(workspace) AND id = \(id)
            """
        ) { $0.id(0) }
    }

    public static func find(
        key: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM customers WHERE workspace = \(workspace) AND key = \(key)",
            read)
    }

    /// Several at once.
    public static func find(
        _ ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>: Customer] {
        var found: [ID<Customer>: Customer] = [:]
        for part in ids.parts(of: 500) {
            try connection.each(
                """
                SELECT \(columns) FROM customers
                WHERE workspace = \(workspace) AND id IN \(SQL.list(Array(part)))
                """
            ) { row in
                let stored = try read(row)
                found[stored.id] = stored.customer
            }
        }
        return found
    }

    /// Names of some customers: what lists of cases and responses show.
    public static func labels(
        of ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>: String] {
        guard !ids.isEmpty else { return [:] }
        var labels: [ID<Customer>: String] = [:]
        let list = SQL.joined(Set(ids).sorted().map { "\($0)" }, by: ", ")
        try connection.each(
            """
            SELECT id, COALESCE(name, key) FROM customers
            WHERE workspace = \(workspace) AND id IN (\(list))
            """
        ) { labels[$0.id(0)] = $0.text(1) }
        return labels
    }

    /// Keys of some customers: by which a file names them.
    public static func keys(
        of ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>: String] {
        guard !ids.isEmpty else { return [:] }
        var keys: [ID<Customer>: String] = [:]
        let list = SQL.joined(Set(ids).sorted().map { "\($0)" }, by: ", ")
        try connection.each(
            "SELECT id, key FROM customers WHERE workspace = \(workspace) AND id IN (\(list))"
        ) { keys[$0.id(0)] = $0.text(1) }
        return keys
    }

    /// Traits of some customers: what conditions over their answers speak of.
    public static func traits(
        of ids: [ID<Customer>], in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [ID<Customer>: JSON.Object] {
        guard !ids.isEmpty else { return [:] }
        var traits: [ID<Customer>: JSON.Object] = [:]
        let list = SQL.joined(Set(ids).sorted().map { "\($0)" }, by: ", ")
        try connection.each(
            "SELECT id, traits FROM customers WHERE workspace = \(workspace) AND id IN (\(list))"
        ) { traits[$0.id(0)] = try $0.json(1).object }
        return traits
    }

    /// - Returns: false where the key is taken.
    public static func insert(
        _ stored: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        let customer = stored.customer
        try register(customer.traits, in: workspace, on: connection)
        let isNew =
            try connection.run(
                """
                INSERT INTO customers (workspace, \(columns), search)
                VALUES (\(workspace), \(stored.id), \(customer.key), \(customer.name),
                  \(customer.language), \(contacts(customer)), \(JSON.object(customer.traits)),
                  \(consents(customer)), \(stored.createdAt), \(stored.changedAt),
                  \(search(customer)))
                ON CONFLICT DO NOTHING
                """) == 1
        guard isNew else { return false }
        if !customer.contacts.isEmpty {
            try CustomerContacts.put(
                customer.contacts, of: stored.id, in: workspace, on: connection)
        }
        try index(stored.id, customer, at: stored.createdAt, in: workspace, on: connection)
        return true
    }

    public static func update(
        _ id: ID<Customer>, to customer: Customer, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try register(customer.traits, in: workspace, on: connection)
        try CustomerContacts.put(customer.contacts, of: id, in: workspace, on: connection)
        try connection.run(
            """
            UPDATE customers SET name = \(customer.name), language = \(customer.language),
              contacts = \(contacts(customer)), traits = \(JSON.object(customer.traits)),
              consents = \(consents(customer)), search = \(search(customer)), changed = \(now)
            WHERE workspace = \(workspace) AND id = \(id)
            """)
        try index(id, customer, at: now, in: workspace, on: connection)
    }

    private static func index(
        _ id: ID<Customer>, _ customer: Customer, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws {
        try SearchEntries.put(
            id.raw, .customer, at: now, said(customer), in: workspace, on: connection)
    }

    public static func count(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Int {
        try connection.first("SELECT COUNT(*) FROM customers WHERE workspace = \(workspace)") {
            $0.int(0)
        } ?? 0
    }

    static let columns: SQL =
        "id, key, name, language, contacts, traits, consents, created, changed"

    static func read(_ row: Row) throws -> Stored { try read(row, from: 0) }

    /// - Parameter first: the column of the id.
    static func read(_ row: Row, from first: Int) throws -> Stored {
        let contacts = try row.json(first + 4).array ?? []
        let consents = try row.json(first + 6).array ?? []
        return Stored(
            id: row.id(first),
            customer: Customer(
                key: row.text(first + 1), name: row.textOrNil(first + 2),
                language: row.textOrNil(first + 3), contacts: contacts.compactMap(contact),
                traits: try row.json(first + 5).object ?? JSON.Object(),
                consents: consents.compactMap(consent)),
            createdAt: row.instant(first + 7), changedAt: row.instant(first + 8))
    }
}

/// How the lists inside a customer stand in their columns.
extension Customers {
    private static func contacts(_ customer: Customer) -> JSON { json(customer.contacts) }

    static func json(_ contacts: [Contact]) -> JSON {
        .array(
            contacts.map {
                ["kind": .string($0.kind.rawValue), "value": .string($0.value)]
            })
    }

    static func contact(_ json: JSON) -> Contact? {
        guard let kind = json["kind"]?.string.flatMap(Contact.Kind.init(rawValue:)),
            let value = json["value"]?.string
        else { return nil }
        return Contact(kind, value)
    }

    private static func consents(_ customer: Customer) -> JSON {
        .array(
            customer.consents.map { one in
                var members = consent(one.purpose, isGranted: one.isGranted)
                members.append("at", .integer(one.at.microseconds))
                return .object(members)
            })
    }

    private static func consent(_ purpose: String, isGranted: Bool) -> JSON.Object {
        JSON.Object([
            .init(key: "purpose", value: .string(purpose)),
            .init(key: "granted", value: .bool(isGranted)),
        ])
    }

    /// With which the text of a consent begins that was given or taken back for a purpose.
    static func start(ofConsent purpose: String, isGranted: Bool) -> String {
        String(JSON.object(consent(purpose, isGranted: isGranted)).text.dropLast()) + ","
    }

    private static func consent(_ json: JSON) -> Consent? {
        guard let purpose = json["purpose"]?.string, let isGranted = json["granted"]?.bool,
            let at = json["at"]?.integer
        else { return nil }
        return Consent(
            purpose: purpose, isGranted: isGranted, at: Instant(microseconds: Int64(at)))
    }

    /// What a search looks through, in small letters.
    static func search(_ customer: Customer) -> String { said(customer).lowercased() }

    /// Key, name and contacts, a line each.
    static func said(_ customer: Customer) -> String {
        ([customer.key] + [customer.name].compactMap { $0 } + customer.contacts.map(\.value))
            .joined(separator: "\n")
    }
}
