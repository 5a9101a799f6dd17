/// Wold's alternation between outer weights and inner proxies, on a correlation matrix.
/// Sources: Wold 1982; Tenenhaus, Esposito Vinzi, Chatelin, Lauro 2005, Computational Statistics &
/// Data Analysis 48.
struct OuterWeights {
    let model: PathModel
    /// Correlations of all items in the order of the model.
    let correlation: Matrix
    let blocks: [Range<Int>]
    private(set) var weights: [Double]
    private(set) var iterations = 0

    /// - Parameter start: weights to begin with; those of the whole sample make resamples quick.
    init(
        _ model: PathModel, correlation: Matrix, blocks: [Range<Int>], start: [Double]? = nil,
        tolerance: Double = 1e-12
    ) throws(Unfit) {
        self.model = model
        self.correlation = correlation
        self.blocks = blocks
        weights = start ?? Array(repeating: 1, count: correlation.rows)
        let inverses = try OuterWeights.inverses(model, correlation, blocks)
        try normalise()
        for round in 1...1000 {
            let before = weights
            let crossed = projections()
            let r = latentCorrelation(crossed)
            let inner = try self.inner(r)
            for (j, block) in blocks.enumerated() {
                var raw = Array(repeating: 0.0, count: block.count)
                for i in blocks.indices where inner[i, j] != 0 {
                    for (place, item) in block.enumerated() {
                        raw[place] += inner[i, j] * crossed[item, i]
                    }
                }
                if let inverse = inverses[j] { raw = inverse * raw }
                for (place, item) in block.enumerated() { weights[item] = raw[place] }
            }
            try normalise()
            var moved = 0.0
            for item in weights.indices { moved = max(moved, abs(weights[item] - before[item])) }
            iterations = round
            if moved < tolerance { return }
        }
        throw .unsettled(iterations: 1000)
    }

    /// Covariances of items with latent variables.
    func projections() -> Matrix {
        var result = Matrix(rows: correlation.rows, columns: blocks.count)
        for (j, block) in blocks.enumerated() {
            for row in 0..<correlation.rows {
                var sum = 0.0
                for item in block { sum += correlation[row, item] * weights[item] }
                result[row, j] = sum
            }
        }
        return result
    }

    func latentCorrelation(_ crossed: Matrix) -> Matrix {
        var r = Matrix(rows: blocks.count, columns: blocks.count)
        for (i, block) in blocks.enumerated() {
            for j in blocks.indices {
                var sum = 0.0
                for item in block { sum += weights[item] * crossed[item, j] }
                r[i, j] = i == j ? 1 : sum
            }
        }
        return r
    }

    /// Turns each latent variable so that its items correlate with it positively in sum.
    mutating func align() {
        let crossed = projections()
        for (j, block) in blocks.enumerated() {
            let sum = block.reduce(0) { $0 + crossed[$1, j] }
            if sum < 0 { for item in block { weights[item] = -weights[item] } }
        }
    }

    /// The same towards weights found elsewhere, as a resample must.
    mutating func align(to reference: [Double]) {
        for block in blocks {
            let sum = block.reduce(0) { $0 + weights[$1] * reference[$1] }
            if sum < 0 { for item in block { weights[item] = -weights[item] } }
        }
    }

    private mutating func normalise() throws(Unfit) {
        for (j, block) in blocks.enumerated() {
            var variance = 0.0
            for a in block {
                for b in block { variance += weights[a] * weights[b] * correlation[a, b] }
            }
            guard variance > 1e-24 else {
                throw .undefined("\(model.latents[j].name) has no relation to its neighbours")
            }
            let scale = 1 / variance.squareRoot()
            for item in block { weights[item] *= scale }
        }
    }

    private func inner(_ r: Matrix) throws(Unfit) -> Matrix {
        let k = blocks.count
        var inner = Matrix(rows: k, columns: k)
        for j in 0..<k {
            let before = model.predecessors(j)
            let after = model.successors(j)
            switch model.scheme {
            case .centroid:
                for i in before + after { inner[i, j] = r[i, j] < 0 ? -1 : 1 }
            case .factorial:
                for i in before + after { inner[i, j] = r[i, j] }
            case .path:
                for i in after { inner[i, j] = r[i, j] }
                guard !before.isEmpty else { continue }
                let slopes = try PathEstimates.slopes(r, j, before, model)
                for (place, i) in before.enumerated() { inner[i, j] = slopes[place] }
            }
        }
        return inner
    }

    private static func inverses(
        _ model: PathModel, _ correlation: Matrix, _ blocks: [Range<Int>]
    ) throws(Unfit) -> [Matrix?] {
        var result: [Matrix?] = []
        for (latent, block) in zip(model.latents, blocks) {
            guard latent.mode == .b, block.count > 1 else {
                result.append(nil)
                continue
            }
            do {
                result.append(
                    try Cholesky(correlation.picking(Array(block)), tolerance: 1e-11).inverse)
            } catch {
                throw .collinear(latent.items[error.column])
            }
        }
        return result
    }
}
