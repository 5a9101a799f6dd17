public import Base
import Columns
public import Domain
public import Statistics

/// Which rated questions go together: every pair of numbers of a questionnaire.
public typealias Correlate = StudyOfAnswers<CorrelationReport>

extension CorrelationReport: StudyReport {
    public static let study = (
        name: "insight.correlation",
        summary: "Correlate every pair of rated questions, with tests."
    )

    /// More columns than a page can show.
    static let mostColumns = 24

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> CorrelationReport {
        let inquiry = try await desk.inquiry(into: instrument, question)
        let set = inquiry.set
        let source = InsightSource(instrument, set)
        // The question that makes the score is in it already.
        let own = set.instrument.scoreItem.map { "answers.\($0.key)" }
        let columns =
            ["score"] + source.columns.filter { $0.isRating && $0.name != own }.map(\.name)
        let used = columns.filter { set.table.column($0)?.isNumeric == true }
        return CorrelationReport(Array(used.prefix(mostColumns)), inquiry)
    }
}

/// Pearson's r of every pair.
public struct CorrelationReport: Resource {
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

    init(_ columns: [String], _ inquiry: Inquiry) {
        self.columns = columns
        let places = columns.indices.flatMap { first in
            columns.indices.dropFirst(first + 1).map { (first: first, second: $0) }
        }
        let grams = inquiry.set.table.pairGrams(
            of: columns, filter: inquiry.checked.filter(), window: inquiry.checked.window)
        let found = grams.map(Correlation.tested)
        var adjusted = FalseDiscovery.adjusted(found.compactMap { $0?.p }).makeIterator()
        pairs = places.indices.map { number in
            Pair(
                first: places[number].first, second: places[number].second,
                n: grams[number].count, estimate: found[number]?.estimate, p: found[number]?.p,
                adjustedP: found[number] == nil ? nil : adjusted.next())
        }
    }

    public static let shape = Shape.object([
        Field("columns", .array(.text())),
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
    /// vary. Source: Student 1908, Biometrika 6(2/3).
    static func tested(_ gram: Gram) -> (estimate: Estimate, p: Double)? {
        guard gram.count >= Measure.floor else { return nil }
        return fit { () throws(Unfit) in try Correlation.estimate(gram) }
            .map { ($0, p($0.value, n: gram.count)) }
    }

    private static func p(_ r: Double, n: Int) -> Double {
        guard n > 2, abs(r) < 1 else { return abs(r) < 1 ? 1 : 0 }
        let t = abs(r) * (Double(n - 2) / (1 - r * r)).squareRoot()
        return StudentT(degrees: Double(n - 2)).twoSidedP(t)
    }
}
