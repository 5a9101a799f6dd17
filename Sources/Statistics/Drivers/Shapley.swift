import CKernels

/// Shares of R² averaged over every order in which drivers can enter: Shapley values of R², known
/// as LMG. Exact: all 2ᵖ models are visited once, each by one step of elimination from its parent.
/// Sources: Lindeman, Merenda, Gold 1980 "Introduction to Bivariate and Multivariate Analysis";
/// Lipovetsky & Conklin 2001, Applied Stochastic Models in Business and Industry 17.
public enum Shapley {
    /// The most drivers for which 2ᵖ models are still a matter of seconds.
    public static let most = 24

    public static let method = Method(
        "drivers.shapley", source: "Lindeman, Merenda, Gold 1980; Lipovetsky & Conklin 2001")

    /// - Parameters:
    ///   - correlation: of all variables.
    ///   - outcome, drivers: their places in it.
    public static func shares(
        _ correlation: Matrix, outcome: Int, drivers: [Int]
    ) throws(Unfit) -> [Double] {
        try shares(each: [correlation], outcome: outcome, drivers: drivers)[0]
    }

    /// Of several correlations of the same variables, four at a time.
    static func shares(
        each correlations: [Matrix], outcome: Int, drivers: [Int]
    ) throws(Unfit) -> [[Double]] {
        guard !drivers.isEmpty else { throw .empty }
        guard drivers.count <= most else { throw .outside("more than \(most) drivers") }
        var found: [[Double]] = []
        for start in stride(from: 0, to: correlations.count, by: 4) {
            let some = Array(correlations[start..<min(start + 4, correlations.count)])
            let shares = Shapley.walk(some, outcome: outcome, drivers: drivers)
            for lane in some.indices { found.append(shares.map { $0[lane] }) }
        }
        return found
    }

    /// A depth-first walk over the tree of subsets: a node adds one driver later than its own.
    /// - Parameter correlations: one for each lane, or fewer.
    private static func walk(
        _ correlations: [Matrix], outcome: Int, drivers: [Int]
    ) -> [SIMD4<Double>] {
        let p = drivers.count
        var order: [Double] = []
        var weight = 1 / Double(p)
        for size in 0..<p {
            order.append(weight)
            // s!(p−1−s)!/p! from its neighbour
            if size < p - 1 { weight *= Double(size + 1) / Double(p - 1 - size) }
        }
        order.append(0)
        // By subset size: what its R² counts for members, and for all.
        let member = (0...p).map { $0 == 0 ? 0 : order[$0 - 1] + order[$0] }
        var rows: [SIMD4<Double>] = []
        for (i, row) in drivers.enumerated() {
            for column in drivers[i...] + [outcome] {
                var lanes = SIMD4<Double>.zero
                for lane in correlations.indices { lanes[lane] = correlations[lane][row, column] }
                rows.append(lanes)
            }
        }
        var scratch = rows + Array(repeating: .zero, count: rows.count * p)
        var shares = Array(repeating: SIMD4<Double>.zero, count: p)
        var everyone = SIMD4<Double>.zero
        scratch.withUnsafeMutableBytes { scratch in
            shares.withUnsafeMutableBytes { shares in
                withUnsafeMutableBytes(of: &everyone) { everyone in
                    kernels_shapley(
                        scratch.baseAddress, p, rows.count, member, order, shares.baseAddress,
                        everyone.baseAddress)
                }
            }
        }
        return shares.map { $0 - everyone }
    }
}
