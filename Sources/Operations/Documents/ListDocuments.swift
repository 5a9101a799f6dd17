import Base
import Domain
import SQL
import Store

/// The documents of one kind, each in its newest version.
public struct ListDocuments<Family: DocumentFamily>: Operation {
    public static var name: String { "\(Family.plural).list" }
    public static var summary: String {
        "List the workspace's \(Family.plural), each in its newest version."
    }
    public static var access: Access { Family.readAccess }
    public static var input: [Field] { [] }

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<DocumentResource> {
        try await desk.bringLibrary()
        return try await desk.read { connection in
            Page(
                try Documents.list(Family.kind, in: desk.workspace, on: connection).map {
                    DocumentResource(
                        $0,
                        news: try desk.house.libraryNews(
                            Family.kind, of: $0, in: desk.workspace, on: connection))
                })
        }
    }
}

extension Desk {
    /// Gives the workspace the built-in documents it lacks, before it looks for one.
    func bringLibrary() async throws {
        let house = house
        let workspace = workspace
        let isComplete = try await read { connection in
            try house.library.isInstalled(in: workspace, on: connection)
        }
        guard !isComplete else { return }
        try await house.database.write { connection in
            let actor = Actor.system("library", in: workspace)
            try Ledger(connection: connection, house: house, actor: actor, now: house.now())
                .installLibrary()
        }
    }
}
