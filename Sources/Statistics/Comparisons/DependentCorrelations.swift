import RealModule

/// Whether two variables correlate differently with a third, all in the same people.
public struct DependentCorrelations: Hashable, Sendable {
    public let first: Double
    public let second: Double
    /// Williams's t with n − 3 degrees (Williams 1959, JRSS B 21).
    public let t: Double
    public let p: Double
    /// Steiger's z with the pooled correlation (Steiger 1980, Psychological Bulletin 87).
    public let steigerZ: Double
    public let steigerP: Double
    /// Meng, Rosenthal, Rubin 1992, Psychological Bulletin 111.
    public let mengZ: Double
    public let mengP: Double
    public let n: Int

    public static let method = Method(
        "correlation.dependent", source: "Williams 1959; Steiger 1980; Meng et al. 1992")

    /// - Parameter between: correlation of the two compared variables.
    public init(first a: Double, second b: Double, between c: Double, n: Int) throws(Unfit) {
        guard n > 3 else { throw .tooFew(have: n, need: 4) }
        guard [a, b, c].allSatisfy({ abs($0) < 1 }) else {
            throw .undefined("a correlation is perfect")
        }
        first = a
        second = b
        self.n = n
        let size = Double(n)
        let determinant = 1 - a * a - b * b - c * c + 2 * a * b * c
        let mean = (a + b) / 2
        let rest = (1 - c) * (1 - c) * (1 - c)
        let spread = 2 * determinant * (size - 1) / (size - 3) + mean * mean * rest
        t = (a - b) * ((size - 1) * (1 + c) / spread).squareRoot()
        p = StudentT(degrees: size - 3).twoSidedP(t)
        let gap = Double.atanh(a) - Double.atanh(b)
        let square = mean * mean
        let shared =
            (c * (1 - 2 * square) - 0.5 * square * (1 - 2 * square - c * c))
            / ((1 - square) * (1 - square))
        steigerZ = gap * ((size - 3) / (2 - 2 * shared)).squareRoot()
        steigerP = Normal.twoSidedP(steigerZ)
        let squares = (a * a + b * b) / 2
        let f = min(1, (1 - c) / (2 * (1 - squares)))
        let h = (1 - f * squares) / (1 - squares)
        mengZ = gap * ((size - 3) / (2 * (1 - c) * h)).squareRoot()
        mengP = Normal.twoSidedP(mengZ)
    }
}
