import RealModule

/// Where the mean of a series changed, found exactly.
/// Source: Killick, Fearnhead, Eckley 2012 "Optimal Detection of Changepoints With a Linear
/// Computational Cost", JASA 107.
public struct ChangePoints: Hashable, Sendable {
    /// How many values lie before each change: 28 means that value 29 is the first of a new level.
    public let places: [Int]
    /// Means of the segments between the changes.
    public let means: [Double]
    /// Cost of the best division: squared deviations in sigmas plus penalties.
    public let objective: Double
    public let sigma: Double
    public let penalty: Double

    public static let method = Method(
        "trend.pelt", source: "Killick, Fearnhead, Eckley 2012, JASA 107")

    /// - Parameters:
    ///   - sigma: noise; a robust one from the steps between values where absent. Without it the
    ///     cost has no scale and noise looks like changes.
    ///   - penalty: for each change; 2 ln n where absent.
    ///   - shortest: fewest values in a segment.
    public init(
        _ values: [Double], sigma: Double? = nil, penalty: Double? = nil, shortest: Int = 1
    ) throws(Unfit) {
        let n = values.count
        guard n > 1 else { throw n == 0 ? .empty : .tooFew(have: 1, need: 2) }
        guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
        guard shortest >= 1, shortest <= n else { throw .outside("shortest") }
        let spread = sigma ?? ChangePoints.noise(values)
        guard spread > 0 else { throw .constant("value") }
        let price = penalty ?? 2 * Double.log(Double(n))
        let centre = Moments(values).mean
        let costs = SegmentCosts(values.map { ($0 - centre) / spread })
        let best = ChangePoints.search(costs, n, price, shortest)
        places = best.places
        objective = best.cost
        self.sigma = spread
        self.penalty = price
        let ends = [0] + best.places + [n]
        means = zip(ends, ends.dropFirst()).map { Moments(Array(values[$0..<$1])).mean }
    }

    /// Noise that level changes do not inflate: median absolute step, scaled for the normal.
    public static func noise(_ values: [Double]) -> Double {
        let steps = zip(values, values.dropFirst()).map { $1 - $0 }
        guard let middle = Percentile.median(steps),
            let deviation = Percentile.median(steps.map { abs($0 - middle) })
        else { return 0 }
        let robust = deviation / Normal.quantile(0.75) / 2.0.squareRoot()
        // Ratings step by whole points and often not at all: then the plain spread must do.
        if robust > 0 { return robust }
        return ((Moments(steps).variance ?? 0) / 2).squareRoot()
    }

    private static func search(
        _ costs: SegmentCosts, _ n: Int, _ price: Double, _ shortest: Int
    ) -> (places: [Int], cost: Double) {
        var best = Array(repeating: Double.infinity, count: n + 1)
        best[0] = -price
        var previous = Array(repeating: 0, count: n + 1)
        // Starts that may still win, and from which end on they no longer can.
        var candidates: [(start: Int, until: Int)] = []
        for end in shortest...n {
            candidates.append((end - shortest, Int.max))
            var reached: [Double] = []
            for candidate in candidates {
                let value = best[candidate.start] + costs.cost(candidate.start, end)
                reached.append(value)
                if value + price < best[end] {
                    best[end] = value + price
                    previous[end] = candidate.start
                }
            }
            // A start that loses here without paying for a change loses wherever a segment that
            // begins here may end.
            for (place, value) in reached.enumerated() where value > best[end] {
                candidates[place].until = min(candidates[place].until, end + shortest)
            }
            candidates.removeAll { end + 1 >= $0.until }
        }
        var places: [Int] = []
        var at = previous[n]
        while at > 0 {
            places.append(at)
            at = previous[at]
        }
        return (places.reversed(), best[n])
    }

    /// Squared deviations from a segment's mean, from running sums.
    private struct SegmentCosts {
        private var sums = [0.0]
        private var squares = [0.0]

        init(_ values: [Double]) {
            for value in values {
                sums.append(sums[sums.count - 1] + value)
                squares.append(squares[squares.count - 1] + value * value)
            }
        }

        func cost(_ start: Int, _ end: Int) -> Double {
            let sum = sums[end] - sums[start]
            return squares[end] - squares[start] - sum * sum / Double(end - start)
        }
    }
}
