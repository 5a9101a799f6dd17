public import Base
import Statistics

/// What was different after a change: means or shares, ranks, the series, and against those whom
/// the change did not reach.
public struct ChangeAnalysis: Analysis {
    public static let name = "change"
    public static let summary = "Before and after a change: difference, ranks, interrupted series."
    public static let options: [AnalysisOption] = [
        AnalysisOption("value", .column, "Column of values; 0 or 1 for a share."),
        AnalysisOption("time", .column, "Column of moments: dates or numbers."),
        AnalysisOption("at", .text("MOMENT"), "The first moment after the change."),
        AnalysisOption("kind", .choice(["mean", "share"]), standard: "mean", "What is compared."),
        AnalysisOption(
            "treated", .column, need: .optional,
            "Whom the change reached, yes or no: difference in differences."),
        .dateFormat,
    ]
    /// Ratings; beyond these values are measurements, whose ranks are not compared.
    static let ratings = 0.0...1_000.0

    let value: String
    let time: String
    let atNumber: Double?
    let atDay: Double?
    let isShare: Bool
    let treated: String?
    let dateFormat: DateFormat?
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        value = chosen.text("value")
        time = chosen.text("time")
        let at = chosen.text("at")
        dateFormat = chosen.dateFormatIfGiven("date-format")
        atNumber = Double(at).flatMap { $0.isFinite ? $0 : nil }
        atDay = AnalysisDate.day(at, nil) ?? dateFormat.flatMap { AnalysisDate.day(at, $0) }
        isShare = chosen.text("kind") == "share"
        treated = chosen.textIfGiven("treated")
        level = chosen.level
        guard atNumber != nil || atDay != nil else {
            throw Refusal(.invalid, "optionNoDate", ["option": "--at", "value": at])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        [
            AnalysisColumn(value, isShare ? .rating(0...1) : .number),
            AnalysisColumn(time, dateFormat.map { .date($0) } ?? .mixed),
        ] + (treated.map { [AnalysisColumn($0, .text)] } ?? [])
    }

    public var reference: String {
        let test = isShare ? Share.differenceMethod : Average.differenceMethod
        return
            ([test, RankTest.method, InterruptedSeries.method]
            + (treated == nil ? [] : [DifferenceInDifferences.method])).map(\.source)
            .joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        /// What is known of one side of the change.
        struct Side {
            var moments = Moments()
            var ratings = Histogram()
        }

        let analysis: ChangeAnalysis
        var before = Side()
        var after = Side()
        var series = ChartSeries()
        var timesAfter: Set<String> = []
        var areRatings = true
        var gram = Gram(names: DifferenceInDifferences.names())

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            let value = row.numbers[0]
            let isAfter = try isAfter(row)
            let shown = row.texts[1].isEmpty ? AnalysisDate.text(row.numbers[1]) : row.texts[1]
            if isAfter { timesAfter.insert(shown) }
            series.add(time: shown, number: row.numbers[1], value: value, size: 1)
            areRatings =
                areRatings && value == value.rounded() && ChangeAnalysis.ratings.contains(value)
            if isAfter { add(value, to: &after) } else { add(value, to: &before) }
            guard let treated = analysis.treated else { return }
            let reached = try row.truth(2, treated, positive: nil)
            gram.add(
                DifferenceInDifferences.row(outcome: value, treated: reached, after: isAfter))
        }

        private func add(_ value: Double, to side: inout Side) {
            side.moments.add(value)
            if areRatings { side.ratings.add(Int(value)) }
        }

        private func isAfter(_ row: AnalysisRow) throws(Refusal) -> Bool {
            let number = row.numbers[1]
            if analysis.dateFormat != nil, let at = analysis.atDay { return number >= at }
            if let at = analysis.atNumber, number.isFinite { return number >= at }
            guard let day = AnalysisDate.day(row.texts[1], nil), let at = analysis.atDay else {
                throw row.refusal("tableNotADate", analysis.time, row.texts[1])
            }
            return day >= at
        }

        public func result() throws -> AnalysisResult {
            let counts = [before.moments.count, after.moments.count]
            guard counts != [0, 0] else { throw Unfit.empty }
            guard !counts.contains(0) else { throw Unfit.tooFew(have: 0, need: 1) }
            let difference = try self.difference()
            let estimate = difference.estimate
            var fields: [(String, JSON)] = [
                ("n", .integer(before.moments.count + after.moments.count)),
                ("before", side(before.moments)), ("after", side(after.moments)),
                ("difference", .figure(estimate.value)), ("low", .figure(estimate.low)),
                ("high", .figure(estimate.high)), ("p", .figure(difference.p)),
                ("ranks", ranks), ("series", interrupted),
            ]
            if analysis.treated != nil {
                let found = try DifferenceInDifferences(gram)
                let reach =
                    StudentT(degrees: Double(found.fit.degrees)).twoSided(analysis.level)
                    * found.effect.standardError
                fields.append(
                    (
                        "differenceInDifferences",
                        .object(
                            JSON.Object([
                                ("effect", .figure(found.effect.coefficient)),
                                ("standardError", .figure(found.effect.standardError)),
                                ("low", .figure(found.effect.coefficient - reach)),
                                ("high", .figure(found.effect.coefficient + reach)),
                                ("p", .figure(found.effect.p)),
                            ]))
                    ))
            }
            return AnalysisResult(fields)
        }

        private func side(_ moments: Moments) -> JSON {
            .object(
                JSON.Object([
                    ("n", .integer(moments.count)), ("mean", .figure(moments.mean)),
                    ("standardDeviation", .figure(moments.variance?.squareRoot())),
                ]))
        }

        private func difference() throws(Unfit) -> Difference {
            guard analysis.isShare else {
                return try Average.difference(
                    after.moments, before.moments, level: analysis.level)
            }
            func share(_ side: Side) -> Share {
                Share(hits: side.ratings[1], of: side.ratings.total)
            }
            return try Share.difference(share(after), share(before), level: analysis.level)
        }

        /// Null where the values are no ratings.
        private var ranks: JSON {
            let test =
                areRatings
                ? fit { () throws(Unfit) in try RankTest(after.ratings, before.ratings) } : nil
            guard let test else { return .null }
            return .object(
                JSON.Object([
                    ("z", .figure(test.z)), ("p", .figure(test.p)),
                    ("superiority", .figure(test.superiority)),
                ]))
        }

        /// The means of the moments as one series; null where they are too few.
        private var interrupted: JSON {
            let points = series.points
            let change = points.firstIndex { timesAfter.contains($0.time) } ?? points.count
            let found = fit { () throws(Unfit) in
                try InterruptedSeries(points.map(\.mean), change: change)
            }
            guard let found else { return .null }
            let effects = [
                ("slopeBefore", found.slopeBefore), ("jump", found.jump),
                ("slopeChange", found.slopeChange),
            ]
            return .object(
                JSON.Object(
                    [("moments", .integer(points.count)), ("lag", .integer(found.lag))]
                        + effects.flatMap { name, effect in
                            [
                                (name, JSON.figure(effect.coefficient)),
                                ("\(name)Error", .figure(effect.standardError)),
                                ("\(name)P", .figure(effect.p)),
                            ]
                        }))
        }
    }
}
