import Base
import Statistics

/// A chart's numbers for its points, whatever its kind.
struct ChartReport {
    private let analysis: ChartAnalysis
    private let points: [ChartSeries.Point]
    /// What was measured at each point.
    private let observed: [Double]

    init(_ analysis: ChartAnalysis, _ points: [ChartSeries.Point]) throws(Unfit) {
        guard !points.isEmpty else { throw .empty }
        self.analysis = analysis
        self.points = points
        observed = points.map { point in
            analysis.isOfShares || analysis.kind == .u ? point.sum / point.size : point.mean
        }
    }

    var result: AnalysisResult {
        get throws(Unfit) {
            let chart = try analysis.kind == .cusum ? cusum() : plain()
            let changes = fit { () throws(Unfit) in
                try ChangePoints(observed, penalty: analysis.penalty)
            }
            var fields: [(String, JSON)] = [
                ("n", .integer(points.count)),
                ("rows", .integer(points.reduce(0) { $0 + $1.rows })),
                ("centre", .figure(chart.centre)), ("lower", .figure(chart.lower)),
                ("upper", .figure(chart.upper)), ("sigma", .figure(chart.sigma)),
            ]
            if analysis.kind == .imr {
                let range = ControlChart.meanRange(observed)
                fields.append(("movingRange", .figure(range)))
                fields.append(("movingRangeUpper", .figure(ControlChart.rangeLimit * range)))
            }
            if let length = averageRunLength {
                fields.append(("falseAlarmEvery", .figure(length)))
            }
            let out = chart.points.filter { $0["rules"]?.array?.isEmpty == false }.count
            fields.append(("signals", .integer(out)))
            fields.append(
                ("changePoints", .array((changes?.places ?? []).map { .integer($0) })))
            fields.append(("levels", .array(levels(changes))))
            fields.append(("points", .array(chart.points)))
            return AnalysisResult(fields)
        }
    }

    private typealias Chart = (
        centre: Double, lower: Double?, upper: Double?, sigma: Double, points: [JSON]
    )

    private func plain() throws(Unfit) -> Chart {
        let chart = try control()
        let first = chart.points[0]
        let alike = chart.points.allSatisfy { point in
            abs(point.lower - first.lower) + abs(point.upper - first.upper)
                <= 1e-12 * (abs(first.upper) + abs(first.lower))
        }
        var limits: (lower: Double, upper: Double)? = alike ? (first.lower, first.upper) : nil
        if analysis.kind == .ewma {
            // What the limits come to in the long run.
            let part = analysis.weight / (2 - analysis.weight)
            let reach = analysis.width * chart.sigma * part.squareRoot()
            limits = (chart.centre - reach, chart.centre + reach)
        }
        let rows = points.indices.map { place in
            row(
                place, chart.points[place].value,
                (chart.points[place].lower, chart.points[place].upper),
                chart.points[place].rules.map(\.rawValue))
        }
        return (chart.centre, limits?.lower, limits?.upper, chart.sigma, rows)
    }

    private func control() throws(Unfit) -> ControlChart {
        let baseline = analysis.baseline
        switch analysis.kind {
        case .p, .laney:
            return try ControlChart.shares(
                hits: points.map { Int($0.sum) }, sizes: points.map { Int($0.size) },
                laney: analysis.kind == .laney, baseline: baseline)
        case .u:
            return try ControlChart.rates(
                counts: points.map { Int($0.sum) }, exposures: points.map(\.size),
                baseline: baseline)
        case .imr:
            return try ControlChart.individuals(
                observed, centre: analysis.centre, sigma: analysis.sigma, baseline: baseline)
        case .xbar:
            return try ControlChart.means(subgroups, baseline: baseline)
        case .cusum, .ewma:
            return try ControlChart.ewma(
                observed, weight: analysis.weight, width: analysis.width,
                centre: analysis.centre, sigma: try knownSigma(), baseline: baseline)
        }
    }

    private var subgroups: [ControlChart.Subgroup] {
        points.map { .init(count: $0.rows, mean: $0.mean, range: $0.range) }
    }

    /// Of the points of a chart for small shifts. Where each is the mean of a few values taken
    /// together, what differs within them is chance, and tells it better than the steps from point
    /// to point; ranges of many values tell little, though.
    private func knownSigma() throws(Unfit) -> Double? {
        if let sigma = analysis.sigma { return sigma }
        let size = points[0].rows
        guard 2...10 ~= size, points.allSatisfy({ $0.rows == size }) else { return nil }
        let base = subgroups.prefix(analysis.baseline ?? points.count)
        return try ControlChart.within(Array(base)) / Double(size).squareRoot()
    }

    /// Points until a chart for small shifts alarms although nothing changed.
    private var averageRunLength: Double? {
        fit { () throws(Unfit) in
            switch analysis.kind {
            case .cusum:
                try AverageRunLength.cusum(slack: analysis.slack, threshold: analysis.threshold)
            case .ewma:
                try AverageRunLength.ewma(weight: analysis.weight, width: analysis.width)
            default: throw .undefined("not asked for")
            }
        }
    }

    private func cusum() throws(Unfit) -> Chart {
        let cusum = try Cusum(
            observed, slack: analysis.slack, threshold: analysis.threshold,
            centre: analysis.centre, sigma: try knownSigma(), baseline: analysis.baseline)
        let alarms = Set(cusum.alarms)
        let rows = points.indices.map { place in
            let (above, below) = (cusum.above[place], cusum.below[place])
            return row(
                place, above >= -below ? above : below, (-cusum.threshold, cusum.threshold),
                alarms.contains(place) ? [RunRule.beyond.rawValue] : [],
                [("above", .figure(above)), ("below", .figure(below))])
        }
        return (cusum.centre, -cusum.threshold, cusum.threshold, cusum.sigma, rows)
    }

    private func row(
        _ place: Int, _ value: Double, _ limits: (lower: Double, upper: Double), _ rules: [Int],
        _ more: [(String, JSON)] = []
    ) -> JSON {
        let shown = analysis.kind == .cusum || analysis.kind == .ewma
        return .object(
            JSON.Object(
                [
                    ("time", .string(points[place].time)), ("value", .figure(value)),
                    ("lower", .figure(limits.lower)), ("upper", .figure(limits.upper)),
                    ("rules", .array(rules.map { .integer($0) })),
                ] + (shown ? [("observed", .figure(observed[place]))] : []) + more))
    }

    /// The stretches between the changes.
    private func levels(_ changes: ChangePoints?) -> [JSON] {
        guard let changes else { return [] }
        let ends = [0] + changes.places + [points.count]
        return zip(ends, ends.dropFirst()).enumerated().map { index, span in
            .object(
                JSON.Object([
                    ("from", .string(points[span.0].time)),
                    ("to", .string(points[span.1 - 1].time)),
                    ("points", .integer(span.1 - span.0)),
                    ("mean", .figure(changes.means[index])),
                ]))
        }
    }
}
