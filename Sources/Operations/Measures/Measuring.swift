import Base
import Columns
import Statistics

/// How one item is counted: from tallies to measures and their differences.
struct Measuring: Hashable, Sendable {
    let kind: MeasureKind
    /// The item's steps; nil where it has none.
    let scale: ClosedRange<Int>?
    /// The answer whose share is asked for; nil means the good end.
    let wanted: JSON?
    /// Whether a number of a few would show what somebody said.
    let isSaid: Bool

    init(
        _ kind: MeasureKind, scale: ClosedRange<Int>? = nil, wanted: JSON? = nil,
        isSaid: Bool = true
    ) {
        self.kind = kind
        self.scale = scale
        self.wanted = wanted
        self.isSaid = isSaid
    }

    func measure(_ tally: Tally, filter: String? = nil) -> Measure {
        do {
            return Measure(
                kind, estimate: try estimate(tally)?.scaled(by: kind.factor), n: n(tally),
                filter: filter, isSaid: isSaid)
        } catch {
            // No answer is no number; it is not a fault of who asks.
            return Measure(kind, estimate: nil, n: n(tally), filter: filter, isSaid: isSaid)
        }
    }

    /// Nil where there is nothing to test.
    func difference(_ a: Tally, _ b: Tally) -> Difference? {
        guard n(a) >= Measure.floor, n(b) >= Measure.floor else { return nil }
        do {
            switch kind {
            case .count, .median, .p90: return nil
            case .nps: return try NPS.difference(counts(a), counts(b)).scaled(by: kind.factor)
            case .csat, .share:
                return try Share.difference(share(a), share(b)).scaled(by: kind.factor)
            case .ces, .mean: return try Average.difference(moments(a), moments(b))
            }
        } catch {
            return nil
        }
    }

    /// Each answer as a number on the scale on which the measure is shown: a promoter is 100, a
    /// detractor −100; who is in a share 100, others 0.
    func values(_ tally: Tally) -> Moments {
        do {
            switch kind {
            case .count: return Moments()
            case .nps:
                let found = try counts(tally)
                return Histogram(
                    lowest: -1, counts: [found.detractors, found.passives, found.promoters]
                ).moments.scaled(by: kind.factor)
            case .csat, .share:
                let found = try share(tally)
                return Histogram(lowest: 0, counts: [found.n - found.hits, found.hits])
                    .moments.scaled(by: kind.factor)
            case .ces, .mean, .median, .p90: return moments(tally)
            }
        } catch {
            return Moments()
        }
    }

    /// Hits of a share; nil for a measure that is none.
    func hits(_ tally: Tally) -> Share? {
        switch kind {
        case .csat, .share: try? share(tally)
        case .nps, .ces, .mean, .median, .p90, .count: nil
        }
    }

    private func estimate(_ tally: Tally) throws(Unfit) -> Estimate? {
        switch kind {
        case .count: nil
        case .nps: try NPS.estimate(counts(tally)).clipped(to: -1...1)
        case .csat, .share: try share(tally).estimate()
        case .ces, .mean: try average(tally)
        case .median, .p90: try quantile(tally)
        }
    }

    /// A mean of equal answers has no spread to make an interval of, and one answer neither.
    private func average(_ tally: Tally) throws(Unfit) -> Estimate {
        let estimate = try Average.estimate(moments(tally))
        guard let scale else { return estimate }
        return estimate.clipped(to: Double(scale.lowerBound)...Double(scale.upperBound))
    }

    private func quantile(_ tally: Tally) throws(Unfit) -> Estimate {
        let p = kind.quantile ?? 0.5
        let numbers: [(value: Double, count: Int)] = tally.counts.compactMap { value, count in
            guard let number = value.number, isOnScale(number) else { return nil }
            return (number, count)
        }
        var sorted: [Double] = []
        for (value, count) in numbers.sorted(by: { $0.value < $1.value }) {
            sorted += repeatElement(value, count: count)
        }
        guard !sorted.isEmpty else { throw .empty }
        let interval = QuantileInterval.interval(ofSorted: sorted, p)
        return Estimate(
            value: Percentile.quantile(ofSorted: sorted, p), low: interval?.low ?? -.infinity,
            high: interval?.high ?? .infinity, n: sorted.count, method: QuantileInterval.method)
    }

    private func isOnScale(_ number: Double) -> Bool {
        scale.map { scale in Int(exactly: number).map { scale.contains($0) } ?? false } ?? true
    }

    private func n(_ tally: Tally) -> Int {
        switch kind {
        case .count: tally.rows
        case .nps: tally.ratings(0...10).total
        case .csat, .share:
            wanted == nil ? scale.map { tally.ratings($0).total } ?? tally.answered : tally.answered
        case .ces, .mean, .median, .p90: moments(tally).count
        }
    }

    /// Answers beside the scale: of an earlier version of the question that had other steps.
    func offScale(_ tally: Tally) -> Int {
        guard let scale, kind != .count, wanted == nil else { return 0 }
        return max(0, tally.answered - tally.ratings(scale).total)
    }

    private func counts(_ tally: Tally) throws(Unfit) -> NPSCounts {
        try NPSCounts(tally.ratings(0...10))
    }

    private func moments(_ tally: Tally) -> Moments {
        scale.map { tally.ratings($0).moments } ?? tally.moments
    }

    private func share(_ tally: Tally) throws(Unfit) -> Share {
        if let wanted { return Share(hits: tally.count { $0 == wanted }, of: tally.answered) }
        if let scale {
            // Of the usual five and seven steps the two highest mean satisfied; of fewer, one.
            let top = scale.count >= 5 ? 2 : 1
            return try Share(tally.ratings(scale), top: top, of: scale)
        }
        return Share(hits: tally.count { $0 == true || $0 == 1 }, of: tally.answered)
    }
}

extension Difference {
    func scaled(by factor: Double) -> Difference {
        Difference(
            estimate: estimate.scaled(by: factor), statistic: statistic, p: p, test: test)
    }
}
