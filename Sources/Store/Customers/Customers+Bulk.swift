public import Base
public import Domain
public import SQL

extension Customers {
    /// One of many that a file names.
    public struct Named: Sendable {
        public let key: String
        public let language: String?
        public let traits: JSON.Object

        public init(key: String, language: String?, traits: JSON.Object) {
            self.key = key
            self.language = language
            self.traits = traits
        }
    }

    /// `findOrMake` for many at once; a key that comes twice keeps the later traits.
    /// - Returns: the id of every key, and the keys that are new.
    public static func findOrMake(
        _ named: [Named], newID: () -> ID<Customer>, at now: Instant,
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> (ids: [String: ID<Customer>], new: [String]) {
        var wanted: [String: Named] = [:]
        var order: [String] = []
        for one in named {
            if let earlier = wanted[one.key] {
                wanted[one.key] = Named(
                    key: one.key, language: earlier.language,
                    traits: Traits.merged(earlier.traits, with: one.traits))
            } else {
                wanted[one.key] = one
                order.append(one.key)
            }
        }
        let all = order.compactMap { wanted[$0] }
        var ids = try known(all, now, workspace, connection)
        let missing = all.filter { ids[$0.key] == nil }
        let made = try make(missing, newID, now, workspace, connection)
        ids.merge(made) { $1 }
        let lost = missing.filter { ids[$0.key] == nil }
        // On PostgreSQL another transaction may have made some between the two statements.
        if !lost.isEmpty { ids.merge(try known(lost, now, workspace, connection)) { $1 } }
        return (ids, missing.map(\.key).filter { made[$0] != nil })
    }

    private static func known(
        _ named: [Named], _ now: Instant, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [String: ID<Customer>] {
        var ids: [String: ID<Customer>] = [:]
        var changed: [(id: ID<Customer>, traits: JSON.Object)] = []
        let byKey = Dictionary(named.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        for part in named.parts(of: 200) {
            try connection.each(
                """
                SELECT id, key, traits FROM customers
                WHERE workspace = \(workspace) AND key IN \(SQL.list(part.map(\.key)))
                """
            ) { row in
                let key = row.text(1)
                ids[key] = row.id(0)
                guard let traits = byKey[key]?.traits, !traits.isEmpty else { return }
                let old = try row.json(2).object ?? JSON.Object()
                let merged = Traits.merged(old, with: traits)
                if merged != old { changed.append((row.id(0), merged)) }
            }
        }
        for (id, traits) in changed {
            try connection.run(
                """
                UPDATE customers SET traits = \(JSON.object(traits)), changed = \(now)
                WHERE workspace = \(workspace) AND id = \(id)
                """)
        }
        try registerAll(changed.map(\.traits), in: workspace, on: connection)
        return ids
    }

    private static func make(
        _ named: [Named], _ newID: () -> ID<Customer>, _ now: Instant,
        _ workspace: ID<Workspace>, _ connection: any Connection
    ) throws -> [String: ID<Customer>] {
        try registerAll(named.map(\.traits), in: workspace, on: connection)
        var made: [String: ID<Customer>] = [:]
        for part in named.parts(of: 100) {
            let rows: [[SQLValue]] = part.map { one in
                [
                    workspace.sqlValue, newID().sqlValue, one.key.sqlValue, .null,
                    one.language?.sqlValue ?? .null, .text("[]"),
                    JSON.object(one.traits).sqlValue, .text("[]"), now.sqlValue, now.sqlValue,
                    one.key.lowercased().sqlValue,
                ]
            }
            try connection.each(
                """
                INSERT INTO customers (workspace, \(columns), search) VALUES \(SQL.rows(rows))
                ON CONFLICT DO NOTHING RETURNING id, key
                """
            ) { made[$0.text(1)] = $0.id(0) }
        }
        try SearchEntries.put(
            made.map { ($0.value, $0.key) }, at: now, in: workspace, on: connection)
        return made
    }

    /// Each name and type once, however many customers have it.
    private static func registerAll(
        _ all: [JSON.Object], in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        var seen = Set<String>()
        for traits in all {
            for member in traits.members
            where seen.insert("\(member.value.kind) \(member.key)").inserted {
                try register(JSON.Object([member]), in: workspace, on: connection)
            }
        }
    }
}
