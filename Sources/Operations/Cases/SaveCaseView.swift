public import Base
import Domain
import SQL
import Store

/// Keeps a filter of the queue.
public struct SaveCaseView: Operation {
    public static let name = "cases.saveView"
    public static let summary = "Save a filter of the queue, for yourself or for all."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("name", .text(max: 60)),
        Field("query", .text(max: 3_000), .required, "The queue's address after the `?`."),
        Field("shared", .boolean, .optional, "For all who see cases."),
    ]

    private let title: String
    private let query: String
    private let isShared: Bool

    public init(_ input: Input) {
        title = input.text("name")
        query = input.text("query")
        isShared = input.bool("shared")
    }

    public func perform(on desk: Desk) async throws -> CaseViewResource {
        guard let user = desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        return try await desk.write { ledger -> CaseViewResource in
            let view = CaseViews.Stored(
                id: ledger.newID(), owner: user, name: title, query: query, isShared: isShared)
            try CaseViews.insert(view, in: ledger.workspace, on: ledger.connection)
            return CaseViewResource(view: view)
        }
    }
}

/// The saved filters one may use.
public struct ListCaseViews: Operation {
    public static let name = "cases.views"
    public static let summary = "List your saved filters of the queue and those shared with you."
    public static let access = Access.right(.casesRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<CaseViewResource> {
        guard let user = desk.actor.user else { return Page([]) }
        return Page(
            try await desk.read { try CaseViews.list(for: user, in: desk.workspace, on: $0) }
                .map(CaseViewResource.init))
    }
}

/// Takes a saved filter away.
public struct DeleteCaseView: Operation {
    public static let name = "cases.deleteView"
    public static let summary = "Delete a saved filter: your own, or any if you direct cases."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("view", .id(CaseViews.View.idPrefix))]

    private let view: ID<CaseViews.View>

    public init(_ input: Input) throws { view = try input.id("view") }

    public func perform(on desk: Desk) async throws -> Done {
        guard let user = desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        let owner = desk.actor.rights.contains(.casesDirect) ? nil : user
        return try await desk.write { ledger -> Done in
            let deleted = try CaseViews.delete(
                view, of: owner, in: ledger.workspace, on: ledger.connection)
            guard deleted else { throw Refusal(.notFound, "noSuchView") }
            return Done()
        }
    }
}

/// A saved filter.
public struct CaseViewResource: Resource {
    let view: CaseViews.Stored

    public static let shape = Shape.object([
        Field("id", .id(CaseViews.View.idPrefix)),
        Field("name", .text(max: 60)),
        Field("query", .text(max: 3_000)),
        Field("owner", .id(User.idPrefix)),
        Field("shared", .boolean),
    ])

    public var json: JSON {
        [
            "id": .string(view.id.description), "name": .string(view.name),
            "query": .string(view.query), "owner": .string(view.owner.description),
            "shared": .bool(view.isShared),
        ]
    }
}
