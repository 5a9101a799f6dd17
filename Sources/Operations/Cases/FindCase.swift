import Base
import Domain
import SQL
import Store

/// One case, by the number that people say.
public struct FindCase: Operation {
    public static let name = "cases.find"
    public static let summary = "Show the case of a number."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("number", .text(max: 40), .required, "Such as `1042`, or `#1042`.")
    ]

    private let number: Int?

    public init(_ input: Input) throws { number = Case.number(typed: input.text("number")) }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.read { connection in
            guard let number,
                let id = try CaseNumbers.find(number, in: desk.workspace, on: connection),
                let one = try Cases.find(id, in: desk.workspace, on: connection)
            else { throw Refusal(.notFound, "noSuchCase") }
            return try one.resource(on: desk, connection)
        }
    }
}
