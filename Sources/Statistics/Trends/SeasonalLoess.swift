import RealModule

/// Season, trend and rest by repeated local regression: trends may bend, single wild values need
/// not matter.
/// Source: Cleveland, Cleveland, McRae, Terpenning 1990 "STL: A Seasonal-Trend Decomposition
/// Procedure Based on Loess", Journal of Official Statistics 6(1).
public struct SeasonalLoess: Hashable, Sendable {
    public let seasonal: [Double]
    public let trend: [Double]
    public let rest: [Double]
    /// How much each value counted; 1 without robustness.
    public let weights: [Double]

    public static let method = Method(
        "trend.stl", source: "Cleveland, Cleveland, McRae, Terpenning 1990, JOS 6(1)")

    /// - Parameters:
    ///   - period: values in one cycle.
    ///   - window: cycles that the season of one place is smoothed over, odd; the season is the
    ///     same in all cycles where absent.
    ///   - robust: whether wild values are weighed down.
    public init(
        _ values: [Double], period: Int, window: Int? = nil, robust: Bool = false
    ) throws(Unfit) {
        guard period > 1 else { throw .outside("period") }
        guard values.count > 2 * period else {
            throw .tooFew(have: values.count, need: 2 * period + 1)
        }
        guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
        guard window.map({ $0 >= 7 && !$0.isMultiple(of: 2) }) ?? true else {
            throw .outside("window")
        }
        let n = values.count
        let span = window ?? 10 * n + 1
        let trendSpan = 1.5 * Double(period) / (1 - 1.5 / Double(span))
        let season = Loess(span: span, degree: 0)
        let low = Loess(span: SeasonalLoess.odd(Double(period)), degree: 1)
        let slow = Loess(span: SeasonalLoess.odd(trendSpan.rounded(.up)), degree: 1)
        var level = Array(repeating: 0.0, count: n)
        var cycle = level
        var counted: [Double]?
        // As published: two rounds, or fifteen with weights after each.
        for outer in 0...(robust ? 15 : 0) {
            for _ in 0..<(robust ? 1 : 2) {
                let detrended = zip(values, level).map { $0 - $1 }
                let wide = SeasonalLoess.cycles(detrended, period, season, counted)
                let smooth = low.smoothed(
                    SeasonalLoess.means(
                        SeasonalLoess.means(SeasonalLoess.means(wide, period), period), 3), nil)
                cycle = (0..<n).map { wide[period + $0] - smooth[$0] }
                level = slow.smoothed(zip(values, cycle).map { $0 - $1 }, counted)
            }
            if robust, outer < 15 {
                counted = SeasonalLoess.bisquare(
                    (0..<n).map { abs(values[$0] - cycle[$0] - level[$0]) })
            }
        }
        if window == nil {
            let places = (0..<period).map { place in
                Moments(stride(from: place, to: n, by: period).map { cycle[$0] }).mean
            }
            cycle = (0..<n).map { places[$0 % period] }
        }
        seasonal = cycle
        trend = level
        rest = (0..<n).map { values[$0] - cycle[$0] - level[$0] }
        weights = counted ?? Array(repeating: 1, count: n)
    }

    private static func odd(_ value: Double) -> Int {
        let whole = Int(value.rounded())
        return whole.isMultiple(of: 2) ? whole + 1 : whole
    }

    /// Each place of the cycle smoothed by itself and carried on by one cycle at either end.
    private static func cycles(
        _ values: [Double], _ period: Int, _ loess: Loess, _ weights: [Double]?
    ) -> [Double] {
        var result = Array(repeating: 0.0, count: values.count + 2 * period)
        for place in 0..<period {
            let rows = Array(stride(from: place, to: values.count, by: period))
            let own = rows.map { values[$0] }
            let counted = weights.map { weights in rows.map { weights[$0] } }
            let inside = loess.smoothed(own, counted)
            let k = own.count
            let first = loess.value(own, at: 0, 1...min(loess.span, k), counted) ?? inside[0]
            let last =
                loess.value(own, at: Double(k + 1), max(1, k - loess.span + 1)...k, counted)
                ?? inside[k - 1]
            for (cycle, value) in ([first] + inside + [last]).enumerated() {
                result[cycle * period + place] = value
            }
        }
        return result
    }

