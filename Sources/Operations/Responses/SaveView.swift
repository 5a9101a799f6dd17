public import Base
public import Domain
import Store

/// Keeps a way to look at answers under a name, for all who read answers.
public struct SaveView: Operation {
    public static let name = "views.save"
    public static let summary = "Keep a filter over answers, with its columns, under a name."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field("name", .text(max: 60)),
        Field(
            "address", .text(max: 4_000), .required,
            "What stands behind the question mark: instrument=…&filter=…&columns=…"),
    ]

    private let name: String
    private let address: String

    public init(_ input: Input) {
        name = input.text("name")
        address = input.text("address")
    }

    public func perform(on desk: Desk) async throws -> ViewResource {
        try await desk.write { ledger in
            let view = SavedViews.Stored(
                id: ledger.newID(), name: name, address: address, author: ledger.actor.name,
                createdAt: ledger.now)
            try SavedViews.insert(view, in: ledger.workspace, on: ledger.connection)
            return ViewResource(view)
        }
    }
}

/// The kept ways to look at answers.
public struct ListViews: Operation {
    public static let name = "views.list"
    public static let summary = "List the filters over answers that were kept under a name."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<ViewResource> {
        Page(
            try await desk.read { try SavedViews.list(in: desk.workspace, on: $0) }
                .map(ViewResource.init))
    }
}

/// Forgets one; its author may, and whoever edits questionnaires.
public struct RemoveView: Operation {
    public static let name = "views.remove"
    public static let summary = "Forget a kept filter."
    public static let access = Access.right(.answersRead)
    public static let input = [Field("view", .id(SavedView.idPrefix))]

    private let id: ID<SavedView>

    public init(_ input: Input) throws { id = try input.id("view") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger in
            guard
                let view = try SavedViews.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchView") }
            guard
                view.author == ledger.actor.name || ledger.actor.rights.contains(.instrumentsWrite)
            else { throw Refusal.denied(.right(.instrumentsWrite), ledger.actor) }
            try SavedViews.remove(id, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}

/// A kept way to look at answers.
public struct ViewResource: Resource {
    public let id: ID<SavedView>
    public let name: String
    public let address: String
    public let author: String

    init(_ stored: SavedViews.Stored) {
        id = stored.id
        name = stored.name
        address = stored.address
        author = stored.author
    }

    public static let shape = Shape.object([
        Field("id", .id(SavedView.idPrefix)), Field("name", .text(max: 60)),
        Field("address", .text(max: 4_000)), Field("author", .text(max: 64)),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "name": .string(name), "address": .string(address),
            "author": .string(author),
        ]
    }
}
