public import Base
import Columns
public import Domain
import Statistics

/// A measure over time: what stays within ordinary variation, what does not, and where the level
/// changed.
public struct ShowTrend: Operation {
    public static let name = "insight.trend"
    public static let summary =
        "Compute a measure over time with control limits, run rules, changes of level and season."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + InsightQuestion.measure + InsightQuestion.time

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        var question = try InsightQuestion(input)
        question.grain = question.grain ?? .week
        self.question = question
    }

    /// The same made by the program; the question has a grain.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> TrendReport {
        let zone = try await desk.zone()
        var report = try await desk.inquire(instrument, question, zone: zone) {
            try TrendReport($0)
        }
        if let from = report.points.first?.from, let to = report.points.last?.to {
            report.occurrences = try await desk.occurrences(
                of: instrument, in: from..<to, zone: zone)
        }
        return report
    }
}

extension TrendReport {
    /// Fewer steps than this show no pattern.
    public static let fewestSteps = 8

    init(_ inquiry: Inquiry) throws {
        let measuring = inquiry.checked.measuring
        let text = inquiry.checked.filterText()
        guard let buckets = try inquiry.buckets() else {
            self.init(
                total: measuring.measure(Tally(), filter: text), points: [], centre: nil,
                method: nil, changes: [], season: nil)
            return
        }
        let cells = try inquiry.run(inquiry.checked.window, [], buckets)
        let tallies = (0..<buckets.count).map { cells.tally(bucket: $0) }
        let measures = Concealment.line(tallies.map { measuring.measure($0, filter: text) })
        // Steps with few answers are not shown, so they are not judged either.
        let used = tallies.indices.filter { measures[$0].value != nil && measures[$0].n > 1 }
        let chart = fit { () throws(Unfit) in
            try TrendReport.chart(used.map { tallies[$0] }, measuring)
        }
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        let points = tallies.indices.map { step in
            Point(
                from: buckets[step].lowerBound, to: buckets[step].upperBound,
                measure: measures[step],
                limits: places[step].flatMap { place in
                    chart.map { TrendReport.limits($0.points[place], measuring) }
                },
                rules: places[step].flatMap { place in chart?.points[place].rules } ?? [])
        }
        self.init(
            total: measuring.measure(Tally.merging(tallies), filter: text), points: points,
            centre: chart.map { $0.centre * (measuring.isShare ? measuring.kind.factor : 1) },
            method: chart?.method,
            changes: TrendReport.changes(
                used, tallies, buckets.bounds, measures.map { $0.value ?? .nan }, measuring),
            season: TrendReport.season(measures.map(\.value), inquiry.question.grain))
    }

    /// Steps without a value leave no cycle to compare, so there is no season then.
    private static func season(_ values: [Double?], _ grain: Grain?) -> Season? {
        // Of weeks a year has no whole number.
        let period: Int? =
            switch grain {
            case .day: 7
            case .month: 12
            case .quarter: 4
            case .week, nil: nil
            }
        let known = values.compactMap(\.self)
        guard let period, known.count == values.count,
            let found = fit({ () throws(Unfit) in try Seasonality(known, period: period) }),
            found.test.p < 0.05
        else { return nil }
        return Season(period: period, places: found.seasonal, p: found.test.p)
    }

    private static func chart(
        _ tallies: [Tally], _ measuring: Measuring
    ) throws(Unfit) -> ControlChart {
        guard tallies.count >= fewestSteps else {
            throw .tooFew(have: tallies.count, need: fewestSteps)
        }
        guard measuring.isShare else {
            return try ControlChart.means(tallies.map(measuring.values), laney: true)
        }
        let shares = tallies.compactMap(measuring.hits)
        return try ControlChart.shares(
            hits: shares.map(\.hits), sizes: shares.map(\.n), laney: true)
    }

    /// On the scale on which the measure is shown, within what is possible.
    private static func limits(
        _ point: ControlChart.Point, _ measuring: Measuring
    ) -> ClosedRange<Double> {
        let factor = measuring.isShare ? measuring.kind.factor : 1
        let bounds = measuring.bounds
        let low = max(point.lower * factor, bounds.lowerBound)
        let high = min(point.upper * factor, bounds.upperBound)
        return low...max(low, high)
    }

    /// Levels before and after each change that is found, tested against each other.
    private static func changes(
        _ used: [Int], _ tallies: [Tally], _ bounds: [Instant], _ values: [Double],
        _ measuring: Measuring
    ) -> [LevelChange] {
        guard used.count >= fewestSteps else { return [] }
        let places = fit { () throws(Unfit) in
            try ChangePoints(used.map { values[$0] }, shortest: 2).places
        }
        let ends = [0] + (places ?? []) + [used.count]
        let levels = zip(ends, ends.dropFirst()).map { start, end in
            Tally.merging(used[start..<end].map { tallies[$0] })
        }
        return zip(levels, levels.dropFirst()).enumerated().compactMap { place, pair in
            guard let difference = measuring.difference(pair.1, pair.0) else { return nil }
            return LevelChange(
                at: bounds[used[ends[place + 1]]], before: measuring.measure(pair.0),
                after: measuring.measure(pair.1), change: Change(difference))
        }
    }
}

extension Measuring {
    /// Whether it is a part of all.
    var isShare: Bool { kind == .csat || kind == .share }

    /// Between which ends its values lie.
    var bounds: ClosedRange<Double> {
        switch kind {
        case .nps: -100...100
        case .csat, .share: 0...100
        case .ces, .mean, .median, .p90:
            scale.map { Double($0.lowerBound)...Double($0.upperBound) }
                ?? -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        case .count: 0...Double.greatestFiniteMagnitude
        }
    }
}
