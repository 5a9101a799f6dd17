import Base
import Domain
import SQL
import Store

/// Every version of a questionnaire, newest first.
public struct ListInstrumentVersions: Operation {
    public static let name = "instruments.versions"
    public static let summary = "List the versions of a questionnaire, newest first."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let id: ID<Instrument>

    public init(_ input: Input) throws { id = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> Page<InstrumentVersionResource> {
        try await desk.read { connection in
            let all = try Instruments.versions(of: id, in: desk.workspace, on: connection)
            guard let newest = all.first?.version else {
                throw Refusal(.notFound, "noSuchInstrument")
            }
            return Page(
                try all.map { stored in
                    InstrumentVersionResource(
                        id: id, version: stored.version, newest: newest, text: stored.text,
                        at: stored.at, author: stored.author,
                        instrument: try desk.house.instrument(
                            id, version: stored.version, in: desk.workspace, on: connection))
                })
        }
    }
}