    /// Moving means without ends.
    private static func means(_ values: [Double], _ length: Int) -> [Double] {
        var sum = values[..<length].reduce(0, +)
        var result = [sum / Double(length)]
        for place in length..<values.count {
            sum += values[place] - values[place - length]
            result.append(sum / Double(length))
        }
        return result
    }

    private static func bisquare(_ gaps: [Double]) -> [Double] {
        let reach = 6 * (Percentile.median(gaps) ?? 0)
        return gaps.map { gap in
            if gap <= 0.001 * reach { return 1 }
            guard gap <= 0.999 * reach else { return 0 }
            let part = gap / reach
            return (1 - part * part) * (1 - part * part)
        }
    }
}

/// Local regression at whole places, every tenth of the span, straight lines between.
private struct Loess {
    let span: Int
    /// 0 for local means, 1 for local lines.
    let degree: Int

    func smoothed(_ y: [Double], _ weights: [Double]?) -> [Double] {
        let n = y.count
        guard n > 1 else { return y }
        let jump = min((span + 9) / 10, n - 1)
        var result = y
        func fill(_ place: Int, _ window: ClosedRange<Int>) {
            result[place - 1] = value(y, at: Double(place), window, weights) ?? y[place - 1]
        }
        func join(_ from: Int, _ to: Int) {
            guard to - from > 1 else { return }
            let step = (result[to - 1] - result[from - 1]) / Double(to - from)
            for place in (from + 1)..<to {
                result[place - 1] = result[from - 1] + step * Double(place - from)
            }
        }
        let stops = Array(stride(from: 1, through: n, by: jump))
        for place in stops { fill(place, window(place, n)) }
        for (from, to) in zip(stops, stops.dropFirst()) { join(from, to) }
        if let last = stops.last, last != n {
            // The published program keeps the window of the last stop.
            fill(n, window(last, n))
            join(last, n)
        }
        return result
    }

    /// The places that a value rests on, from 1.
    private func window(_ place: Int, _ n: Int) -> ClosedRange<Int> {
        guard span < n else { return 1...n }
        let half = (span + 1) / 2
        if place < half { return 1...span }
        if place >= n - half + 1 { return (n - span + 1)...n }
        return (place - half + 1)...(place - half + span)
    }

    /// Nil where nothing in the window counts.
    func value(
        _ y: [Double], at x: Double, _ window: ClosedRange<Int>, _ weights: [Double]?
    ) -> Double? {
        var reach = max(x - Double(window.lowerBound), Double(window.upperBound) - x)
        if span > y.count { reach += Double((span - y.count) / 2) }
        var w = window.map { place -> Double in
            let distance = abs(Double(place) - x)
            guard distance <= 0.999 * reach else { return 0 }
            let part = distance / reach
            let cube = 1 - part * part * part
            let near = distance <= 0.001 * reach ? 1 : cube * cube * cube
            return near * (weights?[place - 1] ?? 1)
        }
        let sum = w.reduce(0, +)
        guard sum > 0 else { return nil }
        for place in w.indices { w[place] /= sum }
        if degree > 0, reach > 0 {
            var centre = 0.0
            for (place, weight) in zip(window, w) { centre += weight * Double(place) }
            var spread = 0.0
            for (place, weight) in zip(window, w) {
                let gap = Double(place) - centre
                spread += weight * gap * gap
            }
            if spread.squareRoot() > 0.001 * Double(y.count - 1) {
                let slope = (x - centre) / spread
                for (index, place) in window.enumerated() {
                    w[index] *= slope * (Double(place) - centre) + 1
                }
            }
        }
        var result = 0.0
        for (place, weight) in zip(window, w) { result += weight * y[place - 1] }
        return result
    }
}
