/// Times spent: how many, their mean and their quantiles.
public struct Durations: Reversible, Hashable {
    public private(set) var moments = Moments()
    public private(set) var sketch = QuantileSketch()

    public init() {}

    public mutating func add(_ seconds: Double) {
        moments.add(seconds)
        sketch.add(seconds)
    }

    public mutating func merge(_ other: Durations) {
        moments.merge(other.moments)
        sketch.merge(other.sketch)
    }

    public mutating func subtract(_ other: Durations) {
        moments.subtract(other.moments)
        sketch.subtract(other.sketch)
    }

    public var count: Int { moments.count }

    public var total: Double { moments.sum }

    /// Within one per cent.
    public var median: Double? { sketch.quantile(0.5) }
}
