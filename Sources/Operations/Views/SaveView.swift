public import Base
public import Domain
import SQL
import Store

/// A list that views can be kept of.
public protocol ViewedList: Sendable {
    static var room: SavedView.Room { get }
    /// Who may see the list.
    static var right: Right { get }
    /// Who may take views of others away.
    static var tidyingRight: Right { get }
}

public enum ViewedCases: ViewedList {
    public static let room = SavedView.Room.cases
    public static let right = Right.casesRead
    public static let tidyingRight = Right.casesDirect
}

public enum ViewedCustomers: ViewedList {
    public static let room = SavedView.Room.customers
    public static let right = Right.customersRead
    public static let tidyingRight = Right.customersWrite
}

public enum ViewedResponses: ViewedList {
    public static let room = SavedView.Room.responses
    public static let right = Right.answersRead
    public static let tidyingRight = Right.instrumentsWrite
}

/// Keeps a way to look at a list under a name.
public struct SaveView<List: ViewedList>: Operation {
    public static var name: String { "\(List.room.rawValue).saveView" }
    public static var summary: String {
        "Keep a way to look at \(List.room.rawValue) under a name, for yourself or for all."
    }
    public static var access: Access { .right(List.right) }
    public static var input: [Field] {
        [
            Field("name", .text(max: 60)),
            Field(
                "address", .text(max: 4_000), .required,
                "What stands behind the question mark of the page: filter=…"),
            Field("shared", .boolean, .optional, "For all who see the list."),
        ]
    }

    private let title: String
    private let address: String
    private let isShared: Bool

    public init(_ input: Input) {
        title = input.text("name")
        address = input.text("address")
        isShared = input.bool("shared")
    }

    public func perform(on desk: Desk) async throws -> ViewResource {
        try await desk.write { ledger -> ViewResource in
            let view = SavedView(
                id: ledger.newID(), room: List.room, name: title, address: address,
                author: ledger.actor.name, isShared: isShared, createdAt: ledger.now)
            try SavedViews.insert(view, in: ledger.workspace, on: ledger.connection)
            return ViewResource(view: view)
        }
    }
}

/// The kept ways to look at a list.
public struct ListViews<List: ViewedList>: Operation {
    public static var name: String { "\(List.room.rawValue).views" }
    public static var summary: String {
        "List your kept ways to look at \(List.room.rawValue), and those shared with you."
    }
    public static var access: Access { .right(List.right) }
    public static var input: [Field] { [] }

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<ViewResource> {
        let author = desk.actor.name
        return Page(
            try await desk.read {
                try SavedViews.list(List.room, for: author, in: desk.workspace, on: $0)
            }.map(ViewResource.init))
    }
}

/// Takes one away; its author may, and who keeps the list in order may take away shared ones.
public struct RemoveView<List: ViewedList>: Operation {
    public static var name: String { "\(List.room.rawValue).removeView" }
    public static var summary: String {
        "Remove a kept way to look at \(List.room.rawValue): your own, or a shared one with "
            + "the right \(List.tidyingRight.rawValue)."
    }
    public static var access: Access { .right(List.right) }
    public static var input: [Field] { [Field("view", .id(SavedView.idPrefix))] }

    private let id: ID<SavedView>

    public init(_ input: Input) throws { id = try input.id("view") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let view = try SavedViews.find(id, in: ledger.workspace, on: ledger.connection)
            let actor = ledger.actor
            // Of what somebody keeps for themselves others learn nothing.
            guard let view, view.room == List.room, view.isShared || view.author == actor.name
            else { throw Refusal(.notFound, "noSuchView") }
            guard view.author == actor.name || actor.rights.contains(List.tidyingRight)
            else { throw Refusal.denied(.right(List.tidyingRight), actor) }
            try SavedViews.remove(id, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}

/// A kept way to look at a list.
public struct ViewResource: Resource {
    public let view: SavedView

    public static let shape = Shape.object([
        Field("id", .id(SavedView.idPrefix)), Field("name", .text(max: 60)),
        Field("address", .text(max: 4_000)), Field("author", .text(max: 64)),
        Field("shared", .boolean),
    ])

    public var json: JSON {
        [
            "id": .string(view.id.description), "name": .string(view.name),
            "address": .string(view.address), "author": .string(view.author),
            "shared": .bool(view.isShared),
        ]
    }
}
