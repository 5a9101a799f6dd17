/// Weighted Net Promoter Score: sums of weights and their squares per class.
public struct WeightedNPS: Reversible, Hashable {
    private var weights = [0.0, 0.0, 0.0]
    private var squares = [0.0, 0.0, 0.0]
    private var counts = [0, 0, 0]

    public static let method = Method(
        "nps.weighted", source: "Lumley 2010, Complex Surveys (linearised variance of a ratio)")

    public init() {}

    /// Adds an answer of weight w ≥ 0.
    public mutating func add(
        _ score: Int, weight: Double, scale: NPSCounts.Scale = .standard
    ) throws(Unfit) {
        guard scale.range.contains(score) else { throw .outside("score") }
        guard weight >= 0, weight.isFinite else { throw .outside("weight") }
        let place = score <= scale.detractors ? 0 : score >= scale.promoters ? 2 : 1
        weights[place] += weight
        squares[place] += weight * weight
        counts[place] += 1
    }

    public mutating func merge(_ other: WeightedNPS) {
        for place in 0..<3 {
            weights[place] += other.weights[place]
            squares[place] += other.squares[place]
            counts[place] += other.counts[place]
        }
    }

    public mutating func subtract(_ other: WeightedNPS) {
        for place in 0..<3 {
            weights[place] -= other.weights[place]
            squares[place] -= other.squares[place]
            counts[place] -= other.counts[place]
        }
    }

    public var n: Int { counts.reduce(0, +) }

    /// n Σw² / (Σw)²: by how much unequal weights inflate the variance.
    /// Source: Kish 1965 "Survey Sampling".
    public var designEffect: Double? {
        let total = weights.reduce(0, +)
        return total > 0 ? Double(n) * squares.reduce(0, +) / (total * total) : nil
    }

    /// The weighted score with a linearised standard error and a normal interval.
    public func estimate(level: Double = 0.95) throws(Unfit) -> Estimate {
        guard n > 0 else { throw .empty }
        guard n > 1 else { throw .tooFew(have: n, need: 2) }
        let total = weights.reduce(0, +)
        guard total > 0 else { throw .undefined("all weights are zero") }
        let score = (weights[2] - weights[0]) / total
        var sum = 0.0
        for place in 0..<3 {
            let deviation = Double(place - 1) - score
            sum += squares[place] * deviation * deviation
        }
        let size = Double(n)
        let error = (size / (size - 1) * sum).squareRoot() / total
        return .normal(score, error, n: n, method: WeightedNPS.method, level: level)
    }
}
