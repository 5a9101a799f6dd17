import Base
import Domain
import SQL
import Store

/// The files of an answer and how each goes.
struct ReplyFiles {
    var along: [Attachments.Stored] = []
    var apart: [(file: Attachments.Stored, medium: FileWay.Medium)] = []
    var linked: [Attachments.Stored] = []

    init(_ files: [Attachments.Stored], by kind: Channel.Kind) {
        for (file, way) in zip(files, FileWay.of(files.map(\.attachment), by: kind)) {
            switch way {
            case .along: along.append(file)
            case .apart(let medium): apart.append((file, medium))
            case .link: linked.append(file)
            }
        }
    }
}

extension Ledger {
    /// What this actor has brought for an answer on a case and not sent.
    func heldFiles(for id: ID<Case>) throws -> [Attachments.Stored] {
        try Attachments.list(heldBy: actor.name, in: workspace, on: connection).filter {
            $0.subject == nil && $0.place == id.description
        }
    }

    /// Gives files that wait to an answer or to what becomes one.
    /// - Throws: `Refusal` for a file that does not wait, and for one that cannot reach the
    ///   customer by the way the answer goes.
    func give(_ ids: [ID<Attachment>], of one: Case, to subject: Event.Subject) throws {
        guard !ids.isEmpty else { return }
        let held = try heldFiles(for: one.id)
        let found = try ids.map { id in
            guard let file = held.first(where: { $0.id == id }) else {
                throw Refusal.invalid("files", "noSuchFile")
            }
            return file
        }
        if let route = try replyRoute(of: one), try sends(route) {
            let files = ReplyFiles(found, by: route.kind)
            if let first = files.linked.first, try sendingTerms().address == nil {
                throw Refusal.invalid(
                    "files", "fileNeedsAddress", ["name": first.attachment.name])
            }
        }
        // By it their private addresses are made, when somebody reads.
        _ = try sealingKey()
        try Attachments.give(ids, to: subject, in: workspace, on: connection)
    }

    /// The files of an answer by the way it goes.
    func files(of reply: ID<CaseMessage>, by kind: Channel.Kind) throws -> ReplyFiles {
        ReplyFiles(
            try Attachments.list(
                of: CaseFile.subject(reply), in: workspace, on: connection), by: kind)
    }

    /// The private addresses of files, one line each, under a text.
    func text(
        _ text: String, with files: [Attachments.Stored], _ terms: SendingTerms,
        for customer: Customer?
    ) throws -> String {
        guard !files.isEmpty, let site = terms.address else { return text }
        let words = try InvitationWords(house.library, "cases/reply.yaml")
        let key = try sealingKey()
        let lines = files.map { file in
            "\(file.attachment.name): \(site)\(FileLink.path(file.id, in: workspace, key: key))"
        }
        return text + "\n\n" + words["files"][try language(of: customer)] + "\n"
            + lines.joined(separator: "\n")
    }

    /// What leaves for a file that a chat program takes as a message of its own.
    func draft(
        of file: Attachments.Stored, as medium: FileWay.Medium, beside draft: MessageDraft
    ) -> MessageDraft {
        var apart = draft
        apart.content["text"] = nil
        apart.content["file"] = .string(file.id.description)
        apart.content["medium"] = .string(medium.rawValue)
        apart.key += "/\(file.id)"
        return apart
    }
}

extension MessageDraft {
    /// Files that go with a mail: named here, read when it is sent.
    mutating func attach(_ files: [Attachments.Stored]) {
        guard !files.isEmpty else { return }
        content["attachments"] = .array(files.map { .string($0.id.description) })
    }
}

extension House {
    /// A file that a message of the outbox names, with its bytes.
    func file(
        _ id: ID<Attachment>, in workspace: ID<Workspace>
    ) async throws -> (attachment: Attachment, bytes: [UInt8])? {
        try await database.read { connection in
            guard let found = try Attachments.find(id, in: workspace, on: connection),
                let bytes = try Attachments.bytes(of: id, in: workspace, on: connection)
            else { return nil }
            return (found.attachment, bytes)
        }
    }
}
