public import Base
public import Domain
import SQL
import Store

/// How far each quota of a questionnaire is.
public struct ListQuotas: Operation {
    public static let name = "instruments.quotas"
    public static let summary = "List the quotas of a questionnaire, with how many each has."
    public static let access = Access.right(.answersRead)
    public static let input = [Field.instrument]

    private let instrument: ID<Instrument>

    public init(_ input: Input) throws { instrument = try input.id("instrument") }

    public func perform(on desk: Desk) async throws -> Page<QuotaResource> {
        try await desk.read { connection in
            let found = try desk.version(nil, of: instrument, on: connection).instrument
            let filled = try Quotas.filled(
                of: instrument, in: desk.workspace, on: connection)
            return Page(found.quotas.map { QuotaResource($0, filled: filled[$0.key] ?? 0) })
        }
    }
}

/// A quota and how far it is.
public struct QuotaResource: Resource {
    public let quota: Instrument.Quota
    public let filled: Int

    init(_ quota: Instrument.Quota, filled: Int) {
        self.quota = quota
        self.filled = filled
    }

    public static let shape = Shape.object([
        Field("key", .text(max: 40)),
        Field("title", .wording),
        Field("when", .text(), .optional, "Which responses count; all of them if absent."),
        Field("limit", .integer(1...10_000_000)),
        Field("filled", .integer(0...10_000_000), .required, "How many were completed."),
        Field("over", .choice(Instrument.Quota.Over.allCases.map(\.rawValue))),
    ])

    public var json: JSON {
        [
            "key": .string(quota.key), "title": quota.title.json,
            "when": .optional(quota.condition?.source), "limit": .integer(quota.limit),
            "filled": .integer(filled), "over": .string(quota.over.rawValue),
        ]
    }
}
