/// A path model fitted by partial least squares to standardised items, from their Gram summary.
/// Sources: Wold 1982; Fornell et al. 1996 "The American Customer Satisfaction Index", Journal of
/// Marketing 60(4); Tenenhaus et al. 2005, Computational Statistics & Data Analysis 48.
public struct PathEstimates: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public let name: String
        public let weight: Double
        public let loading: Double
    }

    public struct Latent: Hashable, Sendable {
        public let name: String
        public let items: [Item]
        /// Absent for latent variables that nothing drives.
        public let r2: Double?
        /// Average variance extracted (Fornell & Larcker 1981).
        public let averageVariance: Double
        public let compositeReliability: Double
        /// Of standardised items; absent for one item.
        public let alpha: Double?
        /// Dijkstra & Henseler 2015, MIS Quarterly 39(2); 1 for one item.
        public let rhoA: Double
    }

    public struct Path: Hashable, Sendable {
        public let from: String
        public let to: String
        public let coefficient: Double
        /// Loss of R² without it ÷ (1 − R²), the scores held fixed.
        public let effectSize: Double
    }

    public let latents: [Latent]
    public let paths: [Path]
    /// Of latent scores.
    public let correlation: Matrix
    /// Row drives column, through any number of steps.
    public let totalEffects: Matrix
    /// Heterotrait–monotrait ratios (Henseler, Ringle, Sarstedt 2015); above 0.9 two latent
    /// variables are hardly distinct.
    public let heterotrait: Matrix
    /// √(mean communality × mean R²), blocks of one item left out of the communality.
    public let goodnessOfFit: Double
    public let iterations: Int
    public let n: Int
    /// Items that did not vary and were left out.
    public let dropped: [String]
    let model: PathModel
    let weights: [Double]
    let blocks: [Range<Int>]
    let itemNames: [String]

    public static let method = Method(
        "path.pls",
        source: "Wold 1982; Fornell et al. 1996; Tenenhaus et al. 2005, CSDA 48")

    public init(_ model: PathModel, _ gram: Gram) throws(Unfit) {
        let layout = try Layout(model, gram)
        let s = try gram.picking(layout.places).correlation()
        var search = try OuterWeights(layout.model, correlation: s, blocks: layout.blocks)
        search.align()
        try self.init(search, layout, n: gram.count)
    }

    init(_ search: OuterWeights, _ layout: Layout, n: Int) throws(Unfit) {
        let crossed = search.projections()
        let r = search.latentCorrelation(crossed)
        let inner = try InnerModel(layout.model, r)
        let s = search.correlation
        model = layout.model
        weights = search.weights
        blocks = layout.blocks
        itemNames = layout.names
        correlation = r
        iterations = search.iterations
        self.n = n
        dropped = layout.dropped
        latents = layout.blocks.indices.map { j in
            PathEstimates.latent(j, search, layout, crossed, r2: inner.r2[j])
        }
        paths = layout.model.paths.enumerated().map { place, path in
            Path(
                from: layout.model.latents[path.from].name,
                to: layout.model.latents[path.to].name, coefficient: inner.coefficients[place],
                effectSize: inner.effectSizes[place])
        }
        totalEffects = inner.totalEffects
        heterotrait = PathEstimates.heterotrait(s, layout.blocks)
        goodnessOfFit = PathEstimates.fit(latents)
    }

    /// The coefficient of a path; absent where there is none.
    public func coefficient(from: String, to: String) -> Double? {
        paths.first { $0.from == from && $0.to == to }?.coefficient
    }

    static func slopes(
        _ r: Matrix, _ latent: Int, _ before: [Int], _ model: PathModel
    ) throws(Unfit) -> [Double] {
        do {
            return try Cholesky(r.picking(before), tolerance: 1e-11)
                .solve(before.map { r[$0, latent] })
        } catch {
            throw .collinear(model.latents[before[error.column]].name)
        }
    }

    private static func latent(
        _ j: Int, _ search: OuterWeights, _ layout: Layout, _ crossed: Matrix, r2: Double?
    ) -> Latent {
        let block = Array(layout.blocks[j])
        let loadings = block.map { crossed[$0, j] }
        let w = block.map { search.weights[$0] }
        let s = search.correlation.picking(block)
        let spread = variance(ofLoadings: loadings)
        return Latent(
            name: layout.model.latents[j].name,
            items: block.indices.map { place in
                Item(
                    name: layout.names[block[place]], weight: w[place], loading: loadings[place])
            },
            r2: r2, averageVariance: spread.ave, compositeReliability: spread.reliability,
            alpha: block.count > 1 ? Reliability.alpha(s) : nil, rhoA: rhoA(w, s))
    }

    /// Average variance extracted and composite reliability (Fornell & Larcker 1981) of the
    /// standardised loadings of one block.
    public static func variance(
        ofLoadings loadings: [Double]
    ) -> (ave: Double, reliability: Double) {
        let squares = dot(loadings, loadings)
        let sum = loadings.reduce(0, +)
        let rest = Double(loadings.count) - squares
        return (squares / Double(loadings.count), sum * sum / (sum * sum + rest))
    }

    static func rhoA(_ w: [Double], _ s: Matrix) -> Double {
        guard w.count > 1 else { return 1 }
        let length = dot(w, w)
        var shared = 0.0
        var expected = 0.0
        for i in w.indices {
            for j in w.indices where i != j {
                shared += w[i] * s[i, j] * w[j]
                expected += w[i] * w[i] * w[j] * w[j]
            }
        }
        return length * length * shared / expected
    }

    private static func heterotrait(_ s: Matrix, _ blocks: [Range<Int>]) -> Matrix {
        var result = Matrix.identity(blocks.count)
        let within = blocks.map { block -> Double in
            guard block.count > 1 else { return 1 }
            var sum = 0.0
            for a in block { for b in block where a != b { sum += abs(s[a, b]) } }
            return sum / Double(block.count * (block.count - 1))
        }
        for i in blocks.indices {
            for j in blocks.indices where i != j {
                var sum = 0.0
                for a in blocks[i] { for b in blocks[j] { sum += abs(s[a, b]) } }
                let mean = sum / Double(blocks[i].count * blocks[j].count)
                result[i, j] = mean / (within[i] * within[j]).squareRoot()
            }
        }
        return result
    }

    private static func fit(_ latents: [Latent]) -> Double {
        let measured = latents.filter { $0.items.count > 1 }
        let items = measured.reduce(0) { $0 + $1.items.count }
        let communality = measured.reduce(0) { $0 + $1.averageVariance * Double($1.items.count) }
        let explained = latents.compactMap(\.r2)
        guard items > 0 else { return Moments(explained).mean.squareRoot() }
        return (communality / Double(items) * Moments(explained).mean).squareRoot()
    }
}
