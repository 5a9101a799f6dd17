import Base
import Domain
import SQL
import Store

/// The links of a questionnaire, newest first; personal ones are left out.
public struct ListLinks: Operation {
    public static let name = "links.list"
    public static let summary = "List the links of a questionnaire, without personal ones."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> Page<LinkResource> {
        try await desk.read { connection in
            let links = try Links.list(
                of: instrument, personal: false, in: desk.workspace, on: connection)
            let counts = try Links.counts(of: instrument, in: desk.workspace, on: connection)
            return Page(
                try links.map { link in
                    let count = try counts[link.id] ?? Links.marked(link, on: connection)
                    return LinkResource(link, started: count.started, completed: count.completed)
                })
        }
    }
}
