import Base
import Domain
import SQL
import Store

/// Sends a reply after a moment in which it can be taken back.
public struct SendReply: Operation {
    public static let name = "cases.send"
    public static let summary =
        "Send a reply after a few seconds; until then it can be taken back and stops no clock."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("text", .document(max: 20_000)),
        Field("delaySeconds", .integer(1...60), .optional, "10 if absent."),
        Field(
            "seen", .id(CaseMessage.idPrefix), .optional,
            "The newest message that its author has read; refused if somebody wrote since."),
        Field(
            "seenSend", .id(CaseSends.Send.idPrefix), .optional,
            "With `seen`: the newest reply waiting to be sent that its author has read; refused "
                + "if a colleague's waits that is newer."),
        Field.files,
    ]

    private let id: ID<Case>
    private let text: String
    private let delay: Span
    private let seen: ID<CaseMessage>?
    private let seenSend: ID<CaseSends.Send>?
    private let files: [ID<Attachment>]

    public init(_ input: Input) throws {
        id = try input.id("case")
        text = input.text("text")
        delay = .seconds(Int64(input.integerOrNil("delaySeconds") ?? 10))
        seen = try input.idOrNil("seen")
        seenSend = try input.idOrNil("seenSend")
        files = input.files
    }

    public func perform(on desk: Desk) async throws -> Done {
        guard let user = desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        return try await desk.write { ledger -> Done in
            let (one, _) = try ledger.take(id)
            guard one.status != .closed else { throw Refusal(.conflict, "caseIsClosed") }
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw Refusal.invalid("text", "required")
            }
            try checkSeen(by: user, ledger)
            let send = CaseSends.Stored(
                workspace: ledger.workspace, id: ledger.newID(), of: id, author: user,
                text: text, due: ledger.now + delay)
            try CaseSends.insert(send, on: ledger.connection)
            try ledger.give(files, of: one, to: send.subject)
            try CaseDrafts.keep(
                "", .reply, of: id, by: user, at: ledger.now, in: ledger.workspace,
                on: ledger.connection)
            return Done()
        }
    }
}

extension SendReply {
    /// What a colleague answers or the customer adds meanwhile is to be read first: two answers
    /// that contradict each other are worse than a late one.
    private func checkSeen(by user: ID<User>, _ ledger: Ledger) throws {
        guard let seen else { return }
        let thread = try CaseMessages.list(
            of: id, limit: 50, in: ledger.workspace, on: ledger.connection)
        let isNews = thread.contains {
            $0.id > seen && $0.kind != .note && !$0.isAutomatic && $0.author != .user(user)
        }
        guard !isNews else { throw Refusal(.conflict, "threadMoved") }
        let waiting = try CaseSends.waiting(
            of: id, in: ledger.workspace, on: ledger.connection)
        let isUnread = waiting.contains { send in
            send.author != user && seenSend.map { send.id > $0 } ?? true
        }
        guard !isUnread else { throw Refusal(.conflict, "replyWaits") }
    }
}

/// Takes back a reply that has not been sent yet.
public struct UndoSend: Operation {
    public static let name = "cases.undoSend"
    public static let summary = "Take back a reply before it is sent; it becomes your draft again."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("send", .id(CaseSends.Send.idPrefix)),
    ]

    private let id: ID<Case>
    private let send: ID<CaseSends.Send>

    public init(_ input: Input) throws {
        id = try input.id("case")
        send = try input.id("send")
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let taken = try CaseSends.take(
                send, in: ledger.workspace, on: ledger.connection)
            guard let taken, taken.of == id else { throw Refusal(.conflict, "replyIsSent") }
            try ledger.giveBack(taken)
            return Done()
        }
    }
}

extension House {
    /// Sends every reply whose moment is over. A reply whose case was closed meanwhile goes back
    /// to its author as a draft.
    func sendReplies(until now: Instant) async throws {
        let due = try await database.read { try CaseSends.due(by: now, limit: 100, on: $0) }
        for send in due {
            let desk = Desk(self, actor: .system("replies", in: send.workspace))
            do {
                try await desk.write { ledger in
                    // Another node may have sent it, or its author taken it back.
                    let taken = try CaseSends.take(
                        send.id, in: send.workspace, on: ledger.connection)
                    if taken != nil { try ledger.enter(send) }
                }
            } catch is Refusal {
                try await desk.write { ledger in
                    guard
                        try CaseSends.take(send.id, in: send.workspace, on: ledger.connection)
                            != nil
                    else { return }
                    try ledger.giveBack(send)
                    try ledger.tellUnsent(send)
                }
            }
        }
    }
}

extension CaseSends.Stored {
    var subject: Event.Subject { .init(CaseFile.sendKind, id.raw) }
}

extension Ledger {
    /// What is about to leave a case goes out before the case ends: nobody hears later that it
    /// stayed behind.
    func sendWaiting(on id: ID<Case>) throws {
        for send in try CaseSends.waiting(of: id, in: workspace, on: connection) {
            let taken = try CaseSends.take(send.id, in: workspace, on: connection)
            if taken != nil { try enter(send) }
        }
    }

    /// A reply enters the thread, and leaves.
    fileprivate func enter(_ send: CaseSends.Stored) throws {
        let message: ID<CaseMessage> = newID()
        try Attachments.move(
            from: send.subject, to: CaseFile.subject(message), in: workspace, on: connection)
        _ = try command(
            .reply(send.text), on: send.of, as: .user(send.author), messageID: message)
    }

    /// Its author has long gone on to something else.
    fileprivate func tellUnsent(_ send: CaseSends.Stored) throws {
        let notice = Notices.New(
            id: newID(), to: send.author, kind: "unsent", of: send.of, data: [:], at: now)
        try Notices.insert([notice], in: workspace, on: connection)
    }

    /// What was not sent is its author's draft again, files and all, before what was begun since.
    fileprivate func giveBack(_ send: CaseSends.Stored) throws {
        let begun = try CaseDrafts.of(
            send.of, by: send.author, in: workspace, on: connection)[.reply]
        let text = [send.text, begun].compactMap { $0 }.joined(separator: "\n\n")
        try CaseDrafts.keep(
            text, .reply, of: send.of, by: send.author, at: now, in: workspace, on: connection)
        try Attachments.release(from: send.subject, in: workspace, on: connection)
    }
}
