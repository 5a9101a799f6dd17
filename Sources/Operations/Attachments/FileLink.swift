public import Base
public import Domain
import SQL
import Store

/// The private address of a file of a case's message: whoever has it sees the file, for a time.
public struct FileLink: Sendable {
    public let attachment: Attachment
    public let bytes: [UInt8]

    /// Since it was brought.
    public static let lasts = Span.days(30)

    static func path(_ id: ID<Attachment>, in workspace: ID<Workspace>, key: String) -> String {
        "/f/"
            + SealedToken<Attachment>(workspace: workspace, subject: id).text(for: .file, key: key)
    }

    /// A file that can be opened by its path.
    struct Named {
        let attachment: Attachment
        let path: String
    }

    /// The files of some messages that can still be opened, in order.
    static func files(
        of kind: String, _ messages: [Int64], at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> [Int64: [Named]] {
        let found = try Attachments.list(of: kind, messages, in: workspace, on: connection)
        var files: [Int64: [Named]] = [:]
        guard !found.isEmpty,
            let key = try connection.setting(SealedPurpose.keySetting, workspace: .installation)?
                .string
        else { return files }
        for file in found where now - file.createdAt < lasts {
            guard let subject = file.subject?.id else { continue }
            files[subject, default: []].append(
                Named(
                    attachment: file.attachment, path: path(file.id, in: workspace, key: key)))
        }
        return files
    }

    /// - Throws: `Refusal` for what we did not make, what is gone, and what is over.
    public static func open(_ token: String, in house: House) async throws -> FileLink {
        let now = house.now()
        return try await house.database.read { connection in
            let named = try SealedToken<Attachment>.read(token, for: .file, on: connection)
            guard
                let found = try Attachments.find(
                    named.subject, in: named.workspace, on: connection),
                let kind = found.subject?.kind,
                [CaseFile.subjectKind, Chat.fileKind].contains(kind),
                let bytes = try Attachments.bytes(
                    of: named.subject, in: named.workspace, on: connection)
            else { throw Refusal(.notFound, "noSuchLink") }
            guard now - found.createdAt < lasts else { throw Refusal(.gone, "fileLinkOver") }
            return FileLink(attachment: found.attachment, bytes: bytes)
        }
    }
}
