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
    /// In the order of the latent variables, item by item; items that do not vary are left out.
    public let loadings: [[Interval]]
    public let weights: [[Interval]]
    /// In the order of the latent variables; nil for one that nothing drives.
    public let r2: [Interval?]
    /// From 0 to 100, in the order of the latent variables; empty without scales.
    public let indices: [Interval?]
    public let draws: Int
    /// Resamples that gave no estimate, such as one in which an item did not vary.
    public let failed: Int

    public static let method = Method(
        "path.bootstrap", source: "Efron & Tibshirani 1993, percentile interval")

    /// - Parameter scales: lowest and highest answer, of each latent variable.
    public init(
        _ model: PathModel, _ columns: [(name: String, values: [Double])],
        scales: [ClosedRange<Double>] = [], draws: Int = 500, level: Double = 0.95,
        using chance: inout SplitMix64
    ) throws(Unfit) {
        let whole = try Gram(columns)
        let layout = try Layout(model, whole)
        let rows = ResampledGram(
            whole.picking(layout.places), layout.places.map { columns[$0].values })
        try self.init(layout, whole, rows, scales, draws, level, &chance)
    }

    /// Of so many respondents that their rows need not be kept: they were dealt to some hundred
    /// parts by chance, and whole parts are drawn.
    /// - Parameter parts: summaries of the same items; sizes about equal.
    public init(
        _ model: PathModel, parts: [Gram], scales: [ClosedRange<Double>] = [], draws: Int = 500,
        level: Double = 0.95, using chance: inout SplitMix64
    ) throws(Unfit) {
        guard parts.count >= DriverBootstrap.leastParts else {
            throw .tooFew(have: parts.count, need: DriverBootstrap.leastParts)
        }
        let whole = Gram.merging(parts)
        let layout = try Layout(model, whole)
        let dealt = DealtGram(parts.map { $0.picking(layout.places) })
        try self.init(layout, whole, dealt, scales, draws, level, &chance)
    }

    private init(
        _ layout: Layout, _ whole: Gram, _ rows: some Resampled,
        _ scales: [ClosedRange<Double>], _ draws: Int, _ level: Double,
        _ chance: inout SplitMix64
    ) throws(Unfit) {
        guard draws > 1 else { throw .tooFew(have: draws, need: 2) }
        precondition(scales.isEmpty || scales.count == layout.blocks.count)
        let original = try PathEstimates(layout.model, whole)
        let all = rows.resample(draws, using: &chance) { grams in
            grams.map { Estimated(layout, $0, scales, original.weights) }
        }
        guard let all else { throw .unsettled(iterations: 2 * draws) }
        var found = Samples(layout, scales)
        for one in all.found { found.add(one) }
        func intervals(_ all: [[Double]]) -> [[Interval]] {
            layout.blocks.map { block in
                block.map { PathBootstrap.interval(all[$0], level) }
            }
        }
        paths = found.paths.map { PathBootstrap.interval($0, level) }
        loadings = intervals(found.loadings)
        weights = intervals(found.weights)
        r2 = found.r2.map { $0.isEmpty ? nil : PathBootstrap.interval($0, level) }
        indices = found.indices.map {
            $0.count < draws ? nil : PathBootstrap.interval($0, level)
        }
        self.draws = draws
        failed = all.failed
    }

    /// Far below the spread between resamples, which begin near the whole's weights.
    private static let tolerance = 1e-5

    /// What one resample gave.
    private struct Estimated {
        let paths: [Double]
        let loadings: [Double]
        let weights: [Double]
        /// In the order of the latent variables.
        let r2: [Double?]
        let indices: [Double?]

        /// Nil where it has no estimate.
        /// - Parameter original: the weights of the whole sample.
        init?(
            _ layout: Layout, _ gram: Gram, _ scales: [ClosedRange<Double>], _ original: [Double]
        ) {
            guard let s = try? gram.correlation(),
                var search = try? OuterWeights(
                    layout.model, correlation: s, blocks: layout.blocks, start: original,
                    tolerance: PathBootstrap.tolerance)
            else { return nil }
            search.align(to: original)
            let crossed = search.projections()
            guard let inner = try? InnerModel(layout.model, search.latentCorrelation(crossed))
            else { return nil }
            paths = inner.coefficients
            r2 = inner.r2
            let found = search.weights
            weights = found
            loadings = layout.blocks.enumerated().flatMap { j, block in
                block.map { crossed[$0, j] }
            }
            indices = zip(layout.blocks, scales).map { block, scale in
                SatisfactionIndex.value(block.map { found[$0] }, of: Array(block), gram, scale)
            }
        }
    }

    /// What the resamples gave.
    private struct Samples {
        var (paths, loadings, weights): ([[Double]], [[Double]], [[Double]])
        var (r2, indices): ([[Double]], [[Double]])

        init(_ layout: Layout, _ scales: [ClosedRange<Double>]) {
            paths = layout.model.paths.map { _ in [] }
            loadings = layout.names.map { _ in [] }
            weights = loadings
            r2 = layout.blocks.map { _ in [] }
            indices = scales.map { _ in [] }
        }

        mutating func add(_ one: Estimated) {
            func add(_ values: [Double?], to all: inout [[Double]]) {
                for (place, value) in values.enumerated() {
                    if let value { all[place].append(value) }
                }
            }
            add(one.paths, to: &paths)
            add(one.loadings, to: &loadings)
            add(one.weights, to: &weights)
            add(one.r2, to: &r2)
            add(one.indices, to: &indices)
        }
    }

    private static func interval(_ values: [Double], _ level: Double) -> Interval {
        let moments = Moments(values)
        let ends = Percentile.interval(values, level: level)
        return Interval(
            mean: moments.mean, standardError: moments.standardDeviation ?? 0, low: ends.low,
            high: ends.high)
    }
}
