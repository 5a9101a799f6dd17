public import Base
import Statistics

/// Customer effort 费力度 of a column of ratings: the mean, and the share who found it easy.
public struct CESAnalysis: Analysis {
    public static let name = "ces"
    public static let summary = "Customer effort: mean with an interval and the share of easy ones."
    public static let options = [
        AnalysisOption("score", .column, "Column of ratings from 1."),
        AnalysisOption("scale", .whole(2...100), standard: "7", "The highest point."),
        AnalysisOption(
            "easy", .choice(["high", "low"]), standard: "high",
            "Which end of the scale is the easy one."),
    ]

    let score: String
    let scale: ClosedRange<Int>
    let direction: Effort.Direction
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        score = chosen.text("score")
        scale = 1...chosen.whole("scale")
        direction = chosen.text("easy") == "low" ? .lowIsEasy : .highIsEasy
        level = chosen.level
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [AnalysisColumn(score, .rating(scale))]
    }
    public var reference: String { Average.method.source + "; " + Effort.easyMethod.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: CESAnalysis
        var ratings = Histogram()

        public mutating func add(_ row: AnalysisRow) { ratings.add(Int(row.numbers[0])) }

        public func result() -> AnalysisResult {
            let effort = fit { () throws(Unfit) in
                try Effort(
                    ratings, scale: analysis.scale, direction: analysis.direction,
                    level: analysis.level)
            }
            return AnalysisResult([
                ("n", .integer(ratings.total)), ("mean", .figure(effort?.mean.value)),
                ("standardError", .figure(effort?.mean.standardError)),
                ("low", .figure(effort?.mean.low)), ("high", .figure(effort?.mean.high)),
                ("standardDeviation", .figure(effort?.standardDeviation)),
                ("easyShare", .figure(effort?.easy.value)),
                ("easyLow", .figure(effort?.easy.low)), ("easyHigh", .figure(effort?.easy.high)),
                ("net", .figure(effort?.net)),
            ])
        }
    }
}
