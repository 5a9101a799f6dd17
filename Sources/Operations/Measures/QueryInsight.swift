public import Base
import Columns
public import Domain

/// Answers a question about an instrument's answers.
public struct QueryInsight: Operation {
    public static let name = "insight.query"
    public static let summary =
        "Compute a measure of an instrument's responses: total, change, trend, groups."
    public static let access = Access.right(.insightRead)
    public static let input = [
        Field("instrument", .id("ins")),
        Field(
            "measure", .choice(MeasureKind.allCases.map(\.rawValue)), .optional,
            "Left out: that of the instrument's score."),
        Field(
            "item", .text(), .optional,
            "What is measured: score, answers.KEY, answers.KEY.ROW, hidden.KEY. Default: score."),
        Field("value", .any, .optional, "The answer whose share is asked for."),
        Field(
            "filter", .text(max: 4_000), .optional,
            "Which responses count, as an expression: hidden.class == \"Eco\" and score <= 6."),
        Field(
            "dimensions", .array(.text(), max: 2), .optional, "Columns to group by, up to two."),
        Field("grain", .choice(Grain.allCases.map(\.rawValue)), .optional, "Asks for a trend."),
        Field("from", .instant, .optional, "Responses completed from here on."),
        Field("to", .instant, .optional, "Responses completed before this moment."),
        Field(
            "compare", .choice(["previous"]), .optional,
            "Sets the period of the same length just before beside it."),
    ]

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = InsightQuestion(
            kind: input.textOrNil("measure").flatMap(MeasureKind.init(rawValue:)),
            item: input.textOrNil("item"), value: input["value"],
            filter: input.textOrNil("filter"), dimensions: input.texts("dimensions"),
            grain: input.textOrNil("grain").flatMap(Grain.init(rawValue:)),
            from: input.instantOrNil("from"), to: input.instantOrNil("to"),
            comparesPrevious: input.textOrNil("compare") != nil)
        if question.comparesPrevious, question.from == nil || question.to == nil {
            throw Refusal.invalid("compare", "needsPeriod")
        }
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> InsightReport {
        let set = try await desk.answers(to: instrument)
        return try Inquiry(question, set, zone: try await desk.zone()).report()
    }
}

extension Desk {
    /// The answers of an instrument, up to the last one acknowledged.
    func answers(to instrument: ID<Instrument>) async throws -> AnswerSet {
        try await house.answers.answers(to: instrument, in: workspace)
    }
}
