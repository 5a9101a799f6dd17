import Base
import Domain
import SQL
import Store

/// One case.
public struct ShowCase: Operation {
    public static let name = "cases.show"
    public static let summary = "Show a case with its clocks as they stand now."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.read { connection in
            let found = try Cases.find(id, in: desk.workspace, on: connection)
            guard let found else { throw Refusal(.notFound, "noSuchCase") }
            return try found.resource(on: desk, connection)
        }
    }
}
