/// A statistic with its evidence: value, standard error, interval, sample size and method.
public struct Estimate: Hashable, Sendable {
    public let value: Double
    /// Absent where the method gives an interval without one.
    public let standardError: Double?
    /// Ends of the interval; infinite where the data say nothing about that side.
    public let low: Double
    public let high: Double
    /// How many answers it rests on.
    public let n: Int
    public let method: Method
    /// Coverage the interval is made for.
    public let level: Double

    public init(
        value: Double, standardError: Double? = nil, low: Double, high: Double, n: Int,
        method: Method, level: Double = 0.95
    ) {
        self.value = value
        self.standardError = standardError
        self.low = low
        self.high = high
        self.n = n
        self.method = method
        self.level = level
    }

    /// The same on another scale: an NPS of 0.14 in points is `scaled(by: 100)`.
    public func scaled(by factor: Double) -> Estimate {
        let ends = (low * factor, high * factor)
        return Estimate(
            value: value * factor, standardError: standardError.map { $0 * abs(factor) },
            low: min(ends.0, ends.1), high: max(ends.0, ends.1), n: n, method: method,
            level: level)
    }

    public func shifted(by distance: Double) -> Estimate {
        Estimate(
            value: value + distance, standardError: standardError, low: low + distance,
            high: high + distance, n: n, method: method, level: level)
    }

    /// The interval cut to what is possible. Some methods reach beyond it on purpose.
    public func clipped(to range: ClosedRange<Double>) -> Estimate {
        Estimate(
            value: value, standardError: standardError,
            low: max(low, range.lowerBound), high: min(high, range.upperBound), n: n,
            method: method, level: level)
    }

    /// Value ± z·standard error.
    static func normal(
        _ value: Double, _ standardError: Double, n: Int, method: Method, level: Double
    ) -> Estimate {
        let reach = Normal.twoSided(level) * standardError
        return Estimate(
            value: value, standardError: standardError, low: value - reach, high: value + reach,
            n: n, method: method, level: level)
    }

    /// Value ± t·standard error.
    static func student(
        _ value: Double, _ standardError: Double, degrees: Double, n: Int, method: Method,
        level: Double
    ) -> Estimate {
        let reach = StudentT(degrees: degrees).twoSided(level) * standardError
        return Estimate(
            value: value, standardError: standardError, low: value - reach, high: value + reach,
            n: n, method: method, level: level)
    }
}
