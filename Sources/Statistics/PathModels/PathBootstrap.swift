/// How sure path coefficients are, by resampling respondents. It needs the rows.
/// Source: Efron & Tibshirani 1993; each resample's signs are turned to the original's.
public struct PathBootstrap: Hashable, Sendable {
    public struct Interval: Hashable, Sendable {
        public let mean: Double
        public let standardError: Double
        public let low: Double
        public let high: Double
    }

    /// In the order of the model's paths.
    public let paths: [Interval]
    /// In the order of the latent variables, item by item.
    public let loadings: [[Interval]]
    public let draws: Int
    /// Resamples that gave no estimate, such as one in which an item did not vary.
    public let failed: Int

    public static let method = Method(
        "path.bootstrap", source: "Efron & Tibshirani 1993, percentile interval")

    public init(
        _ model: PathModel, _ columns: [(name: String, values: [Double])], draws: Int = 500,
        level: Double = 0.95, using chance: inout SplitMix64
    ) throws(Unfit) {
        guard draws > 1 else { throw .tooFew(have: draws, need: 2) }
        let whole = try Gram(columns)
        let layout = try Layout(model, whole)
        let original = try PathEstimates(model, whole)
        let used = layout.places.map { columns[$0].values }
        var rows = ResampledGram(whole.picking(layout.places), used)
        var found = original.paths.map { _ in [Double]() }
        var weights = original.itemNames.map { _ in [Double]() }
        var misses = 0
        while found[0].count < draws {
            guard misses <= draws else { throw .unsettled(iterations: 2 * draws) }
            let gram = rows.draw(using: &chance)
            guard let s = try? gram.correlation(),
                var search = try? OuterWeights(
                    layout.model, correlation: s, blocks: layout.blocks,
                    start: original.weights, tolerance: 1e-8)
            else {
                misses += 1
                continue
            }
            search.align(to: original.weights)
            let crossed = search.projections()
            guard let inner = try? InnerModel(layout.model, search.latentCorrelation(crossed))
            else {
                misses += 1
                continue
            }
            for (place, value) in inner.coefficients.enumerated() { found[place].append(value) }
            for (j, block) in layout.blocks.enumerated() {
                for item in block { weights[item].append(crossed[item, j]) }
            }
        }
        paths = found.map { PathBootstrap.interval($0, level) }
        loadings = layout.blocks.map { block in
            block.map { PathBootstrap.interval(weights[$0], level) }
        }
        self.draws = draws
        failed = misses
    }

    private static func interval(_ values: [Double], _ level: Double) -> Interval {
        let moments = Moments(values)
        let ends = Percentile.interval(values, level: level)
        return Interval(
            mean: moments.mean, standardError: moments.standardDeviation ?? 0, low: ends.low,
            high: ends.high)
    }
}
