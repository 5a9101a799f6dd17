import Base
import Domain
import SQL
import Store

/// One version of a questionnaire; the newest where none is named.
public struct ShowInstrument: Operation {
    public static let name = "instruments.show"
    public static let summary =
        "Show a questionnaire with its document; the newest version unless one is named."
    public static let access = Access.right(.answersRead)
    public static let input = [
        Field.instrument, Field("version", .integer(1...1_000_000), .optional),
    ]

    private let id: ID<Instrument>
    private let version: Int?

    public init(_ input: Input) throws {
        id = try input.id("instrument")
        version = input.integerOrNil("version")
    }

    public func perform(on desk: Desk) async throws -> InstrumentVersionResource {
        try await desk.read { connection in
            try desk.version(version, of: id, on: connection)
        }
    }
}

extension Desk {
    func version(
        _ version: Int?, of id: ID<Instrument>, on connection: any Connection
    ) throws -> InstrumentVersionResource {
        guard let head = try Instruments.find(id, in: workspace, on: connection),
            let stored = try Instruments.version(
                version ?? head.version, of: id, in: workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchInstrument") }
        return InstrumentVersionResource(
            id: id, version: stored.version, newest: head.version, text: stored.text,
            at: stored.at, author: stored.author,
            instrument: try house.instrument(
                id, version: stored.version, in: workspace, on: connection))
    }
}
