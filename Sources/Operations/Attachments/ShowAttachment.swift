public import Base
public import Domain
import SQL
import Store

/// A file that belongs to a response or to the workspace. One that waits is nobody's to see.
public struct ShowAttachment: Operation {
    public static let name = "attachments.show"
    public static let summary = "Show a file of an answer, with its content."
    public static let access = Access.right(.answersRead)
    public static let input = [Field("attachment", .id(Attachment.idPrefix))]

    private let id: ID<Attachment>

    public init(_ input: Input) throws { id = try input.id("attachment") }

    public func perform(on desk: Desk) async throws -> AttachmentContent {
        try await desk.read { connection in
            guard let found = try Attachments.find(id, in: desk.workspace, on: connection),
                let subject = found.subject, subject.kind != CaseFile.subjectKind,
                let bytes = try Attachments.bytes(of: id, in: desk.workspace, on: connection),
                // What is in a file that a customer brought nobody can mask.
                try subject.kind != "response" || desk.masking(on: connection) == nil
            else { throw Refusal(.notFound, "noSuchAttachment") }
            return AttachmentContent(resource: AttachmentResource(found), bytes: bytes)
        }
    }
}

extension Desk {
    /// The files of a response, without their bytes.
    public func attachments(
        of response: ID<Response>
    ) async throws -> [ID<Attachment>: Attachment] {
        guard actor.rights.contains(.answersRead) else {
            throw Refusal.denied(.right(.answersRead), actor)
        }
        let all = try await read { connection in
            try Attachments.list(
                of: .init("response", response), in: workspace, on: connection)
        }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0.attachment) })
    }
}
