import RealModule

/// A sum of small trees that predicts whether something happens. It finds bends and interactions
/// that logistic regression does not, and takes missing values as they are.
/// Sources: Friedman 2001 "Greedy Function Approximation", Annals of Statistics 29; histograms as
/// in Ke et al. 2017 "LightGBM", NeurIPS.
public struct GradientBoosting: Hashable, Sendable {
    public struct Settings: Hashable, Sendable {
        public var trees: Int
        public var leaves: Int
        public var rate: Double
        public var smallestLeaf: Int
        /// Penalty on the values of leaves.
        public var ridge: Double

        public init(
            trees: Int = 100, leaves: Int = 31, rate: Double = 0.1, smallestLeaf: Int = 20,
            ridge: Double = 0
        ) {
            self.trees = trees
            self.leaves = leaves
            self.rate = rate
            self.smallestLeaf = smallestLeaf
            self.ridge = ridge
        }
    }

    public let names: [String]
    public let settings: Settings
    /// Logit before any tree.
    public let start: Double
    let trees: [BoostedTree]

    public static let method = Method(
        "churn.boosting", source: "Friedman 2001, Annals of Statistics 29; Ke et al. 2017")

    /// - Parameter columns: at most 250 predictors; not-a-number is missing.
    public init(
        _ columns: [(name: String, values: [Double])], outcome: [Bool],
        settings: Settings = Settings()
    ) throws(Unfit) {
        let n = outcome.count
        guard n > 0, !columns.isEmpty else { throw .empty }
        guard n < Int(Int32.max) else { throw .outside("rows") }
        for column in columns where column.values.count != n { throw .mismatched(column.name) }
        let hits = outcome.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard hits > 0, hits < n else { throw .constant("outcome") }
        guard columns.count <= 250 else { throw .outside("predictors") }
        guard settings.trees > 0, settings.leaves > 1, settings.rate > 0,
            settings.smallestLeaf > 0, settings.ridge >= 0
        else { throw .outside("settings") }
        let binnings = columns.map { Binning($0.values) }
        let share = Double(hits) / Double(n)
        start = Double.log(share / (1 - share))
        names = columns.map(\.name)
        self.settings = settings
        var grower = TreeGrower(columns.map(\.values), binnings, n, settings)
        var scores = Array(repeating: start, count: n)
        var gradients = Array(repeating: SIMD2<Double>.zero, count: n)
        var grown: [BoostedTree] = []
        for _ in 0..<settings.trees {
            for row in 0..<n {
                let p = 1 / (1 + Double.exp(-scores[row]))
                gradients[row] = SIMD2(p - (outcome[row] ? 1 : 0), max(p * (1 - p), 1e-16))
            }
            let tree = grower.grow(gradients, &scores)
            // A tree that could not split anywhere will not be followed by one that can.
            if tree.nodes.count == 1 { break }
            grown.append(tree)
        }
        trees = grown
    }

    public func logit(_ row: [Double]) -> Double {
        precondition(row.count == names.count, "one value for each predictor")
        var sum = start
        for tree in trees { sum += tree.nodes[tree.walk(row) { _, _ in }].value }
        return sum
    }

    /// Probability for one row of predictors.
    public func probability(_ row: [Double]) -> Double {
        1 / (1 + Double.exp(-logit(row)))
    }

    /// How much each predictor moves this row's logit: what its splits add along the paths. With
    /// `base` they add up exactly.
    /// Source: Saabas 2014 "Interpreting random forests".
    public func contributions(_ row: [Double]) -> [Double] {
        precondition(row.count == names.count, "one value for each predictor")
        var parts = Array(repeating: 0.0, count: names.count)
        for tree in trees {
            _ = tree.walk(row) { from, to in
                parts[tree.nodes[from].feature] += tree.nodes[to].value - tree.nodes[from].value
            }
        }
        return parts
    }

    /// Logit before any predictor is known.
    public var base: Double { trees.reduce(start) { $0 + $1.nodes[0].value } }
}
