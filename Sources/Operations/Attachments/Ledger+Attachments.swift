import Base
import Domain
import SQL
import Store

extension Ledger {
    /// Bytes that may wait in a workspace: what nobody puts to use is removed only after a time.
    static let waitingMost = 1 << 30

    /// An id that nobody can guess, because files are asked for by it.
    private func newAttachmentID() -> ID<Attachment> {
        let number = randomBytes(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return ID(raw: number & .max)
    }

    /// Keeps a file; the same one twice from the same holder at the same place is one.
    func keep(
        _ attachment: Attachment, _ bytes: [UInt8], digest: String, place: String,
        holder: String, of subject: Event.Subject? = nil
    ) throws -> Attachments.Stored {
        let row = Attachments.Stored(
            id: newAttachmentID(), subject: subject, place: place, holder: holder,
            attachment: attachment, digest: digest, createdAt: now)
        func known() throws -> Attachments.Stored? {
            try Attachments.list(heldBy: holder, in: workspace, on: connection).first {
                $0.place == place && $0.digest == digest && (isOneResponse || $0.subject == subject)
            }
        }
        // A respondent's key is that of one response; a program hands in many.
        var isOneResponse: Bool { actor.kind == .respondent }
        if let known = try known() { return known }
        if try Attachments.insert(row, bytes, in: workspace, on: connection) { return row }
        guard let known = try known() else { throw Refusal(.conflict, "internal") }
        return known
    }

    /// - Throws: `Refusal` when too much waits already.
    func requireRoom(for bytes: Int) throws {
        let waiting = try Attachments.waitingBytes(in: workspace, on: connection)
        guard waiting + bytes <= Ledger.waitingMost else {
            throw Refusal(.tooMany, "uploadsFull")
        }
    }
}

/// The files of a response's answers.
struct AnswerAttachments {
    /// With the ids of signatures in place of what was drawn or typed.
    let answers: Answers
    fileprivate let ids: [ID<Attachment>]
}

extension Ledger {
    /// Looks whether each file that answers name is there for them, and keeps signatures.
    /// - Parameter holder: who brought what waits.
    /// - Returns: nil where the questionnaire asks for none.
    func attachments(
        of answers: Answers, to instrument: Instrument, in response: ID<Response>, holder: String
    ) throws -> AnswerAttachments? {
        let items = instrument.items.filter(\.kind.isAttached)
        guard !items.isEmpty else { return nil }
        var values = answers.values
        var all: [ID<Attachment>] = []
        var faults: [Refusal.Fault] = []
        for item in items {
            guard let answer = item.answer(in: values), item.absence(answer) == nil else {
                continue
            }
            if let signature = Signature(answer) {
                let id = try keep(signature, item.key, holder: holder).id
                values.put(.string(id.description), at: item.path)
                all.append(id)
                continue
            }
            let ids = (answer.array ?? [answer]).compactMap { element in
                element.string.flatMap(ID<Attachment>.init)
            }
            for id in ids {
                let found = try Attachments.find(id, in: workspace, on: connection)
                let isOwn = found?.subject == .init("response", response)
                let waits = found?.subject == nil && found?.holder == holder
                guard let found, isOwn || waits, found.place == item.key else {
                    faults.append(.init("answers.\(item.key)", "noSuchFile"))
                    continue
                }
                all.append(id)
            }
        }
        guard faults.isEmpty else { throw Refusal.invalid(faults) }
        return AnswerAttachments(
            answers: Answers(values: values, score: answers.score), ids: all)
    }

    /// Once the response is stored: what it names is its own, what it names no more is gone.
    func claim(_ attachments: AnswerAttachments?, for response: ID<Response>) throws {
        guard let attachments else { return }
        let subject = Event.Subject("response", response)
        try Attachments.give(attachments.ids, to: subject, in: workspace, on: connection)
        try Attachments.keepOnly(attachments.ids, of: subject, in: workspace, on: connection)
    }

    private func keep(
        _ signature: Signature, _ place: String, holder: String
    ) throws -> Attachments.Stored {
        let file = IncomingFile(
            name: signature.name ?? "signature", bytes: Array(signature.svg.utf8))
        return try keep(
            Attachment(name: file.name, type: .signature, size: file.bytes.count), file.bytes,
            digest: file.digest, place: place, holder: holder)
    }
}
