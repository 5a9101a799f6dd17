public import Base
import Statistics

/// Customer satisfaction 满意度 of a column of ratings: the share of the highest points.
public struct CSATAnalysis: Analysis {
    public static let name = "csat"
    public static let summary = "Share of satisfied customers (the top points of a scale) and mean."
    public static let options = [
        AnalysisOption("score", .column, "Column of ratings from 1."),
        AnalysisOption("top", .whole(1...10), standard: "2", "How many points count as satisfied."),
        AnalysisOption("scale", .whole(2...100), standard: "5", "The highest point."),
    ]

    let score: String
    let scale: ClosedRange<Int>
    let top: Int
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        score = chosen.text("score")
        scale = 1...chosen.whole("scale")
        top = chosen.whole("top")
        level = chosen.level
        guard top < scale.count else {
            throw Refusal(.invalid, "optionTop", ["top": "\(top)", "scale": "\(scale.count)"])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [AnalysisColumn(score, .rating(scale))]
    }
    public var reference: String { Share.method(.wilson).source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: CSATAnalysis
        var ratings = Histogram()

        public mutating func add(_ row: AnalysisRow) { ratings.add(Int(row.numbers[0])) }

        public func result() -> AnalysisResult {
            let share = fit { () throws(Unfit) in
                try Share(ratings, top: analysis.top, of: analysis.scale)
            }
            let estimate = fit { () throws(Unfit) in
                try share?.estimate(interval: .wilson, level: analysis.level)
            }
            let moments = ratings.moments
            return AnalysisResult([
                ("n", .integer(ratings.total)), ("satisfied", .integer(share?.hits ?? 0)),
                ("share", .figure(estimate??.value)), ("low", .figure(estimate??.low)),
                ("high", .figure(estimate??.high)),
                ("mean", moments.count > 0 ? .figure(moments.mean) : .null),
                ("standardDeviation", .figure(moments.standardDeviation)),
            ])
        }
    }
}
