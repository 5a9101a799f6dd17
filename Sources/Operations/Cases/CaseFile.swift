import Base
import Domain
import SQL
import Store

/// Files that came with a message of a case.
enum CaseFile {
    static let subjectKind = "case-message"
}

/// A file that came with a customer's message.
public struct ShowCaseFile: Operation {
    public static let name = "cases.file"
    public static let summary = "Show a file that came with a message of a case, with its content."
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
