import Base
import Domain
import SQL
import Store

/// One link.
public struct ShowLink: Operation {
    public static let name = "links.show"
    public static let summary = "Show a link."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.link]

    private let link: ID<Instrument.Link>

    public init(_ input: Input) throws { link = try input.id("link") }

    public func perform(on desk: Desk) async throws -> LinkResource {
        try await desk.read { connection in
            guard let found = try Links.find(link, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchLink")
            }
            let counts = try Links.counts(
                of: found.instrument, in: desk.workspace, on: connection)
            let count = try counts[link] ?? Links.marked(found, on: connection)
            return LinkResource(found, started: count.started, completed: count.completed)
        }
    }
}

extension Links {
    /// What is known of a link whose answers do not tell by which link they came.
    static func marked(
        _ link: Stored, on connection: any Connection
    ) throws -> (started: Int, completed: Int) {
        guard link.isAnonymous else { return (0, 0) }
        let completed = try completed(link.id, in: link.workspace, on: connection)
        return (completed, completed)
    }
}
