import Base
import Domain
import SQL
import Store

/// One document.
public struct ShowDocument<Family: DocumentFamily>: Operation {
    public static var name: String { "\(Family.plural).show" }
    public static var summary: String {
        "Show a document of the \(Family.plural), in its newest version or in one named."
    }
    public static var access: Access { Family.readAccess }
    public static var input: [Field] {
        [
            Field("key", .text(max: 64)),
            Field("version", .integer(1...1_000_000), .optional),
        ]
    }

    private let key: String
    private let version: Int?

    public init(_ input: Input) {
        key = input.text("key")
        version = input.integerOrNil("version")
    }

    public func perform(on desk: Desk) async throws -> DocumentResource {
        try await desk.bringLibrary()
        return try await desk.read { connection in
            let found = try Documents.find(
                Family.kind, key, version: version, in: desk.workspace, on: connection)
            guard let found else { throw Refusal(.notFound, "noSuchDocument", ["key": key]) }
            return DocumentResource(
                found,
                news: try desk.house.libraryNews(
                    Family.kind, of: found, in: desk.workspace, on: connection))
        }
    }
}
