import Base
import Domain
import SQL
import Store

/// How a document came to be what it is.
public struct ListDocumentVersions<Family: DocumentFamily>: Operation {
    public static var name: String { "\(Family.plural).versions" }
    public static var summary: String { "List every version of a document, newest first." }
    public static var access: Access { Family.readAccess }
    public static var input: [Field] { [Field("key", .text(max: 64))] }

    private let key: String

    public init(_ input: Input) { key = input.text("key") }

    public func perform(on desk: Desk) async throws -> Page<DocumentResource> {
        try await desk.bringLibrary()
        let found = try await desk.read {
            try Documents.versions(Family.kind, key, in: desk.workspace, on: $0)
        }
        guard !found.isEmpty else { throw Refusal(.notFound, "noSuchDocument", ["key": key]) }
        return Page(found.map { DocumentResource($0) })
    }
}
