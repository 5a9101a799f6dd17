/// The same number of raters over every subject; which raters does not matter.
/// Source: Fleiss 1971 "Measuring Nominal Scale Agreement Among Many Raters", Psychological
/// Bulletin 76; error of Fleiss, Nee, Landis 1979, Psychological Bulletin 86.
public struct FleissKappa: Reversible, Hashable {
    public private(set) var subjects = 0
    public private(set) var raters = 0
    private var categoryTotals: [Int] = []
    /// Σ over subjects and categories of the squared count.
    private var squares = 0
    private var categorySquares: [Int] = []

    public static let method = Method(
        "agreement.fleissKappa", source: "Fleiss 1971, Psychological Bulletin 76")

    public init() {}

    /// How many raters chose each category for one subject.
    public mutating func add(counts: [Int]) throws(Unfit) {
        let total = counts.reduce(0, +)
        guard total > 1, counts.allSatisfy({ $0 >= 0 }) else { throw .outside("counts") }
        if subjects == 0 {
            raters = total
            categoryTotals = Array(repeating: 0, count: counts.count)
            categorySquares = categoryTotals
        }
        guard total == raters else { throw .mismatched("raters per subject") }
        guard counts.count == categoryTotals.count else { throw .mismatched("categories") }
        subjects += 1
        for (category, count) in counts.enumerated() {
            categoryTotals[category] += count
            categorySquares[category] += count * count
            squares += count * count
        }
    }

    public mutating func merge(_ other: FleissKappa) {
        guard other.subjects > 0 else { return }
        guard subjects > 0 else {
            self = other
            return
        }
        precondition(raters == other.raters && categoryTotals.count == other.categoryTotals.count)
        subjects += other.subjects
        squares += other.squares
        for i in categoryTotals.indices {
            categoryTotals[i] += other.categoryTotals[i]
            categorySquares[i] += other.categorySquares[i]
        }
    }

    public mutating func subtract(_ other: FleissKappa) {
        guard other.subjects > 0 else { return }
        precondition(raters == other.raters && other.subjects <= subjects)
        guard other.subjects < subjects else {
            self = FleissKappa()
            return
        }
        subjects -= other.subjects
        squares -= other.squares
        for i in categoryTotals.indices {
            categoryTotals[i] -= other.categoryTotals[i]
            categorySquares[i] -= other.categorySquares[i]
        }
    }

    private var shares: [Double] {
        categoryTotals.map { Double($0) / Double(subjects * raters) }
    }

    /// The interval uses the error under no agreement, as the source does.
    public func estimate(level: Double = 0.95) throws(Unfit) -> Estimate {
        guard subjects > 0 else { throw .empty }
        let n = Double(subjects)
        let m = Double(raters)
        let p = shares
        let observed = (Double(squares) - n * m) / (n * m * (m - 1))
        let expected = dot(p, p)
        guard 1 - expected > 1e-15 else { throw .undefined("only one category was used") }
        let spread = p.reduce(0) { $0 + $1 * (1 - $1) }
        let skew = p.reduce(0) { $0 + $1 * (1 - $1) * (1 - 2 * $1) }
        let variance = 2 / (n * m * (m - 1)) * (spread * spread - skew) / (spread * spread)
        return .normal(
            (observed - expected) / (1 - expected), max(0, variance).squareRoot(), n: subjects,
            method: FleissKappa.method, level: level)
    }

    /// Agreement on each category against all others; absent for one never or always chosen.
    public var byCategory: [Double?] {
        let n = Double(subjects)
        let m = Double(raters)
        return zip(shares, zip(categoryTotals, categorySquares)).map { p, sums in
            guard p > 0, p < 1 else { return nil }
            let apart = Double(sums.0) * m - Double(sums.1)
            return 1 - apart / (n * m * (m - 1) * p * (1 - p))
        }
    }
}
