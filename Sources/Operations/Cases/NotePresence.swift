public import Base
import Domain
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
        return try await desk.write { ledger -> PresenceResource in
            try CasePresence.note(
                user, isTyping: isTyping, on: id, at: ledger.now, in: ledger.workspace,
                on: ledger.connection)
            let others = try CasePresence.others(
                than: user, on: id, at: ledger.now, in: ledger.workspace, on: ledger.connection)
            let names = try Users.names(in: ledger.workspace, on: ledger.connection)
            return PresenceResource(
                others: others.map { (names[$0.user] ?? $0.user.description, $0.isTyping) })
        }
    }
}

/// Who else is at a case.
public struct PresenceResource: Resource {
    let others: [(name: String, isTyping: Bool)]

    public static let shape = Shape.object([
        Field(
            "others",
            .array(.object([Field("name", .text()), Field("typing", .boolean)])))
    ])

    public var json: JSON {
        [
            "others": .array(
                others.map { ["name": .string($0.name), "typing": .bool($0.isTyping)] })
        ]
    }
}
