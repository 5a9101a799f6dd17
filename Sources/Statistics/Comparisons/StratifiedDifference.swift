extension Average {
    public static let strataMethod = Method(
        "mean.difference.strata", source: "Cochran 1954, Biometrics 10(4)")

    /// Difference of two means within strata, those with few on either side counting little.
    /// - Parameter strata: of each the one side and the other; one with fewer than two on a side
    ///   says nothing.
    public static func difference(
        within strata: [(Moments, Moments)], level: Double = 0.95
    ) throws(Unfit) -> Difference {
        var (sum, weights, variance, n) = (0.0, 0.0, 0.0, 0)
        for (one, other) in strata {
            guard let first = one.variance, let second = other.variance else { continue }
            let (a, b) = (Double(one.count), Double(other.count))
            let weight = a * b / (a + b)
            sum += weight * (one.mean - other.mean)
            weights += weight
            variance += weight * weight * (first / a + second / b)
            n += one.count + other.count
        }
        guard weights > 0 else { throw .tooFew(have: n, need: 2) }
        let (value, error) = (sum / weights, variance.squareRoot() / weights)
        // Where everybody of a side answers alike, nothing is left to chance.
        let z = value == 0 ? 0 : value / error
        return Difference(
            estimate: .normal(value, error, n: n, method: strataMethod, level: level),
            statistic: z.isFinite ? z : nil, p: Normal.twoSidedP(z), test: strataMethod)
    }
}
