public import Base
import Columns
public import Domain
public import Statistics

/// Which rated questions go together: every pair of numbers of a questionnaire.
public struct Correlate: Operation {
    public static let name = "insight.correlation"
    public static let summary = "Correlate every pair of rated questions, with tests."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + [
            Field(
                "method", .choice(CorrelationReport.Kind.allCases.map(\.rawValue)), .optional,
                "Pearson's r, Spearman's rho or Kendall's tau-b; default: pearson."),
            Field.weights,
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion
    let kind: CorrelationReport.Kind

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
        kind = input.textOrNil("method").flatMap(CorrelationReport.Kind.init) ?? .pearson
    }

    /// Made by the program.
    public init(
        _ instrument: ID<Instrument>, _ question: InsightQuestion,
        _ kind: CorrelationReport.Kind = .pearson
    ) {
        self.instrument = instrument
        self.question = question
        self.kind = kind
    }

    public func perform(on desk: Desk) async throws -> CorrelationReport {
        let inquiry = try await desk.inquiry(into: instrument, question)
        let set = inquiry.set
        let source = InsightSource(instrument, set)
        // The question that makes the score is in it already.
        let own = set.instrument.scoreItem.map { "answers.\($0.key)" }
        let columns =
            ["score"] + source.columns.filter { $0.isRating && $0.name != own }.map(\.name)
        let used = columns.filter { set.table.column($0)?.isNumeric == true }
            .prefix(CorrelationReport.mostColumns)
        guard let weights = question.weights else {
            return CorrelationReport(Array(used), inquiry, kind, nil)
        }
        return CorrelationReport(
            Array(used), inquiry, kind, try await desk.weights(weights, of: instrument, set))
    }
}

/// How far each pair goes together.
public struct CorrelationReport: Resource {
    /// What is correlated: the numbers themselves, their ranks, or the order of each two answers.
    public enum Kind: String, CaseIterable, Sendable {
        case pearson, spearman, kendall
    }

    public struct Pair: Sendable {
        /// Places of the two columns, the first the smaller.
        public let first: Int
        public let second: Int
        public let n: Int
        /// Nil below the anonymity floor and where one does not vary.
        public let estimate: Estimate?
        public let p: Double?
        public let adjustedP: Double?
    }

    public let columns: [String]
    public let pairs: [Pair]
    public let kind: Kind
    /// What the answers were weighted by; nil where each counts once.
    public let weights: InsightReport.Weights?

    /// More columns than a page can show.
    static let mostColumns = 24

    public var method: Method {
        switch kind {
        case .pearson: weights == nil ? Correlation.method : Correlation.weightedMethod
        case .spearman: RankCorrelation.spearmanMethod
        case .kendall: RankCorrelation.kendallMethod
        }
    }

    init(_ columns: [String], _ inquiry: Inquiry, _ kind: Kind, _ weights: AnswerWeights?) {
        (self.columns, self.kind, self.weights) = (columns, kind, weights?.resource)
        let places = columns.indices.flatMap { first in
            columns.indices.dropFirst(first + 1).map { (first: first, second: $0) }
        }
        let counts: [Int]
        let found: [(estimate: Estimate, p: Double)?]
        if kind == .pearson, weights == nil {
            let grams = inquiry.set.table.pairGrams(
                of: columns, filter: inquiry.checked.filter(), window: inquiry.checked.window)
            (counts, found) = (grams.map(\.count), grams.map(Correlation.tested))
        } else {
            let tables = PairTables(columns, inquiry, weights)
            counts = places.map { tables.count($0.first, $0.second) }
            found = places.map { tables.tested($0.first, $0.second, kind) }
        }
        var adjusted = FalseDiscovery.adjusted(found.compactMap { $0?.p }).makeIterator()
        pairs = places.indices.map { number in
            Pair(
                first: places[number].first, second: places[number].second, n: counts[number],
                estimate: found[number]?.estimate, p: found[number]?.p,
                adjustedP: found[number] == nil ? nil : adjusted.next())
        }
    }

    public static let shape = Shape.object([
        Field("columns", .array(.text())),
        Field("method", .choice(Kind.allCases.map(\.rawValue))),
        Field("source", .text(max: 500)),
        Field("weights", .text(), .optional, "Name of what the answers were weighted by."),
        Field(
            "pairs",
            .array(
                .object([
                    Field("first", .text()), Field("second", .text()),
                    Field("n", .integer(0...Int.max)), Field("r", .number(-1...1), .optional),
                    Field("rLow", .number(), .optional), Field("rHigh", .number(), .optional),
                    Field("p", .number(0...1), .optional),
                    Field("adjustedP", .number(0...1), .optional),
                ]))),
    ])

    public var json: JSON {
        .fields([
            ("columns", .array(columns.map(JSON.string))),
            ("method", .string(kind.rawValue)), ("source", .string(method.source)),
            ("weights", .optional(weights?.name)),
            (
                "pairs",
                .array(
                    pairs.map { pair in
                        .fields(
                            [
                                ("first", .string(columns[pair.first])),
                                ("second", .string(columns[pair.second])),
                                ("n", .integer(pair.n)), ("p", .figure(pair.p)),
                                ("adjustedP", .figure(pair.adjustedP)),
                            ] + pair.estimate.fields("r"))
                    })
            ),
        ])
    }
}

extension Correlation {
    /// r of two columns with the p of r = 0; nil below the anonymity floor and where one does not
    /// vary.
    static func tested(_ gram: Gram) -> (estimate: Estimate, p: Double)? {
        guard gram.count >= Measure.floor else { return nil }
        return fit { () throws(Unfit) in try Correlation.estimate(gram) }
            .map { ($0, p($0.value, size: Double(gram.count))) }
    }
}
