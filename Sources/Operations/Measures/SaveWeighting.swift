public import Base
public import Domain
import Columns
import Store

/// Makes weights for a questionnaire's answers from known margins, by raking.
public struct SaveWeighting: Operation {
    public static let name = "weights.create"
    public static let summary =
        "Weight answers to known margins by raking; the document gives the same weights again."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [
        Field.instrument,
        Field("name", .text(max: 60)),
        Field(
            "margins", .any, .required,
            "List of {column, targets: [{value, share}]}; targets may be \"customers\": the "
                + "shares among all customers are then written into the document."),
        Field("filter", .text(max: 2_000), .optional, "Which answers get a weight."),
        Field("trim", .number(1...100), .optional, "No weight above this multiple of the mean."),
    ]

    private let instrument: ID<Instrument>
    private let name: String
    private let margins: JSON
    private let filter: String?
    private let trim: Double?

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        name = input.text("name")
        margins = input["margins"] ?? .array([])
        filter = input.textOrNil("filter")
        trim = input["trim"]?.number
    }

    public func perform(on desk: Desk) async throws -> WeightingResource {
        let document: JSON = [
            "name": .string(name), "margins": try await settled(on: desk),
            "filter": .optional(filter), "trim": .optional(trim),
        ]
        let weighting = try Weighting(document: document.withoutNulls)
        let set = try await desk.answers(to: instrument)
        let weights = try AnswerWeights(weighting, set)
        return try await desk.write { ledger in
            let stored = Weightings.Stored(
                id: ledger.newID(), instrument: instrument, weighting: weighting,
                author: ledger.actor.name, createdAt: ledger.now)
            let isNew = try Weightings.insert(
                stored, in: ledger.workspace, on: ledger.connection)
            guard isNew else { throw Refusal.invalid("name", "nameTaken", ["value": name]) }
            return WeightingResource(stored, weights)
        }
    }

    /// Margins that are to be taken from the customers, as they are now.
    private func settled(on desk: Desk) async throws -> JSON {
        var settled: [JSON] = []
        for (place, margin) in (margins.array ?? []).enumerated() {
            guard margin["targets"] == "customers", var object = margin.object else {
                settled.append(margin)
                continue
            }
            guard let column = margin["column"]?.string, column.hasPrefix("customer.") else {
                throw Refusal.invalid("margins[\(place)].column", "notOfCustomers")
            }
            let counts = try await desk.read { connection in
                try Customers.counts(
                    ofTrait: String(column.dropFirst(9)), in: desk.workspace, on: connection)
            }
            object["targets"] = .array(
                counts.sorted { $0.key.text < $1.key.text }.map {
                    ["value": $0.key, "share": .integer($0.value)]
                })
            settled.append(.object(object))
        }
        return .array(settled)
    }
}

/// The weights of a questionnaire, computed for its answers as they are now.
public struct ListWeightings: Operation {
    public static let name = "weights.list"
    public static let summary = "List a questionnaire's weights with their design effects."
    public static let access = Access.right(.insightRead)
    public static let input = [Field.instrument]

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> Page<WeightingResource> {
        let found = try await desk.read { connection in
            try Weightings.list(of: instrument, in: desk.workspace, on: connection)
        }
        guard !found.isEmpty else { return Page([]) }
        let set = try await desk.answers(to: instrument)
        return Page(
            found.map { stored in
                // What fitted once may fit no more; the list still shows it.
                WeightingResource(stored, try? AnswerWeights(stored.weighting, set))
            })
    }
}

/// Forgets weights.
public struct RemoveWeighting: Operation {
    public static let name = "weights.remove"
    public static let summary = "Forget weights."
    public static let access = Access.right(.instrumentsWrite)
    public static let input = [Field("weights", .id(Weighting.idPrefix))]

    private let id: ID<Weighting>

    public init(_ input: Input) throws { id = try input.id("weights") }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger in
            try Weightings.remove(id, in: ledger.workspace, on: ledger.connection)
            return Done()
        }
    }
}

/// Weights, and what they do to the answers there are.
public struct WeightingResource: Resource {
    public struct Stratum: Sendable {
        public let column: String
        public let value: JSON
        public let expected: Double
        public let reached: Int
    }

    public let id: ID<Weighting>
    public let weighting: Weighting
    public let author: String
    public let createdAt: Instant
    /// Answers with a weight; nil where the weights fit the answers no more.
    public let n: Int?
    /// Answers of no group that is named.
    public let left: Int?
    public let designEffect: Double?
    public let effectiveSize: Double?
    public let strata: [Stratum]

    init(_ stored: Weightings.Stored, _ weights: AnswerWeights?) {
        id = stored.id
        weighting = stored.weighting
        author = stored.author
        createdAt = stored.createdAt
        n = weights?.n
        left = weights?.left
        designEffect = weights?.designEffect
        effectiveSize = weights?.effectiveSize
        strata = (weights?.strata ?? []).map {
            Stratum(
                column: $0.column, value: $0.value, expected: $0.expected, reached: $0.reached)
        }
    }

    private static let number = Shape.integer(0...Int(Int32.max))

    public static let shape = Shape.object([
        Field("id", .id(Weighting.idPrefix)), Field("document", .any),
        Field("author", .text(max: 64)), Field("createdAt", .instant),
        Field("n", number, .optional, "Answers with a weight."),
        Field("left", number, .optional, "Answers of no group that is named."),
        Field("designEffect", .number(), .optional, "n Σw² / (Σw)² (Kish 1965)."),
        Field("effectiveSize", .number(), .optional, "Equally weighted answers of the same worth."),
        Field(
            "strata",
            .array(
                .object([
                    Field("column", .text()), Field("value", .any),
                    Field("expected", .number()), Field("reached", number),
                ]))),
    ])

    public var json: JSON {
        [
            "id": .string(id.description), "document": weighting.document,
            "author": .string(author), "createdAt": .string(createdAt.iso8601),
            "n": n.map { .integer($0) } ?? .null, "left": left.map { .integer($0) } ?? .null,
            "designEffect": .optional(designEffect), "effectiveSize": .optional(effectiveSize),
            "strata": .array(
                strata.map {
                    [
                        "column": .string($0.column), "value": $0.value,
                        "expected": .number($0.expected), "reached": .integer($0.reached),
                    ]
                }),
        ]
    }
}

extension JSON {
    /// Members that say nothing are left out of documents.
    fileprivate var withoutNulls: JSON {
        guard let object else { return self }
        return .object(JSON.Object(object.members.filter { !$0.value.isNull }))
    }
}
