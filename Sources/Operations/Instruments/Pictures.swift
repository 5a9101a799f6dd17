public import Base
public import Domain
import SQL
import Store

/// Brings a picture that options of questionnaires may show.
public struct AddPicture: Operation {
    public static let name = "pictures.add"
    public static let summary = "Bring a picture for options of questionnaires."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field("name", .text(max: 300)), Field.content]

    private static let terms = FileTerms(families: [.image], bytes: 2 << 20, count: 500)
    private let file: IncomingFile

    public init(_ input: Input) throws {
        file = IncomingFile(name: input.text("name"), bytes: try input.bytes("content"))
    }

    /// - Parameter file: as a form brings it.
    public init(_ file: IncomingFile) { self.file = file }

    public func perform(on desk: Desk) async throws -> AttachmentResource {
        let attachment = try file.checked(Self.terms, at: "content")
        guard attachment.type.isShown else {
            throw Refusal.invalid("content", "fileNotShown")
        }
        return try await desk.write { ledger in
            let all = try ledger.pictures()
            let digest = file.digest
            if let known = all.first(where: { $0.digest == digest }) {
                return AttachmentResource(known)
            }
            guard all.count < Self.terms.count else {
                throw Refusal(.tooMany, "uploadsFull")
            }
            let kept = try ledger.keep(
                attachment, file.bytes, digest: digest, place: "", holder: "",
                of: ledger.ownSubject)
            try ledger.record(
                "picture.added", ledger.ownSubject, ["attachment": .string(kept.id.description)])
            return AttachmentResource(kept)
        }
    }
}

/// The pictures there are.
public struct ListPictures: Operation {
    public static let name = "pictures.list"
    public static let summary = "List the pictures that options of questionnaires may show."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<AttachmentResource> {
        try await desk.read { connection in
            let subject = Event.Subject("workspace", desk.workspace)
            return Page(
                try Attachments.list(of: subject, in: desk.workspace, on: connection).reversed()
                    .map(AttachmentResource.init))
        }
    }
}

/// A picture as the answering page asks for it: anyone with a link of the workspace sees it.
public enum AnswerPicture {
    public static func open(
        _ id: ID<Attachment>, by token: String, in house: House
    ) async throws -> (type: FileType, bytes: [UInt8]) {
        try await house.database.read { connection in
            let link = try AnswerSheet.link(token, on: connection)
            let found = try Attachments.find(id, in: link.workspace, on: connection)
            guard let found, found.subject == .init("workspace", link.workspace),
                let bytes = try Attachments.bytes(of: id, in: link.workspace, on: connection)
            else { throw Refusal(.notFound, "noSuchAttachment") }
            return (found.attachment.type, bytes)
        }
    }
}

extension Ledger {
    fileprivate var ownSubject: Event.Subject { .init("workspace", workspace) }

    fileprivate func pictures() throws -> [Attachments.Stored] {
        try Attachments.list(of: ownSubject, in: workspace, on: connection)
    }
}

extension InstrumentDocument {
    /// - Throws: `Refusal` that names each picture of the document that is not there.
    func requirePictures(
        in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        var faults: [Refusal.Fault] = []
        for picture in instrument.pictures {
            guard let id = picture.attachment else { continue }
            let found = try Attachments.find(id, in: workspace, on: connection)
            if found?.subject != .init("workspace", workspace) {
                faults.append(.init(picture.path, "noSuchImage", ["value": picture.source]))
            }
        }
        guard faults.isEmpty else { throw placed(.invalid(faults)) }
    }
}
