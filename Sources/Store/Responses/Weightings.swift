public import Base
public import Domain
public import SQL

/// Weights of answers as documents. One is never changed: who wants another makes another.
public enum Weightings {
    public struct Stored: Sendable {
        public let id: ID<Weighting>
        public let instrument: ID<Instrument>
        public let weighting: Weighting
        public let author: String
        public let createdAt: Instant

        public init(
            id: ID<Weighting>, instrument: ID<Instrument>, weighting: Weighting, author: String,
            createdAt: Instant
        ) {
            self.id = id
            self.instrument = instrument
            self.weighting = weighting
            self.author = author
            self.createdAt = createdAt
        }
    }

    /// - Returns: false where the name is taken.
    public static func insert(
        _ row: Stored, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Bool {
        try connection.run(
            """
            INSERT INTO weightings (workspace, id, instrument, name, document, author, created)
            VALUES (\(workspace), \(row.id), \(row.instrument), \(row.weighting.name),
              \(row.weighting.document), \(row.author), \(row.createdAt))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    public static func list(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [Stored] {
        try connection.rows(
            """
            SELECT \(columns) FROM weightings
            WHERE workspace = \(workspace) AND instrument = \(instrument)
            ORDER BY name LIMIT 100
            """, read)
    }

    public static func find(
        _ id: ID<Weighting>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored? {
        try connection.first(
            "SELECT \(columns) FROM weightings WHERE workspace = \(workspace) AND id = \(id)",
            read)
    }

    public static func remove(
        _ id: ID<Weighting>, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            "DELETE FROM weightings WHERE workspace = \(workspace) AND id = \(id)")
    }

    private static let columns: SQL = "id, instrument, document, author, created"

    private static func read(_ row: Row) throws -> Stored {
        Stored(
            id: row.id(0), instrument: row.id(1),
            weighting: try Weighting(document: try row.json(2)), author: row.text(3),
            createdAt: row.instant(4))
    }
}

extension Customers {
    /// How many customers have each value of a trait: the margin that a sample is held against.
    public static func counts(
        ofTrait name: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> [JSON: Int] {
        var counts: [JSON: Int] = [:]
        try connection.each("SELECT traits FROM customers WHERE workspace = \(workspace)") { row in
            if let value = try row.json(0)[name], !value.isNull { counts[value, default: 0] += 1 }
        }
        return counts
    }
}
