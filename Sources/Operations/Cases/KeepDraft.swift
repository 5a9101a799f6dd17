public import Base
import Domain
import Store

/// Keeps what one began to write, so that no closed window loses it.
public struct KeepDraft: Operation {
    public static let name = "cases.keepDraft"
    public static let summary = "Keep the draft of your reply or note; an empty one is removed."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("kind", .choice(["reply", "note"])),
        Field("text", .document(max: 20_000), .optional),
    ]

    private let id: ID<Case>
    private let kind: CaseMessage.Kind
    private let text: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        kind = CaseMessage.Kind(rawValue: input.text("kind")) ?? .reply
        text = input.textOrNil("text") ?? ""
    }

    public func perform(on desk: Desk) async throws -> Done {
        guard let user = desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        return try await desk.write { ledger -> Done in
            try CaseDrafts.keep(
                text, kind, of: id, by: user, at: ledger.now, in: ledger.workspace,
                on: ledger.connection)
            return Done()
        }
    }
}

/// One's own drafts on a case, and what waits to be sent.
public struct ShowDrafts: Operation {
    public static let name = "cases.drafts"
    public static let summary = "Show your drafts on a case and the replies that wait to be sent."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> DraftsResource {
        let user = desk.actor.user
        return try await desk.read { connection in
            DraftsResource(
                drafts: try user.map {
                    try CaseDrafts.of(id, by: $0, in: desk.workspace, on: connection)
                } ?? [:],
                waiting: try CaseSends.waiting(of: id, in: desk.workspace, on: connection))
        }
    }
}

/// What is not sent yet.
public struct DraftsResource: Resource {
    let drafts: [CaseMessage.Kind: String]
    let waiting: [CaseSends.Stored]

    public static let shape = Shape.object([
        Field("reply", .document(max: 20_000), .optional),
        Field("note", .document(max: 20_000), .optional),
        Field(
            "waiting",
            .array(
                .object([
                    Field("id", .id(CaseSends.Send.idPrefix)), Field("author", .id(User.idPrefix)),
                    Field("text", .document(max: 20_000)), Field("dueAt", .instant),
                ])), .required, "Replies that can still be taken back."),
    ])

    public var json: JSON {
        [
            "reply": .optional(drafts[.reply]), "note": .optional(drafts[.note]),
            "waiting": .array(
                waiting.map {
                    [
                        "id": .string($0.id.description), "author": .string($0.author.description),
                        "text": .string($0.text), "dueAt": .string($0.due.iso8601),
                    ]
                }),
        ]
    }
}
