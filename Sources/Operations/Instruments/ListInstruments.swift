import Base
import Domain
import SQL
import Store

/// The workspace's questionnaires.
public struct ListInstruments: Operation {
    public static let name = "instruments.list"
    public static let summary = "List the questionnaires, with how many responses each has."
    public static let access = Access.right(.answersRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<InstrumentResource> {
        try await desk.read { connection in
            let counts = try Responses.counts(in: desk.workspace, on: connection)
            let all = try Instruments.list(in: desk.workspace, on: connection)
            return Page(all.map { InstrumentResource($0, responses: counts[$0.id] ?? 0) })
        }
    }
}
