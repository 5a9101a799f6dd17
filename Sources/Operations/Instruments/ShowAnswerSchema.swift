public import Base
import Domain
import SQL
import Store

/// What answers to a questionnaire look like, for programs that hand them in.
public struct ShowAnswerSchema: Operation {
    public static let name = "instruments.schema"
    public static let summary =
        "The JSON Schema of `answers` to a questionnaire; of its newest version unless one is named."
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

    public func perform(on desk: Desk) async throws -> AnswerSchema {
        try await desk.read { connection in
            AnswerSchema(
                json: try desk.version(version, of: id, on: connection).instrument.answerSchema)
        }
    }
}

/// A JSON Schema.
public struct AnswerSchema: Resource {
    public let json: JSON

    public static let shape = Shape.map(.any)
}
