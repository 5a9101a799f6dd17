public import Base
import Domain

/// The JSON Schema by which a query's input is checked.
public struct ShowQuerySchema: Operation {
    public static let name = "insight.schema"
    public static let summary = "Show the JSON Schema of a query: the one by which it is checked."
    public static let access = Access.right(.insightRead)
    public static let input: [Field] = []

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> QuerySchema { QuerySchema() }
}

/// A schema that programs read.
public struct QuerySchema: Resource {
    public static let shape = Shape.any

    public var json: JSON {
        var schema = JSON.Object([
            .init(key: "$schema", value: "https://json-schema.org/draft/2020-12/schema"),
            .init(key: "title", value: .string(QueryInsight.summary)),
        ])
        for member in Shape.object(QueryInsight.input).schema.object?.members ?? [] {
            schema.append(member.key, member.value)
        }
        return .object(schema)
    }
}
