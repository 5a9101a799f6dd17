import RealModule

/// One common factor behind several items, by maximum likelihood with uniquenesses held at or
/// above zero: unconstrained fits may return a negative variance (a Heywood case) and an omega
/// above one.
/// Sources: Jöreskog 1969, Psychometrika 34(2); expected information as in Lawley & Maxwell 1971.
public struct OneFactor: Hashable, Sendable {
    /// On the scale of the items' covariances.
    public let loadings: [Double]
    public let uniquenesses: [Double]
    /// Loadings of standardised items.
    public let standardised: [Double]
    /// Items whose uniqueness lies on its bound.
    public let atBound: [Int]

    public init(covariance: Matrix) throws(Unfit) {
        let p = covariance.rows
        guard p > 1 else { throw .tooFew(have: p, need: 2) }
        let deviations = covariance.diagonal.map { $0.squareRoot() }
        guard deviations.allSatisfy({ $0 > 0 }) else { throw .constant("item") }
        var correlation = covariance
        for i in 0..<p {
            for j in 0..<p { correlation[i, j] /= deviations[i] * deviations[j] }
        }
        var search = Search(correlation)
        try search.run()
        standardised = search.loadings
        loadings = (0..<p).map { search.loadings[$0] * deviations[$0] }
        uniquenesses = (0..<p).map { search.uniquenesses[$0] * covariance[$0, $0] }
        atBound = (0..<p).filter { search.uniquenesses[$0] <= 0 }
    }

    /// McDonald's omega: (Σλ)² / ((Σλ)² + Σθ).
    public var omega: Double {
        OneFactor.omega(loadings, uniquenesses)
    }

    /// Omega of standardised items.
    public var standardisedOmega: Double {
        OneFactor.omega(standardised, standardised.map { max(0, 1 - $0 * $0) })
    }

    private static func omega(_ loadings: [Double], _ uniquenesses: [Double]) -> Double {
        let common = loadings.reduce(0, +)
        let square = common * common
        return square / (square + uniquenesses.reduce(0, +))
    }

    /// Average variance extracted of standardised items (Fornell & Larcker 1981).
    public var averageVarianceExtracted: Double {
        dot(standardised, standardised) / Double(standardised.count)
    }
}

extension OneFactor {
    /// Fisher scoring with an active set for uniquenesses on their bound.
    private struct Search {
        let target: Matrix
        var loadings: [Double]
        var uniquenesses: [Double]

        init(_ correlation: Matrix) {
            target = correlation
            let eigen = SymmetricEigen(correlation)
            let size = correlation.rows
            let first = eigen.vectors.column(0)
            let sign = first.reduce(0, +) < 0 ? -1.0 : 1.0
            let root = max(eigen.values[0] - 1, 0.1).squareRoot()
            loadings = first.map { min(0.95, max(-0.95, sign * $0 * root)) }
            let start = loadings
            uniquenesses = (0..<size).map { 1 - start[$0] * start[$0] }
        }

        mutating func run() throws(Unfit) {
            guard var current = discrepancy(loadings, uniquenesses) else {
                throw .undefined("the items' correlations are singular")
            }
            var damping = 0.0
            for round in 0..<500 {
                guard let step = direction(damping) else {
                    damping = max(damping * 10, 1e-8)
                    continue
                }
                let tried = apply(step)
                guard let value = discrepancy(tried.0, tried.1), value <= current + 1e-15 else {
                    damping = max(damping * 10, 1e-8)
                    if damping > 1e12 { return }
                    continue
                }
                let moved = movement(to: tried)
                (loadings, uniquenesses) = tried
                current = value
                damping = damping > 1e-10 ? damping / 10 : 0
                if moved < 1e-12, round > 2 { return }
            }
            throw .unsettled(iterations: 500)
        }

        private func movement(to tried: ([Double], [Double])) -> Double {
            var largest = 0.0
            for i in 0..<loadings.count {
                largest = max(largest, abs(tried.0[i] - loadings[i]))
                largest = max(largest, abs(tried.1[i] - uniquenesses[i]))
            }
            return largest
        }

        private func apply(_ step: [Double]) -> ([Double], [Double]) {
            let p = loadings.count
            return (
                (0..<p).map { loadings[$0] + step[$0] },
                (0..<p).map { max(0, uniquenesses[$0] + step[p + $0]) }
            )
        }

        private func implied(_ l: [Double], _ u: [Double]) -> Matrix {
            var sigma = Matrix(rows: l.count, columns: l.count)
            for i in 0..<l.count {
                for j in 0..<l.count { sigma[i, j] = l[i] * l[j] }
                sigma[i, i] += u[i]
            }
            return sigma
        }

        /// ln|Σ| + tr(S Σ⁻¹).
        private func discrepancy(_ l: [Double], _ u: [Double]) -> Double? {
            guard let factor = try? Cholesky(implied(l, u), tolerance: 1e-14) else { return nil }
            let inverse = factor.inverse
            return factor.logDeterminant + dot(inverse.values, target.values)
        }

        private func direction(_ damping: Double) -> [Double]? {
            let p = loadings.count
            guard let factor = try? Cholesky(implied(loadings, uniquenesses), tolerance: 1e-14)
            else { return nil }
            let w = factor.inverse
            let middle = w * target * w
            var gradient = Array(repeating: 0.0, count: 2 * p)
            for i in 0..<p {
                var sum = 0.0
                for j in 0..<p { sum += (w[i, j] - middle[i, j]) * loadings[j] }
                gradient[i] = 2 * sum
                gradient[p + i] = w[i, i] - middle[i, i]
            }
            let free = (0..<(2 * p)).filter {
                $0 < p || uniquenesses[$0 - p] > 0 || gradient[$0] < 0
            }
            var information = self.information(w).picking(free)
            for i in 0..<free.count { information[i, i] *= 1 + damping }
            guard let solver = try? Cholesky(information, tolerance: 1e-15) else { return nil }
            let solved = solver.solve(free.map { -gradient[$0] })
            var step = Array(repeating: 0.0, count: 2 * p)
            for (place, index) in free.enumerated() { step[index] = solved[place] }
            return step
        }

        private func information(_ w: Matrix) -> Matrix {
            let p = loadings.count
            let u = w * loadings
            let s = dot(loadings, u)
            var h = Matrix(rows: 2 * p, columns: 2 * p)
            for i in 0..<p {
                for j in 0..<p {
                    h[i, j] = 2 * (u[i] * u[j] + s * w[i, j])
                    h[i, p + j] = 2 * u[j] * w[i, j]
                    h[p + j, i] = h[i, p + j]
                    h[p + i, p + j] = w[i, j] * w[i, j]
                }
            }
            return h
        }
    }
}
