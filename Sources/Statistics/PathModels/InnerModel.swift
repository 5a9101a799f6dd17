/// Regressions among latent variables, from their correlations.
struct InnerModel {
    /// In the order of the model's paths.
    let coefficients: [Double]
    let effectSizes: [Double]
    let r2: [Double?]
    let totalEffects: Matrix

    init(_ model: PathModel, _ r: Matrix) throws(Unfit) {
        let k = model.latents.count
        var direct = Matrix(rows: k, columns: k)
        var explained = Array(repeating: Double?.none, count: k)
        for j in 0..<k {
            let before = model.predecessors(j)
            guard !before.isEmpty else { continue }
            let slopes = try PathEstimates.slopes(r, j, before, model)
            for (place, i) in before.enumerated() { direct[i, j] = slopes[place] }
            explained[j] = dot(slopes, before.map { r[$0, j] })
        }
        coefficients = model.paths.map { direct[$0.from, $0.to] }
        r2 = explained
        effectSizes = model.paths.map { path in
            let others = model.predecessors(path.to).filter { $0 != path.from }
            let full = explained[path.to] ?? 0
            let without =
                others.isEmpty ? 0 : LeastSquares.r2(r, outcome: path.to, predictors: others)
            return (full - without) / (1 - full)
        }
        // No cycles: after k steps every chain has ended.
        var sum = direct
        var power = direct
        for _ in 1..<max(k, 2) {
            power = power * direct
            for i in sum.values.indices { sum.values[i] += power.values[i] }
        }
        totalEffects = sum
    }
}
