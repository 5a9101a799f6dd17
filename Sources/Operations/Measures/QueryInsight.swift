public import Base
import Columns
public import Domain

/// Answers a question about an instrument's answers.
public struct QueryInsight: Operation {
    public static let name = "insight.query"
    public static let summary =
        "Compute measures of an instrument's responses: total, change, trend, groups, cells."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + InsightQuestion.measure + [
            Field(
                "measures",
                .array(.object(InsightQuestion.measure), max: InsightQuestion.mostMeasures),
                .optional,
                "Asks for cells: all of these for each combination of dimensions and time."),
            Field(
                "dimensions", .array(.text(), max: Cut.mostDimensions), .optional,
                "Columns to group by, up to three."),
            Field(
                "grain", .choice(Grain.allCases.map(\.rawValue)), .optional,
                "Asks for a trend."),
            Field(
                "compare", .choice(["previous"]), .optional,
                "Sets the period of the same length just before beside it."),
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
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
