public import Base
import Domain
import SQL
import Store

/// Says that one looks at a case, and hears who else does.
public struct NotePresence: Operation {
    public static let name = "cases.presence"
    public static let summary =
        "Say that you look at a case or write on it; answers who else does just now."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("typing", .boolean, .optional),
    ]

    private let id: ID<Case>
    private let isTyping: Bool

    public init(_ input: Input) throws {
        id = try input.id("case")
        isTyping = input.bool("typing")
    }

    public func perform(on desk: Desk) async throws -> PresenceResource {
        guard let user = desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        let place = CasePresence.Place(workspace: desk.workspace, one: id, user: user)
        return try await desk.write { ledger -> PresenceResource in
            try CasePresence.note(
                place, isTyping: isTyping, at: ledger.now, on: ledger.connection)
            ledger.connection.notify(presenceChannel)
            let seen = try CasePresence.at(
                [id], at: ledger.now, in: ledger.workspace, on: ledger.connection)
            return PresenceResource(
                (seen[id] ?? []).filter { $0.user != user },
                try Users.names(in: ledger.workspace, on: ledger.connection),
                visitors: try ChatVisitors.at(
                    [id], at: ledger.now, in: ledger.workspace, on: ledger.connection)[id] ?? [],
                at: ledger.now)
        }
    }
}

/// Who else is at a case.
public struct PresenceResource: Resource, Hashable {
    struct Other: Hashable {
        let name: String
        let isTyping: Bool
    }

    let others: [Other]
    /// What the customer does in the chat of a site; nil where nobody is there.
    let visitor: Visitor?

    enum Visitor: String, CaseIterable, Sendable { case here, typing }

    init(
        _ seen: [CasePresence.Seen], _ names: [ID<User>: String], visitors: [ChatVisitor] = [],
        at now: Instant
    ) {
        visitor =
            visitors.isEmpty ? nil : visitors.contains { $0.isTyping(at: now) } ? .typing : .here
        others = seen.map {
            Other(name: names[$0.user] ?? $0.user.description, isTyping: $0.isTyping)
        }
    }

    public static let shape = Shape.object([
        Field(
            "others",
            .array(.object([Field("name", .text()), Field("typing", .boolean)]))),
        Field(
            "visitor", .choice(Visitor.allCases.map(\.rawValue)), .optional,
            "What the customer does in the chat of the site."),
    ])

    public var json: JSON {
        [
            "others": .array(
                others.map { ["name": .string($0.name), "typing": .bool($0.isTyping)] }),
            "visitor": .optional(visitor?.rawValue),
        ]
    }
}
