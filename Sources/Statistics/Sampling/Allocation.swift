/// How a sample is divided among strata.
/// Sources: Neyman 1934, Journal of the Royal Statistical Society 97; Cochran 1977, chapter 5.
public struct Allocation: Hashable, Sendable {
    public struct Stratum: Hashable, Sendable {
        public let size: Int
        /// Spread of the answers within it; only Neyman's allocation needs it.
        public let standardDeviation: Double

        public init(size: Int, standardDeviation: Double = 1) {
            self.size = size
            self.standardDeviation = standardDeviation
        }
    }

    public enum Rule: String, CaseIterable, Hashable, Sendable {
        /// As the strata are in size.
        case proportional
        /// More where answers differ more: the smallest error for the money.
        case neyman
    }

    /// Before rounding; no stratum gets more than it has, what is left goes to the others.
    public let exact: [Double]
    /// Whole numbers by largest remainder, at least two in each stratum that has two.
    public let whole: [Int]

    public static let method = Method(
        "sample.allocation", source: "Neyman 1934; Cochran 1977, chapter 5")

    public init(_ strata: [Stratum], total: Int, rule: Rule) throws(Unfit) {
        guard !strata.isEmpty else { throw .empty }
        guard strata.allSatisfy({ $0.size > 0 && $0.standardDeviation >= 0 }) else {
            throw .outside("strata")
        }
        let everyone = strata.reduce(0) { $0 + $1.size }
        guard total > 0, total <= everyone else { throw .outside("total") }
        let weights = strata.map { stratum in
            Double(stratum.size) * (rule == .neyman ? stratum.standardDeviation : 1)
        }
        guard weights.contains(where: { $0 > 0 }) else { throw .constant("strata") }
        exact = Allocation.capped(weights, strata.map { Double($0.size) }, Double(total))
        whole = Allocation.rounded(exact, strata.map(\.size), total)
    }

    private static func capped(
        _ weights: [Double], _ sizes: [Double], _ total: Double
    ) -> [Double] {
        var result = Array(repeating: 0.0, count: weights.count)
        var open = Array(weights.indices)
        var left = total
        while true {
            let sum = open.reduce(0) { $0 + weights[$1] }
            guard sum > 0 else { return result }
            let full = open.filter { left * weights[$0] / sum > sizes[$0] }
            if full.isEmpty {
                for i in open { result[i] = left * weights[i] / sum }
                return result
            }
            for i in full {
                result[i] = sizes[i]
                left -= sizes[i]
            }
            open.removeAll { full.contains($0) }
        }
    }

    private static func rounded(_ exact: [Double], _ sizes: [Int], _ total: Int) -> [Int] {
        var whole = exact.map { Int($0.rounded(.down)) }
        var left = total - whole.reduce(0, +)
        let order = exact.indices.sorted {
            let a = exact[$0] - exact[$0].rounded(.down)
            let b = exact[$1] - exact[$1].rounded(.down)
            return a == b ? $0 < $1 : a > b
        }
        while left > 0 {
            let before = left
            for i in order where left > 0 && whole[i] < sizes[i] {
                whole[i] += 1
                left -= 1
            }
            if left == before { break }
        }
        // A variance needs two answers; they come from the largest stratum.
        for i in whole.indices {
            while whole[i] < min(2, sizes[i]) {
                guard let donor = whole.indices.max(by: { whole[$0] < whole[$1] }),
                    whole[donor] > 2
                else { return whole }
                whole[i] += 1
                whole[donor] -= 1
            }
        }
        return whole
    }
}
