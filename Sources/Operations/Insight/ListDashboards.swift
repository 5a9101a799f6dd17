public import Base
public import Domain
import SQL
public import Store

public enum DashboardDocuments: DocumentFamily {
    public static let kind = Documents.Kind.dashboard
    // Who composes numbers is an analyst; who only reads them sees those that are for them.
    public static let readAccess = Access.right(.instrumentsWrite)
    public static let writeAccess = Access.right(.instrumentsWrite)

    public static func check(_ document: JSON, among others: DocumentSurroundings) throws {
        let tiles = try Dashboard(document: document).tiles
        let faults = tiles.enumerated().flatMap { place, tile in
            tile.faults.map {
                Refusal.Fault("tiles[\(place)].\($0.path)", $0.code, $0.values)
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
    }
}

/// The dashboards that are for who asks.
public struct ListDashboards: Operation {
    public static let name = "insight.dashboards"
    public static let summary = "List the dashboards that are for you, by role and team."
    public static let access = Access.right(.insightRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public init() {}

    public func perform(on desk: Desk) async throws -> Page<DashboardResource> {
        try await desk.bringLibrary()
        let found = try await desk.read { connection in
            try Documents.list(.dashboard, in: desk.workspace, on: connection)
        }
        let teams = try await desk.ownTeams()
        return Page(
            found.compactMap { DashboardResource($0) }.filter { $0.isFor(desk.actor, teams) })
    }
}

/// One dashboard.
public struct ShowDashboard: Operation {
    public static let name = "insight.dashboard"
    public static let summary = "Show a dashboard that is for you: its tiles as questions."
    public static let access = Access.right(.insightRead)
    public static let input = [Field("key", .text(max: 64))]

    private let key: String

    public init(_ input: Input) { key = input.text("key") }

    public init(_ key: String) { self.key = key }

    public func perform(on desk: Desk) async throws -> DashboardResource {
        try await desk.bringLibrary()
        let found = try await desk.read { [key] connection in
            try Documents.find(.dashboard, key, in: desk.workspace, on: connection)
        }
        let teams = try await desk.ownTeams()
        // Who may not see it learns not even that it is there.
        guard let found = found.flatMap({ DashboardResource($0) }),
            found.isFor(desk.actor, teams)
        else { throw Refusal(.notFound, "noSuchDocument", ["key": key]) }
        return found
    }
}

/// A dashboard with its version.
public struct DashboardResource: Resource {
    public let dashboard: Dashboard
    public let version: Int
    private let document: JSON

    /// Nil for a document that an older program wrote and this one cannot read.
    init?(_ stored: Documents.Stored) {
        guard let dashboard = try? Dashboard(document: stored.json) else { return nil }
        self.dashboard = dashboard
        version = stored.version
        document = stored.json
    }

    func isFor(_ actor: Actor, _ teams: Set<String>) -> Bool {
        if DashboardDocuments.writeAccess.allows(actor) { return true }
        var role: Role?
        if case .user(_, let own) = actor.kind { role = own }
        return dashboard.isFor(role, teams: teams)
    }

    public static let shape = Shape.object([
        Field("key", .text(max: 64)), Field("version", .integer(1...1_000_000)),
        Field("name", .wording), Field("about", .wording, .optional),
        Field("document", .any, .required, "Tiles, filters, who sees it."),
    ])

    public var json: JSON {
        [
            "key": .string(dashboard.key), "version": .integer(version),
            "name": dashboard.name.json, "about": dashboard.about?.json ?? .null,
            "document": document,
        ]
    }
}

extension Desk {
    /// Names of the teams the person is in or leads, and of all above them.
    func ownTeams() async throws -> Set<String> {
        guard let user = actor.user else { return [] }
        return try await read { [workspace] connection in
            let own = try Teams.teams(of: user, in: workspace, on: connection)
            guard !own.isEmpty else { return [] }
            let tree = try Teams.tree(in: workspace, on: connection)
            let all = Set(own + own.flatMap(tree.above))
            return Set(
                try Teams.list(in: workspace, on: connection).filter { all.contains($0.id) }
                    .map(\.name))
        }
    }
}
