import Base
import Domain
import SQL
import Store

/// Takes one concern out of a case into a case of its own.
public struct SplitCase: Operation {
    public static let name = "cases.split"
    public static let summary = """
        Open a case of its own for some of what a customer said in another, with its files; both \
        are linked. Undone within a day.
        """
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("message", .id(CaseMessage.idPrefix), .optional, "One, where it is one."),
        Field(
            "messages", .array(.id(CaseMessage.idPrefix), max: 200), .optional,
            "What the customer said, and notes on it, however old."),
        Field("title", .text(max: 500)),
    ]

    private let id: ID<Case>
    private let messages: [ID<CaseMessage>]
    private let title: String

    public init(_ input: Input) throws {
        id = try input.id("case")
        let one: ID<CaseMessage>? = try input.idOrNil("message")
        let more = input.texts("messages").compactMap { ID<CaseMessage>($0) }
        messages = Array(Set(more + [one].compactMap(\.self)))
        title = input.text("title")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (one, _) = try ledger.take(id)
            let taken = try ledger.messages(messages, of: id)
            var draft = CaseDraft(title: Wording(zh: title, en: title))
            draft.kind = one.kind
            draft.severity = one.severity
            draft.customer = one.customer
            draft.team = one.team
            draft.origin = Case.Origin(channel: one.origin.channel)
            var split = try ledger.open(draft)
            try ledger.copy(taken, of: one, into: split)
            if let words = taken.last(where: { $0.kind == .received })?.text,
                split.kind != .corrective
            {
                split = try ledger.sense(split, words)
            }
            return try split.resource(on: desk, ledger.connection)
        }
    }
}

extension Ledger {
    /// Some of a case's thread. What was answered stays where it was answered.
    fileprivate func messages(
        _ ids: [ID<CaseMessage>], of id: ID<Case>
    ) throws -> [CaseMessage] {
        guard !ids.isEmpty else { throw Refusal.invalid("messages", "required") }
        let thread = [id] + (try CaseMerges.sources(of: id, in: workspace, on: connection))
        let found = try CaseMessages.find(ids, ofAny: thread, in: workspace, on: connection)
        guard found.count == ids.count else {
            throw Refusal.invalid("messages", "noSuchMessage")
        }
        guard found.allSatisfy({ $0.kind != .reply }) else {
            throw Refusal.invalid("messages", "replyStays")
        }
        return found
    }

    /// The same words at the same times once more, with their files; what the customer wrote stays
    /// to be read where it came in, too.
    fileprivate func copy(_ taken: [CaseMessage], of one: Case, into split: Case) throws {
        let ways = try CaseWays.find(taken.map(\.id), in: workspace, on: connection)
        let files = Dictionary(
            grouping: try Attachments.list(
                of: CaseFile.subjectKind, taken.map(\.id.raw), in: workspace, on: connection),
            by: { $0.subject?.id })
        var last: ID<CaseMessage> = newID()
        for message in taken {
            last = newID()
            try CaseMessages.insert(
                CaseMessage(
                    id: last, at: message.at, kind: message.kind, author: message.author,
                    text: message.text, isAutomatic: message.isAutomatic,
                    settles: message.settles),
                of: split.id, in: workspace, on: connection)
            if let way = ways[message.id] { try keep(way, for: last, in: split.id) }
            for file in files[message.id.raw] ?? [] {
                try Attachments.copy(
                    file.id, as: newID(), to: CaseFile.subject(last), in: workspace,
                    on: connection)
            }
        }
        try CaseLinks.insert(
            split.id, one.id, kind: "split", by: actor.name, at: now, in: workspace,
            on: connection)
        try CaseSplits.insert(
            CaseSplits.Stored(one: split.id, origin: one.id, at: now, lastCopy: last),
            by: actor.name, in: workspace, on: connection)
        try record(
            "case.split", .init(one.id), customer: one.customer?.raw,
            ["other": .string(split.id.description), "messages": .integer(taken.count)])
    }

    /// Answers in the case split off go back as they would have gone before.
    private func keep(_ way: CaseWay, for said: ID<CaseMessage>, in id: ID<Case>) throws {
        guard way.joined != nil else { return }
        // The name of the message stays where it was: what answers it goes on there.
        try CaseWays.insert(
            CaseWay(
                message: said, kind: way.kind, channel: way.channel, address: way.address,
                subject: way.subject, reference: nil, joined: .hand, doubt: way.doubt),
            of: id, in: workspace, on: connection)
    }
}

/// Makes one case again of two that were split.
public struct UnsplitCase: Operation {
    public static let name = "cases.unsplit"
    public static let summary = """
        Undo a split within a day: what was taken along is where it was, and what came since is \
        merged.
        """
    public static let access = Access.right(.casesWork)
    public static let input = [Field("case", .id(Case.idPrefix), .required, "The one split off.")]

    static let within = Span.days(1)

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let (workspace, connection) = (ledger.workspace, ledger.connection)
            guard let split = try CaseSplits.of([id], in: workspace, on: connection).first else {
                throw Refusal(.conflict, "caseIsNotSplit")
            }
            guard ledger.now - split.at <= UnsplitCase.within else {
                throw Refusal(.conflict, "splitIsOld")
            }
            let origin = try Cases.find(split.origin, in: workspace, on: connection)
            let target = origin?.mergedInto ?? split.origin
            let (own, other) = try ledger.takeBoth(id, target)
            // Graver than what it came of, it would end in a case that nobody needs a yes to close.
            guard
                try ledger.approvalNeeded(for: .merge, on: own) == nil
                    || ledger.approvalNeeded(for: .merge, on: other) != nil
            else { throw Refusal(.conflict, "splitIsGraver") }
            let one = try ledger.merge(id, into: target)
            try CaseSplits.undo(
                split, fileKind: CaseFile.subjectKind, at: ledger.now, in: workspace,
                on: connection)
            _ = try CaseLinks.remove(id, split.origin, in: workspace, on: connection)
            return try one.resource(on: desk, connection)
        }
    }
}
