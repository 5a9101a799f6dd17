public import Base
import Domain
import SQL
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
            let waiting = try CaseSends.waiting(of: id, in: desk.workspace, on: connection)
            let sent = try Attachments.list(
                of: CaseFile.sendKind, waiting.map(\.id.raw), in: desk.workspace, on: connection)
            return DraftsResource(
                drafts: try user.map {
                    try CaseDrafts.of(id, by: $0, in: desk.workspace, on: connection)
                } ?? [:],
                waiting: waiting,
                names: waiting.isEmpty
                    ? [:] : try Users.names(in: desk.workspace, on: connection),
                held: try held(desk, connection),
                sent: Dictionary(grouping: sent) { $0.subject?.id ?? 0 })
        }
    }

    /// Files for the next answer, and how each would go now.
    private func held(_ desk: Desk, _ connection: any Connection) throws -> [HeldFile] {
        let ledger = Ledger(
            connection: connection, house: desk.house, actor: desk.actor, now: desk.now())
        let files = try ledger.heldFiles(for: id)
        guard !files.isEmpty,
            let one = try Cases.find(id, in: desk.workspace, on: connection)
        else { return [] }
        let route = try ledger.replyRoute(of: one)
        let ways = route.map { FileWay.of(files.map(\.attachment), by: $0.kind) }
        let hasAddress = try ledger.sendingTerms().address != nil
        return files.enumerated().map { place, file in
            HeldFile(file: file, way: ways?[place], hasAddress: hasAddress)
        }
    }
}

/// A file that waits to go with an answer.
struct HeldFile {
    let file: Attachments.Stored
    /// Nil where an answer goes nowhere.
    let way: FileWay?
    /// Whether private links can be made at all.
    let hasAddress: Bool

    static let fields =
        AttachmentResource.fields + [
            Field(
                "way", .choice(["along", "link"] + FileWay.Medium.allCases.map(\.rawValue)),
                .optional, "How it would go: with the answer, as a message of that kind, as a link."
            ),
            Field("reason", .choice(FileWay.Reason.allCases.map(\.rawValue)), .optional),
            Field("refusal", .text(), .optional, "Why it cannot go."),
        ]

    var json: JSON {
        var members = AttachmentResource(file).members
        switch way {
        case .along?: members.append(.init(key: "way", value: "along"))
        case .apart(let medium)?:
            members.append(.init(key: "way", value: .string(medium.rawValue)))
        case .link(let reason)?:
            members.append(.init(key: "way", value: "link"))
            members.append(.init(key: "reason", value: .string(reason.rawValue)))
            if !hasAddress { members.append(.init(key: "refusal", value: "fileNeedsAddress")) }
        case nil: break
        }
        return .object(JSON.Object(members))
    }
}

/// What is not sent yet.
public struct DraftsResource: Resource {
    let drafts: [CaseMessage.Kind: String]
    let waiting: [CaseSends.Stored]
    let names: [ID<User>: String]
    let held: [HeldFile]
    /// Files of what waits to be sent, by its number.
    let sent: [Int64: [Attachments.Stored]]

    public static let shape = Shape.object([
        Field("reply", .document(max: 20_000), .optional),
        Field("note", .document(max: 20_000), .optional),
        Field(
            "waiting",
            .array(
                .object([
                    Field("id", .id(CaseSends.Send.idPrefix)), Field("author", .id(User.idPrefix)),
                    Field("authorName", .text(), .optional),
                    Field("text", .document(max: 20_000)), Field("dueAt", .instant),
                    Field("files", .array(AttachmentResource.shape)),
                ])), .required, "Replies that can still be taken back."),
        Field(
            "files", .array(.object(HeldFile.fields)), .required, "Of yours, for the next answer."),
    ])

    public var json: JSON {
        [
            "reply": .optional(drafts[.reply]), "note": .optional(drafts[.note]),
            "waiting": .array(
                waiting.map {
                    [
                        "id": .string($0.id.description), "author": .string($0.author.description),
                        "authorName": .optional(names[$0.author]),
                        "text": .string($0.text), "dueAt": .string($0.due.iso8601),
                        "files": .array(
                            (sent[$0.id.raw] ?? []).map { AttachmentResource($0).json }),
                    ]
                }),
            "files": .array(held.map(\.json)),
        ]
    }
}
