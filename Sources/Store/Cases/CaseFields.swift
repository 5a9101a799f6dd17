public import Base
public import Domain
public import SQL

/// What conditions ask of a case, without all else that a case is: a report asks it of a hundred
/// thousand at once.
public struct CaseFields: Sendable {
    public let id: ID<Case>
    public let customer: ID<Customer>?
    private let values: [String: JSON]
    private let fields: JSON?

    /// What the steps asked for and got, where that was asked.
    public var recorded: JSON.Object { fields?.object ?? .init() }

    /// As `Case.field` answers.
    public func field(_ name: String) -> JSON? {
        name.hasPrefix("fields.") ? fields?[String(name.dropFirst(7))] : values[name]
    }

    /// Of the cases that were chosen, in no order.
    /// - Parameter names: all that may be asked.
    public static func list(
        _ selection: Cases.Selection, asking names: Set<String>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseFields] {
        try list(Cases.conditions(selection), names, workspace, connection)
    }

    public static func list(
        _ ids: [ID<Case>], asking names: Set<String>, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [CaseFields] {
        try ids.parts(of: 500).flatMap {
            try list(["id IN \(SQL.list(Array($0)))"], names, workspace, connection)
        }
    }

    /// All that may be asked.
    static let everything = Set(places.map(\.name) + ["fields.*"])

    static func list(
        _ which: [SQL], _ names: Set<String>, _ workspace: ID<Workspace>,
        _ connection: any Connection
    ) throws -> [CaseFields] {
        let asked = places.filter { names.contains($0.name) }
        let asksFields = names.contains { $0.hasPrefix("fields.") }
        let columns: [SQL] =
            ["id", "customer", asksFields ? "fields" : "NULL"] + asked.map(\.column)
        return try connection.rows(
            """
            SELECT \(SQL.joined(columns, by: ", ")) FROM cases
            WHERE \(SQL.joined(["workspace = \(workspace)"] + which, by: " AND "))
            """
        ) { row in
            var values: [String: JSON] = [:]
            for (index, place) in asked.enumerated() {
                values[place.name] = try place.read(row, index + 3)
            }
            return CaseFields(
                id: row.id(0), customer: row.idOrNil(1), values: values,
                fields: asksFields ? try row.json(2) : nil)
        }
    }

    /// Where a name stands, and how it is read.
    private struct Place: Sendable {
        let name: String
        let column: SQL
        let read: @Sendable (Row, Int) throws -> JSON?
    }

    private static let places: [Place] = [
        number("number", "number"), word("kind", "kind"), word("severity", "severity"),
        word("status", "status"),
        word("step", "step"), word("channel", "channel"),
        word("stage", "stage"), number("reopenings", "reopenings"), number("appeals", "appeals"),
        Place(name: "process", column: "process") { .string($0.stamp($1).key) },
        Place(name: "process_version", column: "process") { .integer($0.stamp($1).version) },
        Place(name: "team", column: "team") { row, place in
            .optional((row.idOrNil(place) as ID<Team>?)?.description)
        },
        Place(name: "assignee", column: "assignee") { row, place in
            .optional((row.idOrNil(place) as ID<User>?)?.description)
        },
        Place(name: "tags", column: "tags") { try $0.json($1) },
        Place(
            name: "has_response", column: "CASE WHEN response IS NULL THEN 0 ELSE 1 END"
        ) { .bool($0.bool($1)) },
        Place(name: "outcome.key", column: "outcome") { .optional($0.textOrNil($1)) },
        Place(
            name: "outcome.early", column: "CASE WHEN outcome IS NOT NULL THEN outcome_early END"
        ) { row, place in row.int64OrNil(place).map { .bool($0 != 0) } },
    ]

    private static func word(_ name: String, _ column: SQL) -> Place {
        Place(name: name, column: column) { .optional($0.textOrNil($1)) }
    }

    private static func number(_ name: String, _ column: SQL) -> Place {
        Place(name: name, column: column) { .integer($0.int($1)) }
    }
}
