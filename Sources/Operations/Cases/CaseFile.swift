public import Base
public import Domain
import SQL
import Store

/// Files of messages of a case: what came with them, and what goes along with an answer.
enum CaseFile {
    static let subjectKind = "case-message"
    /// Of an answer that can still be taken back.
    static let sendKind = "case-send"

    static func subject(_ message: ID<CaseMessage>) -> Event.Subject {
        .init(subjectKind, message.raw)
    }
}

/// A file of a message.
public struct ShowCaseFile: Operation {
    public static let name = "cases.file"
    public static let summary = "Show a file of a message of a case, with its content."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("attachment", .id(Attachment.idPrefix))]

    private let id: ID<Attachment>

    public init(_ input: Input) throws { id = try input.id("attachment") }

    public func perform(on desk: Desk) async throws -> AttachmentContent {
        try await desk.read { connection in
            guard let found = try Attachments.find(id, in: desk.workspace, on: connection),
                found.subject?.kind == CaseFile.subjectKind,
                let bytes = try Attachments.bytes(of: id, in: desk.workspace, on: connection),
                // What is in a file nobody can mask.
                try desk.masking(on: connection) == nil
            else { throw Refusal(.notFound, "noSuchAttachment") }
            return AttachmentContent(resource: AttachmentResource(found), bytes: bytes)
        }
    }
}

/// Brings a file for an answer that is being written.
public struct AddCaseFile: Operation {
    public static let name = "cases.addFile"
    public static let summary =
        "Bring a file for your next answer on a case; it waits two days to be named there."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)), Field("name", .text(max: 300)), Field.content,
    ]

    private let id: ID<Case>
    private let file: IncomingFile

    public init(_ input: Input) throws {
        id = try input.id("case")
        file = IncomingFile(name: input.text("name"), bytes: try input.bytes("content"))
    }

    public init(_ file: IncomingFile, for id: ID<Case>) {
        self.id = id
        self.file = file
    }

    public func perform(on desk: Desk) async throws -> AttachmentResource {
        let attachment = try file.checked(.ofMessages, at: "content")
        return try await desk.write { ledger in
            guard let one = try Cases.find(id, in: ledger.workspace, on: ledger.connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            guard one.status != .closed else { throw Refusal(.conflict, "caseIsClosed") }
            let held = try ledger.heldFiles(for: id)
            guard held.count < FileTerms.ofMessages.count else {
                throw Refusal.invalid(
                    "content", "tooManyFiles", ["max": "\(FileTerms.ofMessages.count)"])
            }
            try ledger.requireRoom(for: file.bytes.count)
            return AttachmentResource(
                try ledger.keep(
                    attachment, file.bytes, digest: file.digest, place: id.description,
                    holder: desk.actor.name))
        }
    }
}

/// Takes back a file that was brought and not sent.
public struct RemoveCaseFile: Operation {
    public static let name = "cases.removeFile"
    public static let summary = "Remove a file that you brought for an answer and did not send."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)), Field("attachment", .id(Attachment.idPrefix)),
    ]

    private let id: ID<Case>
    private let attachment: ID<Attachment>

    public init(_ input: Input) throws {
        id = try input.id("case")
        attachment = try input.id("attachment")
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let isHeld = try ledger.heldFiles(for: id).contains { $0.id == attachment }
            guard isHeld,
                try Attachments.remove(
                    attachment, heldBy: desk.actor.name, in: ledger.workspace,
                    on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchAttachment") }
            return Done()
        }
    }
}

extension Field {
    /// Of an answer.
    static let files = Field(
        "files", .array(.id(Attachment.idPrefix), max: FileTerms.countMost), .optional,
        "Files that you brought for it, by their ids.")
}

extension Input {
    var files: [ID<Attachment>] { texts("files").compactMap { ID<Attachment>($0) } }
}
