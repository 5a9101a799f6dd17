import Base
import Domain
import SQL
import Store

/// One response.
public struct ShowResponse: Operation {
    public static let name = "responses.show"
    public static let summary = "Show a response."
    public static let access = Access.right(.answersRead)
    public static let input = [Field("response", .id(Response.idPrefix))]

    private let id: ID<Response>

    public init(_ input: Input) throws { id = try input.id("response") }

    public func perform(on desk: Desk) async throws -> ResponseResource {
        try await desk.read { connection in
            guard var found = try Responses.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchResponse")
            }
            let flags = try Qualities.flags(of: [id], in: desk.workspace, on: connection)
            found = try desk.masked([found], on: connection)[0]
            let readings = try desk.house.readings(
                of: found, isMasked: try desk.masking(on: connection) != nil,
                in: desk.workspace, on: connection)
            return ResponseResource(found, flags[id], readings)
        }
    }
}
