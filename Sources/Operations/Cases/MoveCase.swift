import Base
import Domain

/// Takes a step of the process.
public struct MoveCase: Operation {
    public static let name = "cases.move"
    public static let summary =
        "Go to another step; forward it takes the fields that the present step requires."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("step", .text(max: 64)),
        Field("fields", .map(.any), .optional),
    ]

    private let id: ID<Case>
    private let step: String
    private let fields: JSON.Object

    public init(_ input: Input) throws {
        id = try input.id("case")
        step = input.text("step")
        fields = input.object("fields")
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        let actor = desk.actor
        return try await desk.write { ledger -> CaseResource in
            let one = try ledger.command(.move(to: step, fields), on: id) { one in
                try ledger.requireDoer(of: one, actor)
            }
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
