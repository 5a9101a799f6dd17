/// Count, mean and centred sum of squares of one variable, merged without loss of digits.
/// Source: Chan, Golub, LeVeque 1979 "Updating formulae and a pairwise algorithm for computing
/// sample variances".
public struct Moments: Reversible, Hashable {
    public private(set) var count = 0
    public private(set) var mean = 0.0
    /// Sum of squared deviations from the mean.
    public private(set) var squares = 0.0

    public init() {}

    public init(count: Int, mean: Double, squares: Double) {
        self.count = count
        self.mean = mean
        self.squares = squares
    }

    /// Two passes over the values: the most exact way when they are at hand.
    public init(_ values: [Double]) {
        guard !values.isEmpty else { return }
        var sum = 0.0
        for value in values { sum += value }
        let n = Double(values.count)
        let rough = sum / n
        var drift = 0.0
        var total = 0.0
        for value in values {
            let deviation = value - rough
            drift += deviation
            total += deviation * deviation
        }
        count = values.count
        mean = rough + drift / n
        squares = max(0, total - drift * drift / n)
    }

    @inlinable
    public init(_ values: some Sequence<Double>) { self.init(Array(values)) }

    public mutating func add(_ value: Double) {
        count += 1
        let deviation = value - mean
        mean += deviation / Double(count)
        squares += deviation * (value - mean)
    }

    public mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        guard count > 0 else {
            self = other
            return
        }
        let mine = Double(count)
        let theirs = Double(other.count)
        let shift = other.mean - mean
        count += other.count
        mean += shift * theirs / (mine + theirs)
        squares += other.squares + shift * shift * mine * theirs / (mine + theirs)
    }

    public mutating func subtract(_ other: Moments) {
        precondition(other.count <= count, "more is taken away than was added")
        guard other.count > 0 else { return }
        guard other.count < count else {
            self = Moments()
            return
        }
        let rest = Double(count - other.count)
        let theirs = Double(other.count)
        let all = Double(count)
        let before = mean - (other.mean - mean) * theirs / rest
        let shift = other.mean - before
        squares = max(0, squares - other.squares - shift * shift * rest * theirs / all)
        mean = before
        count -= other.count
    }

    /// Of the values times a factor.
    public func scaled(by factor: Double) -> Moments {
        Moments(count: count, mean: mean * factor, squares: squares * factor * factor)
    }

    public var sum: Double { mean * Double(count) }

    /// Unbiased, divisor n − 1; absent below two values.
    public var variance: Double? { count > 1 ? squares / Double(count - 1) : nil }

    public var standardDeviation: Double? { variance.map { $0.squareRoot() } }

    public var standardErrorOfMean: Double? {
        variance.map { ($0 / Double(count)).squareRoot() }
    }
}
