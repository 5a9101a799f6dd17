public import Base
import Statistics

/// What stays within ordinary variation, what does not, and where the level changed.
public struct ChartAnalysis: Analysis {
    public static let name = "chart"
    public static let summary = "Control chart with run rules, and change points."
    public static let options: [AnalysisOption] = [
        AnalysisOption("value", .column, "Column of values, of counts where there is a size."),
        AnalysisOption("time", .column, need: .optional, "Column of moments; else as in the file."),
        AnalysisOption("kind", .choice(Kind.allCases.map(\.rawValue)), "Of chart."),
        AnalysisOption("size", .column, need: .optional, "For p, laney, u: size of each sample."),
        AnalysisOption(
            "baseline", .whole(2...1_000_000), need: .optional,
            "First points that the limits rest on; all."),
        AnalysisOption("weight", .number(0.001...1), standard: "0.2", "ewma: of the newest."),
        AnalysisOption("width", .number(0.1...10), standard: "2.86", "ewma: limits in sigmas."),
        AnalysisOption("slack", .number(0...5), standard: "0.5", "cusum: half the shift to find."),
        AnalysisOption("threshold", .number(0.1...50), standard: "5", "cusum: limits in sigmas."),
        AnalysisOption("centre", .number(-1e300...1e300), need: .optional, "A known one."),
        AnalysisOption("sigma", .number(1e-300...1e300), need: .optional, "A known one."),
        AnalysisOption(
            "penalty", .number(0...1e9), need: .optional, "For each change of level; 2 ln n."),
        .dateFormat,
    ]

    enum Kind: String, CaseIterable { case p, laney, u, imr, xbar, cusum, ewma }

    let value: String
    let time: String?
    let kind: Kind
    let size: String?
    let baseline: Int?
    let weight: Double
    let width: Double
    let slack: Double
    let threshold: Double
    let centre: Double?
    let sigma: Double?
    let penalty: Double?
    let dateFormat: DateFormat?

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        value = chosen.text("value")
        time = chosen.textIfGiven("time")
        kind = Kind(rawValue: chosen.text("kind")) ?? .imr
        size = chosen.textIfGiven("size")
        baseline = chosen.wholeIfGiven("baseline")
        weight = chosen.number("weight")
        width = chosen.number("width")
        slack = chosen.number("slack")
        threshold = chosen.number("threshold")
        centre = chosen.numberIfGiven("centre")
        sigma = chosen.numberIfGiven("sigma")
        penalty = chosen.numberIfGiven("penalty")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        if isOfShares, size == nil, time == nil {
            throw Refusal(.invalid, "optionMissing", ["option": "--size COLUMN"])
        }
        if size != nil, !isOfShares, kind != .u {
            throw Refusal(
                .invalid, "optionsExclude",
                ["first": "--size", "second": "--kind \(kind.rawValue)"])
        }
    }

    var isOfShares: Bool { kind == .p || kind == .laney }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        // Without a size each row is one answer, yes or no.
        let ofAnswers = isOfShares && size == nil
        return [AnalysisColumn(value, ofAnswers ? .rating(0...1) : .number)]
            + (size.map { [AnalysisColumn($0, .number)] } ?? [])
            + (time.map { [AnalysisColumn($0, dateFormat.map { .date($0) } ?? .mixed)] } ?? [])
    }

    public var reference: String {
        let chart =
            switch kind {
            case .p: ControlChart.pMethod
            case .laney: ControlChart.laneyMethod
            case .u: ControlChart.uMethod
            case .imr: ControlChart.individualsMethod
            case .xbar: ControlChart.meansMethod
            case .cusum: Cusum.method
            case .ewma: ControlChart.ewmaMethod
            }
        return chart.source + "; " + ChangePoints.method.source
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: ChartAnalysis
        var series = ChartSeries()
        /// The same with values that are shares of their samples made counts: which of the two
        /// is meant may only be clear after many rows.
        var seriesOfShares = ChartSeries()
        var isShare: Bool?

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            var size = 1.0
            if let column = analysis.size {
                size = try row.notNegative(1, column)
                // An empty sample says nothing of its moment.
                guard size > 0 else { return }
            }
            let value = row.numbers[0]
            if analysis.isOfShares, analysis.size != nil {
                try check(value, of: size, row)
            } else if analysis.kind == .u, !ChartAnalysis.isCount(value) {
                throw row.refusal("tableNotACount", analysis.value, JSON.number(value).text)
            }
            let place = analysis.size == nil ? 1 : 2
            let number = analysis.time == nil ? .nan : row.numbers[place]
            let time = analysis.time.map { _ in
                row.texts[place].isEmpty ? AnalysisDate.text(number) : row.texts[place]
            }
            series.add(time: time, number: number, value: value, size: size)
            guard analysis.isOfShares, analysis.size != nil else { return }
            seriesOfShares.add(
                time: time, number: number, value: (value * size).rounded(), size: size)
        }

        /// Hits of a sample, given as they are or as a share of it, but all of them alike.
        private mutating func check(
            _ value: Double, of size: Double, _ row: AnalysisRow
        ) throws(Refusal) {
            let shown = JSON.number(value).text
            let seems = value != value.rounded() ? true : value > 1 ? false : isShare
            guard value >= 0, seems != true || value <= 1,
                ChartAnalysis.isCount(size), isShare == nil || seems == isShare
            else { throw row.refusal("tableNotACount", analysis.value, shown) }
            isShare = seems
            guard seems == true || value <= size else {
                throw row.refusal("tableHitsAboveSize", analysis.value, shown)
            }
        }

        public func result() throws -> AnalysisResult {
            try ChartReport(analysis, (isShare == true ? seriesOfShares : series).points).result
        }
    }

    /// A whole number that counts something.
    private static func isCount(_ value: Double) -> Bool {
        value >= 0 && value == value.rounded() && value < 1e11
    }
}
