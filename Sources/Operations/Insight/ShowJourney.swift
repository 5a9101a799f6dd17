public import Base
import Columns
public import Domain
public import Statistics

/// How a journey feels, touchpoint by touchpoint, and which moments people remember.
public struct ShowJourney: StudyOfAnswers {
    public static let name = "insight.journey"
    public static let summary =
        "Compute the curve of feeling over the rated touchpoints, with peak, low and end."

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> JourneyReport {
        try JourneyReport(try await desk.inquiry(into: instrument, question))
    }
}

/// The touchpoints of a journey in their order.
public struct JourneyReport: Resource {
    public struct Step: Sendable {
        public let column: String
        public let title: Wording?
        /// Of the page that it stands on.
        public let stage: Wording?
        public let measure: Measure
        /// The mean with its interval, −100 … 100 around the middle of the scale.
        public let feeling: Estimate?
        /// Share on the two lowest steps (the lowest of a short scale).
        public let badShare: Double?
        /// The upper one of them.
        public let worstStep: Int
    }

    public let steps: [Step]
    /// Places of the best, the worst and the last shown step.
    public let peak: Int?
    public let low: Int?
    public let end: Int?
    /// Which summary of the journey tells the overall score; nil without one.
    public let memory: Memory?

    /// How the overall score goes with the summaries of each respondent's own journey.
    public struct Memory: Sendable {
        public let n: Int
        /// R² of the overall score on the mean of all steps, and on the mean of peak and end.
        public let mean: Double
        public let peakEnd: Double
        /// That both tell it equally well (Williams).
        public let p: Double?
    }

    init(_ inquiry: Inquiry) throws {
        let instrument = inquiry.set.instrument
        let scoreColumn = instrument.scoreItem.map { "answers.\($0.key)" }
        let rated = instrument.items.flatMap { item in
            item.columns.filter { $0.isRating && $0.name != scoreColumn }.map { (item, $0) }
        }
        // The sides of a pair are no moments of a journey.
        .filter { !$0.0.isGap }
        let cells = try inquiry.run(inquiry.checked.window, of: rated.map(\.1.name))
        let steps = rated.enumerated().map { place, one in
            let (item, column) = one
            let scale = inquiry.set.scale(of: column.name)
            let measuring = Measuring(.mean, scale: scale)
            let tally = cells.tally(of: place)
            let measure = measuring.measure(tally, filter: inquiry.checked.filterText())
            return Step(
                column: column.name, title: column.title, stage: instrument.pages[item.page].title,
                measure: measure,
                feeling: measure.estimate.flatMap { estimate in
                    scale.map { JourneyReport.feeling(estimate, $0) }
                },
                badShare: measure.value.flatMap { _ in
                    scale.flatMap { JourneyReport.badShare(tally, $0) }
                }, worstStep: scale.map { JourneyReport.worst($0).upperBound } ?? 0)
        }
        self.steps = steps
        let shown = steps.indices.filter { steps[$0].feeling != nil }
        func value(_ place: Int) -> Double { steps[place].feeling?.value ?? 0 }
        peak = shown.max { value($0) < value($1) }
        low = shown.min { value($0) < value($1) }
        end = shown.last
        memory = JourneyReport.memory(
            inquiry,
            rated.compactMap { _, column in
                inquiry.set.scale(of: column.name).map { (column.name, $0) }
            }
        )
    }

    private static func feeling(_ mean: Estimate, _ scale: ClosedRange<Int>) -> Estimate {
        let middle = Double(scale.lowerBound + scale.upperBound) / 2
        let half = Double(scale.upperBound - scale.lowerBound) / 2
        return Estimate(
            value: 100 * (mean.value - middle) / half,
            low: 100 * (max(mean.low, Double(scale.lowerBound)) - middle) / half,
            high: 100 * (min(mean.high, Double(scale.upperBound)) - middle) / half, n: mean.n,
            method: mean.method, level: mean.level)
    }

    private static func badShare(_ tally: Tally, _ scale: ClosedRange<Int>) -> Double? {
        let ratings = tally.ratings(scale)
        let worst = worst(scale)
        return ratings.total > 0 ? Double(ratings.count(in: worst)) / Double(ratings.total) : nil
    }

    private static func worst(_ scale: ClosedRange<Int>) -> ClosedRange<Int> {
        scale.lowerBound...(scale.lowerBound + (scale.count >= 5 ? 1 : 0))
    }

    /// Of respondents with a score and at least three rated steps; what did not apply to them is
    /// no step of theirs.
    private static func memory(
        _ inquiry: Inquiry, _ steps: [(name: String, scale: ClosedRange<Int>)]
    ) -> Memory? {
        guard steps.count >= 3 else { return nil }
        let gram = inquiry.set.table.journeys(
            steps, score: "score", filter: inquiry.checked.filter(),
            window: inquiry.checked.window)
        guard gram.count >= 30, let found = fit({ () throws(Unfit) in try PeakEnd(gram) }) else {
            return nil
        }
        return Memory(
            n: gram.count, mean: found.mean.fit.r2, peakEnd: found.peakEnd.fit.r2,
            p: found.comparison?.p)
    }
}

extension JourneyReport {
    public static let shape = Shape.object([
        Field(
            "steps",
            .array(
                .object([
                    Field("column", .text()), Field("title", .wording, .optional),
                    Field("stage", .wording, .optional), Field("measure", Measure.shape),
                    Field(
                        "feeling", .number(), .optional,
                        "-100 to 100 around the middle of the scale."),
                    Field("feelingLow", .number(), .optional),
                    Field("feelingHigh", .number(), .optional),
                    Field("badShare", .number(0...1), .optional, "On the two lowest steps."),
                ]))),
        Field("peak", .integer(0...1_000), .optional, "Place of the best step."),
        Field("low", .integer(0...1_000), .optional),
        Field("end", .integer(0...1_000), .optional),
        Field(
            "memory",
            .object([
                Field("n", .integer(0...Int.max)),
                Field("mean", .number(), .required, "R2 of the score on the mean of all steps."),
                Field("peakEnd", .number(), .required, "R2 on the mean of peak and end."),
                Field("p", .number(0...1), .optional, "Williams 1959: that they are equal."),
                Field("source", .text(max: 500)),
            ]), .optional),
    ])

    public var json: JSON {
        func place(_ number: Int?) -> JSON { number.map { .integer($0) } ?? .null }
        return .fields([
            (
                "steps",
                .array(
                    steps.map { step in
                        .fields(
                            [
                                ("column", .string(step.column)),
                                ("title", step.title?.json ?? .null),
                                ("stage", step.stage?.json ?? .null),
                                ("measure", step.measure.json),
                                ("badShare", .figure(step.badShare)),
                            ] + step.feeling.fields("feeling"))
                    })
            ),
            ("peak", place(peak)), ("low", place(low)), ("end", place(end)),
            (
                "memory",
                memory.map {
                    .fields([
                        ("n", .integer($0.n)), ("mean", .figure($0.mean)),
                        ("peakEnd", .figure($0.peakEnd)), ("p", .figure($0.p)),
                        ("source", .string(PeakEnd.method.source)),
                    ])
                } ?? .null
            ),
        ])
    }
}
