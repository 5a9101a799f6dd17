extension Gram {
    /// Unbiased covariances, divisor n − 1.
    public func covariance() throws(Unfit) -> Matrix {
        guard count > 1 else { throw .tooFew(have: count, need: 2) }
        var result = comoments
        let divisor = Double(count - 1)
        for i in result.values.indices { result.values[i] /= divisor }
        return result
    }

    /// Pearson correlations. A variable that does not vary has none.
    public func correlation() throws(Unfit) -> Matrix {
        guard count > 1 else { throw .tooFew(have: count, need: 2) }
        var roots: [Double] = []
        for i in 0..<width {
            guard varies(i) else { throw .constant(names[i]) }
            roots.append(comoments[i, i].squareRoot())
        }
        var result = comoments
        for i in 0..<width {
            for j in 0..<width { result[i, j] = comoments[i, j] / (roots[i] * roots[j]) }
            result[i, i] = 1
        }
        return result
    }

    /// Whether a variable varies by more than rounding.
    func varies(_ index: Int) -> Bool {
        let noise = 1e-13 * abs(means[index])
        return comoments[index, index] > noise * noise * Double(count)
    }

    public func standardDeviation(_ index: Int) -> Double? {
        count > 1 ? (comoments[index, index] / Double(count - 1)).squareRoot() : nil
    }

    /// The variables named, in that order.
    public func picking(_ indices: [Int]) -> Gram {
        Gram(
            names: indices.map { names[$0] }, count: count, means: indices.map { means[$0] },
            comoments: comoments.picking(indices))
    }

    /// New variables, each a sum of some of these with factors.
    public func combined(
        _ made: [[(variable: Int, factor: Double)]], names: [String]
    ) -> Gram {
        var means: [Double] = []
        var all = Matrix(rows: made.count, columns: made.count)
        for (i, first) in made.enumerated() {
            means.append(first.reduce(0) { $0 + $1.factor * self.means[$1.variable] })
            for (j, second) in made.enumerated() {
                for a in first {
                    for b in second {
                        all[i, j] += a.factor * b.factor * comoments[a.variable, b.variable]
                    }
                }
            }
        }
        return Gram(names: names, count: count, means: means, comoments: all)
    }

    public func index(of name: String) throws(Unfit) -> Int {
        guard let index = names.firstIndex(of: name) else { throw .mismatched(name) }
        return index
    }

    /// Moments of the score Σ wᵢ xᵢ of each row.
    public func score(_ weights: [Double]) -> Moments {
        precondition(weights.count == width, "one weight for each variable")
        return Moments(
            count: count, mean: dot(weights, means),
            squares: max(0, comoments.form(weights, weights)))
    }

    /// Σ (a − ā)(b − b̄) of two such scores.
    func comoment(_ a: [Double], _ b: [Double]) -> Double { comoments.form(a, b) }
}
