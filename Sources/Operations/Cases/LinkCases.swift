public import Base
import Domain
import SQL
import Store

/// Says that two cases have to do with each other.
public struct LinkCases: Operation {
    public static let name = "cases.link"
    public static let summary = "Link a case to a related one."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("other", .id(Case.idPrefix)),
    ]

    private let id: ID<Case>
    private let other: ID<Case>

    public init(_ input: Input) throws {
        id = try input.id("case")
        other = try input.id("other")
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            guard id != other else { throw Refusal.invalid("other", "sameCase") }
            let (one, _) = try ledger.take(id)
            guard try Cases.find(other, in: ledger.workspace, on: ledger.connection) != nil else {
                throw Refusal.invalid("other", "noSuchCase")
            }
            try CaseLinks.insert(
                id, other, kind: "related", by: ledger.actor.name, at: ledger.now,
                in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "case.linked", .init(id), customer: one.customer?.raw,
                ["other": .string(other.description)])
            return Done()
        }
    }
}

/// Takes one concern out of a case into a case of its own.
public struct SplitCase: Operation {
    public static let name = "cases.split"
    public static let summary =
        "Open a case of its own for one message of another; both are linked."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("message", .id(CaseMessage.idPrefix)),
        Field("title", .text(max: 500)),
    ]

    private let id: ID<Case>
    private let message: ID<CaseMessage>
    private let title: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        message = try input.id("message")
        title = input.text("title")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            let thread = try CaseMessages.list(
                of: id, limit: 500, in: ledger.workspace, on: ledger.connection)
            guard let words = thread.first(where: { $0.id == message }) else {
                throw Refusal.invalid("message", "noSuchMessage")
            }
            var draft = CaseDraft(title: Wording(zh: title, en: title))
            draft.kind = one.kind
            draft.severity = one.severity
            draft.customer = one.customer
            draft.team = one.team
            draft.origin = Case.Origin(channel: one.origin.channel)
            draft.words = words.text
            let said: ID<CaseMessage> = ledger.newID()
            draft.messageID = said
            let split = try ledger.open(draft)
            try ledger.keepWay(of: message, for: said, in: split.id)
            try CaseLinks.insert(
                split.id, id, kind: "split", by: ledger.actor.name, at: ledger.now,
                in: ledger.workspace, on: ledger.connection)
            return try split.resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    /// Answers in the case split off go back as they would have gone before.
    fileprivate func keepWay(
        of message: ID<CaseMessage>, for said: ID<CaseMessage>, in id: ID<Case>
    ) throws {
        let found = try CaseWays.find([message], in: workspace, on: connection)
        guard let way = found[message], way.joined != nil else { return }
        // The name of the message stays where it was: what answers it goes on there.
        try CaseWays.insert(
            CaseWay(
                message: said, kind: way.kind, channel: way.channel, address: way.address,
                subject: way.subject, reference: nil, joined: .hand, doubt: way.doubt),
            of: id, in: workspace, on: connection)
    }
}

/// What a case has to do with others.
public struct ListCaseTies: Operation {
    public static let name = "cases.ties"
    public static let summary = "List the cases that are linked to a case or merged into it."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Page<CaseTieResource> {
        try await desk.read { connection in
            let links = try CaseLinks.of(id, in: desk.workspace, on: connection)
            let merged = try CaseMerges.sources(of: id, in: desk.workspace, on: connection)
            let ties = links.map { ($0.other, $0.kind) } + merged.map { ($0, "merged") }
            let found = try Cases.find(ties.map(\.0), in: desk.workspace, on: connection)
            let titles = Dictionary(uniqueKeysWithValues: Set(found).map { ($0.id, $0.title) })
            return Page(
                ties.compactMap { id, kind in
                    titles[id].map { CaseTieResource(other: id, kind: kind, title: $0) }
                })
        }
    }
}

/// One tie of a case.
public struct CaseTieResource: Resource {
    let other: ID<Case>
    let kind: String
    let title: Wording

    public static let shape = Shape.object([
        Field("case", .id(Case.idPrefix)),
        Field("kind", .choice(["related", "split", "merged"])),
        Field("title", .object([Field("zh", .text(max: 500)), Field("en", .text(max: 500))])),
    ])

    public var json: JSON {
        ["case": .string(other.description), "kind": .string(kind), "title": title.json]
    }
}
