import RealModule

/// Weights that make a sample match known margins, by proportional fitting of its cells.
/// Source: Deming & Stephan 1940, Annals of Mathematical Statistics 11.
public struct Raking: Hashable, Sendable {
    public struct Margin: Hashable, Sendable {
        /// Which category each cell belongs to.
        public let categories: [Int]
        /// How many people of the population are in each category.
        public let targets: [Double]

        public init(categories: [Int], targets: [Double]) {
            self.categories = categories
            self.targets = targets
        }
    }

    /// Weight of one answer in each cell.
    public let weights: [Double]
    public let rounds: Int
    /// n Σw² / (Σw)²: by how much the weights inflate the variance (Kish 1965).
    public let designEffect: Double
    /// How many equally weighted answers they are worth.
    public let effectiveSize: Double

    public static let method = Method(
        "sample.raking", source: "Deming & Stephan 1940; design effect of Kish 1965")

    /// - Parameters:
    ///   - counts: answers in each cross cell.
    ///   - start: weights to begin with, 1 where absent.
    ///   - trim: no weight above this multiple of the mean one; the margins are then fitted again.
    public init(
        counts: [Int], margins: [Margin], start: [Double]? = nil, trim: Double? = nil,
        tolerance: Double = 1e-12, most: Int = 10_000
    ) throws(Unfit) {
        let n = counts.reduce(0, +)
        guard n > 0, !margins.isEmpty else { throw .empty }
        guard counts.allSatisfy({ $0 >= 0 }) else { throw .outside("counts") }
        for margin in margins { try Raking.check(margin, counts) }
        var w = start ?? Array(repeating: 1, count: counts.count)
        guard w.count == counts.count, w.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw .outside("start")
        }
        var used = try Raking.fit(&w, counts, margins, tolerance, most)
        if let trim {
            guard trim > 1 else { throw .outside("trim") }
            for _ in 0..<50 {
                let mean = Raking.total(w, counts) / Double(n)
                let ceiling = trim * mean
                guard w.indices.contains(where: { counts[$0] > 0 && w[$0] > ceiling * 1.001 })
                else { break }
                for i in w.indices { w[i] = min(w[i], ceiling) }
                used += try Raking.fit(&w, counts, margins, tolerance, most)
            }
        }
        weights = w
        rounds = used
        let sum = Raking.total(w, counts)
        var squares = 0.0
        for i in w.indices { squares += Double(counts[i]) * w[i] * w[i] }
        designEffect = Double(n) * squares / (sum * sum)
        effectiveSize = sum * sum / squares
    }

    private static func check(_ margin: Margin, _ counts: [Int]) throws(Unfit) {
        guard margin.categories.count == counts.count else { throw .mismatched("margin") }
        var found = Array(repeating: 0, count: margin.targets.count)
        for (cell, category) in margin.categories.enumerated() {
            guard found.indices.contains(category) else { throw .outside("margin") }
            found[category] += counts[cell]
        }
        for (category, target) in margin.targets.enumerated() {
            guard target >= 0, target.isFinite else { throw .outside("target") }
            if target > 0, found[category] == 0 {
                throw .undefined("nobody answered in category \(category) of a margin")
            }
        }
    }

    private static func total(_ w: [Double], _ counts: [Int]) -> Double {
        var sum = 0.0
        for i in w.indices { sum += w[i] * Double(counts[i]) }
        return sum
    }

    private static func fit(
        _ w: inout [Double], _ counts: [Int], _ margins: [Margin], _ tolerance: Double,
        _ most: Int
    ) throws(Unfit) -> Int {
        for round in 1...most {
            var worst = 0.0
            for margin in margins {
                var sums = Array(repeating: 0.0, count: margin.targets.count)
                for (cell, category) in margin.categories.enumerated() {
                    sums[category] += w[cell] * Double(counts[cell])
                }
                for (cell, category) in margin.categories.enumerated() where sums[category] > 0 {
                    let factor = margin.targets[category] / sums[category]
                    w[cell] *= factor
                    if counts[cell] > 0 { worst = max(worst, abs(factor - 1)) }
                }
            }
            if worst < tolerance { return round }
        }
        throw .unsettled(iterations: most)
    }
}
