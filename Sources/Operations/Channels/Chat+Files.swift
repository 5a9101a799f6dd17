import Base
import Domain
import SQL
import Store

extension Chat {
    /// What files belong to while their message is no message of a case yet.
    static let fileKind = "incoming"
    static let mostFiles = 40

    /// Keeps a file of a visitor's next message; it waits two days to be named there.
    public func addFile(
        _ file: IncomingFile, token: String, from address: String?
    ) async throws -> AttachmentResource {
        guard let holder = Secret(shown: token)?.hash else {
            throw Refusal.invalid("token", "required")
        }
        let attachment = try file.checked(.ofMessages, at: "file")
        let known = try await desk.read {
            try ChatVisitors.find(tokenHash: holder, on: $0)
        }
        if let known, !opens(known) { throw Refusal(.notFound, "noSuchChat") }
        try await desk.house.bound("chat files of \(address ?? "")", tries: Chat.mostFiles)
        return try await desk.write { [channel] ledger in
            let place = channel.id.description
            let waiting = try Attachments.list(
                heldBy: holder, in: ledger.workspace, on: ledger.connection
            ).count { $0.subject == nil }
            guard waiting < FileTerms.ofMessages.count else {
                throw Refusal.invalid(
                    "file", "tooManyFiles", ["max": "\(FileTerms.ofMessages.count)"])
            }
            try ledger.requireRoom(for: file.bytes.count)
            // By it their addresses are made, when the conversation is read.
            _ = try ledger.sealingKey()
            return AttachmentResource(
                try ledger.keep(
                    attachment, file.bytes, digest: file.digest, place: place, holder: holder))
        }
    }
}

extension Ledger {
    /// Files of a visitor's message wait with it, until it is a message of a case.
    func give(_ ids: [ID<Attachment>], heldBy holder: String, to one: ID<Incoming>) throws {
        for id in ids {
            guard
                let found = try Attachments.find(id, in: workspace, on: connection),
                found.holder == holder
            else { throw Refusal.invalid("files", "noSuchFile") }
        }
        try Attachments.give(ids, to: .init(Chat.fileKind, one.raw), in: workspace, on: connection)
    }
}

extension ChatThread {
    /// A file as the visitor's page shows it.
    public struct File: Hashable, Sendable {
        let attachment: Attachment
        let path: String

        init(_ file: FileLink.Named) {
            attachment = file.attachment
            path = file.path
        }

        var json: JSON {
            [
                "name": .string(attachment.name), "size": .integer(attachment.size),
                "isPicture": .bool(attachment.type.isShown), "path": .string(path),
            ]
        }
    }

    /// What a message of files alone says.
    static func words(of files: [Attachment]) -> String {
        files.map(\.name).joined(separator: "\n")
    }
}
