public import Base
import Statistics

/// Net Promoter Score 净推荐值 of a column of scores.
public struct NPSAnalysis: Analysis {
    public static let name = "nps"
    public static let summary = "Net Promoter Score in points, with an interval."
    public static let options = [
        AnalysisOption("score", .column, "Column of scores from 0 to 10."),
        AnalysisOption("promoters", .whole(1...10), standard: "9", "Promoters begin here."),
        AnalysisOption("detractors", .whole(0...9), standard: "6", "Detractors end here."),
        AnalysisOption(
            "interval", .choice(["adjusted", "wald", "wilson", "tango"]), standard: "adjusted",
            "Adjusted Wald (Rocks 2016), Wald, MOVER on Wilson, or Tango."),
    ]

    let score: String
    let scale: NPSCounts.Scale
    let interval: NPS.Interval
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        score = chosen.text("score")
        level = chosen.level
        let promoters = chosen.whole("promoters")
        let detractors = chosen.whole("detractors")
        guard detractors < promoters else {
            throw Refusal(.invalid, "optionDetractors")
        }
        scale = NPSCounts.Scale(range: 0...10, detractors: detractors, promoters: promoters)
        interval = NPS.Interval(rawValue: chosen.text("interval")) ?? .adjustedWald
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [AnalysisColumn(score, .rating(scale.range))]
    }
    public var reference: String { NPS.method(interval).source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: NPSAnalysis
        var scores = Histogram()

        public mutating func add(_ row: AnalysisRow) { scores.add(Int(row.numbers[0])) }

        public func result() -> AnalysisResult {
            let scale = analysis.scale
            let detractors = scores.count(in: scale.range.lowerBound...scale.detractors)
            let promoters = scores.count(in: scale.promoters...scale.range.upperBound)
            let counts = NPSCounts(
                detractors: detractors, passives: scores.total - detractors - promoters,
                promoters: promoters)
            let estimate = fit {
                () throws(Unfit) in
                try NPS.estimate(counts, interval: analysis.interval, level: analysis.level)
            }
            return AnalysisResult([
                ("n", .integer(counts.n)), ("promoters", .integer(counts.promoters)),
                ("passives", .integer(counts.passives)),
                ("detractors", .integer(counts.detractors)),
                ("value", .figure(estimate?.scaled(by: 100).value)),
                ("standardError", .figure(estimate?.scaled(by: 100).standardError)),
                ("low", .figure(estimate?.scaled(by: 100).low)),
                ("high", .figure(estimate?.scaled(by: 100).high)),
            ])
        }
    }
}

/// Nil where the rows do not carry the statistic: too few, or none.
func fit<T>(_ body: () throws(Unfit) -> T) -> T? {
    do {
        return try body()
    } catch {
        return nil
    }
}

extension JSON {
    /// A figure that may not be there: not-a-number and the infinite are null.
    static func figure(_ value: Double?) -> JSON {
        guard let value, value.isFinite else { return .null }
        return .number(value)
    }
}

extension JSON.Object {
    init(_ members: [(String, JSON)]) {
        self.init(members.map { Member(key: $0.0, value: $0.1) })
    }
}
