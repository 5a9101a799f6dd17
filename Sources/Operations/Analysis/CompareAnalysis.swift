public import Base
import Statistics

/// Groups side by side, every pair of them, the false discovery rate held over all pairs.
public struct CompareAnalysis: Analysis {
    public static let name = "compare"
    public static let summary = "Every pair of groups compared, with interval and adjusted p."
    public static let options = [
        AnalysisOption("score", .column, "Column of scores."),
        AnalysisOption(
            "metric", .choice(["nps", "csat", "mean"]), "What is compared; NPS in points."),
        AnalysisOption("group", .column, "Column that tells the groups apart."),
        AnalysisOption("top", .whole(1...10), standard: "2", "For csat: points that are good."),
        AnalysisOption("scale", .whole(2...100), standard: "5", "For csat: the highest point."),
    ]
    /// More groups make pairs that nobody reads.
    static let mostGroups = 200

    enum Metric: String { case nps, csat, mean }

    let score: String
    let group: String
    let metric: Metric
    let scale: ClosedRange<Int>
    let top: Int
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        score = chosen.text("score")
        group = chosen.text("group")
        metric = Metric(rawValue: chosen.text("metric")) ?? .mean
        scale = metric == .nps ? 0...10 : 1...chosen.whole("scale")
        top = chosen.whole("top")
        level = chosen.level
        guard metric != .csat || top < scale.count else {
            throw Refusal(.invalid, "optionTop", ["top": "\(top)", "scale": "\(scale.count)"])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [
            AnalysisColumn(score, metric == .mean ? .number : .rating(scale)),
            AnalysisColumn(group, .text),
        ]
    }

    public var reference: String {
        let test =
            switch metric {
            case .nps: NPS.differenceMethod
            case .csat: Share.differenceMethod
            case .mean: Average.differenceMethod
            }
        return test.source + "; " + FalseDiscovery.method.source
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: CompareAnalysis
        var samples: [String: Sample] = [:]

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            let name = row.texts[1]
            if samples[name] == nil, samples.count == CompareAnalysis.mostGroups {
                throw Refusal(
                    .invalid, "tooManyGroups",
                    ["column": analysis.group, "max": "\(CompareAnalysis.mostGroups)"])
            }
            samples[name, default: Sample(analysis.metric)].add(row.numbers[0])
        }

        public func result() -> AnalysisResult {
            let groups = samples.keys.sorted(by: Natural.precedes).map { ($0, samples[$0]) }
            var pairs: [(a: String, b: String, difference: Difference?)] = []
            for (index, a) in groups.enumerated() {
                for b in groups[(index + 1)...] {
                    guard let first = a.1, let second = b.1 else { continue }
                    let difference = fit { () throws(Unfit) in
                        try first.difference(second, analysis)
                    }
                    pairs.append((a.0, b.0, difference))
                }
            }
            var adjusted = FalseDiscovery.adjusted(pairs.compactMap { $0.difference?.p })[...]
            let rows = pairs.map { pair in
                row(
                    pair.a, pair.b, pair.difference,
                    pair.difference.flatMap { _ in adjusted.popFirst() })
            }
            let n = samples.values.reduce(0) { $0 + $1.n }
            return AnalysisResult([("n", .integer(n)), ("pairs", .array(rows))])
        }

        private func row(
            _ a: String, _ b: String, _ difference: Difference?, _ adjusted: Double?
        ) -> JSON {
            let factor = analysis.metric == .nps ? 100.0 : 1
            let estimate = difference?.estimate.scaled(by: factor)
            func value(_ name: String) -> JSON {
                .figure(samples[name]?.value(analysis).map { $0 * factor })
            }
            return .object(
                JSON.Object([
                    ("a", .string(a)), ("b", .string(b)),
                    ("aN", .integer(samples[a]?.n ?? 0)), ("bN", .integer(samples[b]?.n ?? 0)),
                    ("aValue", value(a)), ("bValue", value(b)),
                    ("difference", .figure(estimate?.value)), ("low", .figure(estimate?.low)),
                    ("high", .figure(estimate?.high)), ("p", .figure(difference?.p)),
                    ("pAdjusted", .figure(adjusted)),
                ]))
        }
    }

    /// What is kept of one group: whole ratings counted, other numbers by their moments.
    enum Sample {
        case ratings(Histogram)
        case numbers(Moments)

        init(_ metric: Metric) {
            self = metric == .mean ? .numbers(Moments()) : .ratings(Histogram())
        }

        mutating func add(_ value: Double) {
            switch self {
            case .ratings(var ratings):
                self = .numbers(Moments())
                ratings.add(Int(value))
                self = .ratings(ratings)
            case .numbers(var moments):
                moments.add(value)
                self = .numbers(moments)
            }
        }

        var n: Int {
            switch self {
            case .ratings(let ratings): ratings.total
            case .numbers(let moments): moments.count
            }
        }

        func value(_ analysis: CompareAnalysis) -> Double? {
            switch self {
            case .numbers(let moments): moments.mean
            case .ratings(let ratings):
                fit { () throws(Unfit) in
                    analysis.metric == .nps
                        ? try NPSCounts(ratings).score
                        : try Share(ratings, top: analysis.top, of: analysis.scale).value
                } ?? nil
            }
        }

        func difference(
            _ other: Sample, _ analysis: CompareAnalysis
        ) throws(Unfit) -> Difference {
            switch (self, other) {
            case (.numbers(let a), .numbers(let b)):
                return try Average.difference(a, b, level: analysis.level)
            case (.ratings(let a), .ratings(let b)) where analysis.metric == .nps:
                return try NPS.difference(NPSCounts(a), NPSCounts(b), level: analysis.level)
            case (.ratings(let a), .ratings(let b)):
                return try Share.difference(
                    Share(a, top: analysis.top, of: analysis.scale),
                    Share(b, top: analysis.top, of: analysis.scale), level: analysis.level)
            default: throw .mismatched("samples")
            }
        }
    }
}
