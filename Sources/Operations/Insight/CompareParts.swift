public import Base
import Columns
public import Domain

/// A measure of some responses beside that of others, with a test.
public struct CompareParts: Operation {
    public static let name = "insight.compare"
    public static let summary =
        "Compute a measure of the responses that a filter finds beside that of others."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + InsightQuestion.measure + [
            Field(
                "against", .text(max: 4_000), .required,
                "The others, as an expression. Nobody counts twice: without a filter the first are all "
                    + "but these, with one the others are without the first.")
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion
    let against: String

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
        against = input.text("against")
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion, against: String) {
        self.instrument = instrument
        self.question = question
        self.against = against
    }

    public func perform(on desk: Desk) async throws -> PartsReport {
        let set = try await desk.answers(to: instrument)
        let other = try set.filter(against, at: "against")
        var wide = question
        wide.filter = nil
        let all = try Inquiry(wide, set, zone: .utc)
        let window = all.checked.window
        let node = try question.filter.map { try set.filter($0, at: "filter").root }
        let both = try all.run(window, within: node.map { .and($0, other.root) } ?? other.root)
            .tally()
        var a = try all.run(window, within: node).tally()
        var b = try all.run(window, within: other.root).tally()
        // Nobody counts on both sides, or the test would not hold.
        if node == nil { a.subtract(both) } else { b.subtract(both) }
        let measuring = all.checked.measuring
        return PartsReport(
            own: measuring.measure(a, filter: question.filter),
            other: measuring.measure(b, filter: other.description),
            change: measuring.difference(a, b).map { Change($0) })
    }
}

/// Two measures and how far they lie apart.
public struct PartsReport: Resource {
    public let own: Measure
    public let other: Measure
    /// Own less other; nil where there is nothing to test.
    public let change: Change?

    public static let shape = Shape.object([
        Field("own", Measure.shape), Field("other", Measure.shape),
        Field("change", Change.shape, .optional, "Own less other."),
    ])

    public var json: JSON {
        ["own": own.json, "other": other.json, "change": change?.json ?? .null]
    }
}
