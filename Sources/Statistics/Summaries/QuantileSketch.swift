import RealModule

/// Quantiles of positive values within one per cent, from counts on a logarithmic scale: it merges,
/// and what was added can be taken away, where exact quantiles need all rows.
/// Source: Masson, Rim, Lee 2019 "DDSketch: A Fast and Fully-Mergeable Quantile Sketch", VLDB 12(12).
public struct QuantileSketch: Reversible, Hashable {
    /// Half the width of a bucket, relative to its middle.
    public static let accuracy = 0.01
    private static let step = Double.log((1 + accuracy) / (1 - accuracy))
    /// Values at or below this count as zero.
    private static let least = 1e-9

    private var buckets: [Int: Int] = [:]
    private var zeros = 0

    public init() {}

    /// - Parameter value: not negative.
    public mutating func add(_ value: Double, times: Int = 1) {
        precondition(value >= 0 && value.isFinite, "a sketch holds values that are not negative")
        guard value > QuantileSketch.least else {
            zeros += times
            return
        }
        let bucket = Int((Double.log(value) / QuantileSketch.step).rounded(.up))
        buckets[bucket, default: 0] += times
    }

    public mutating func merge(_ other: QuantileSketch) {
        zeros += other.zeros
        buckets.merge(other.buckets, uniquingKeysWith: +)
    }

    public mutating func subtract(_ other: QuantileSketch) {
        zeros -= other.zeros
        for (bucket, count) in other.buckets {
            let left = (buckets[bucket] ?? 0) - count
            precondition(left >= 0, "more is taken away than was added")
            buckets[bucket] = left == 0 ? nil : left
        }
    }

    public var count: Int { zeros + buckets.values.reduce(0, +) }

    /// The value that a share p lies at or below, within one per cent; absent when empty.
    public func quantile(_ p: Double) -> Double? {
        precondition(p >= 0 && p <= 1, "a share lies between 0 and 1")
        let n = count
        guard n > 0 else { return nil }
        let rank = Int((p * Double(n - 1)).rounded(.down))
        var seen = zeros
        if seen > rank { return 0 }
        for (bucket, times) in buckets.sorted(by: { $0.key < $1.key }) {
            seen += times
            if seen > rank {
                let upper = Double.exp(Double(bucket) * QuantileSketch.step)
                return upper * (1 - QuantileSketch.accuracy)
            }
        }
        return nil
    }
}
