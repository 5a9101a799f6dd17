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
        let p = drivers.count
        guard p > 0 else { throw .empty }
        guard p <= most else { throw .outside("more than \(most) drivers") }
        var walk = Walk(correlation, outcome: outcome, drivers: drivers)
        return walk.run()
    }

    /// A depth-first walk over the tree of subsets: a node adds one driver later than its own.
    private struct Walk {
        let p: Int
        /// By subset size: what its R² counts for members, and for all.
        let member: [Double]
        let other: [Double]
        let start: [Double]

        init(_ correlation: Matrix, outcome: Int, drivers: [Int]) {
            p = drivers.count
            var order: [Double] = []
            var weight = 1 / Double(p)
            for size in 0..<p {
                order.append(weight)
                // s!(p−1−s)!/p! from its neighbour
                if size < p - 1 { weight *= Double(size + 1) / Double(p - 1 - size) }
            }
            order.append(0)
            other = order
            member = (0...p).map { $0 == 0 ? 0 : order[$0 - 1] + order[$0] }
            var packed: [Double] = []
            for (i, row) in drivers.enumerated() {
                for column in drivers[i...] { packed.append(correlation[row, column]) }
                packed.append(correlation[row, outcome])
            }
            start = packed
        }

        mutating func run() -> [Double] {
            let room = start.count
            var scratch = Array(repeating: 0.0, count: room * (p + 1))
            var shares = Array(repeating: 0.0, count: p)
            var everyone = 0.0
            let step = Step(p: p, room: room)
            scratch.withUnsafeMutableBufferPointer { buffer in
                shares.withUnsafeMutableBufferPointer { out in
                    member.withUnsafeBufferPointer { member in
                        other.withUnsafeBufferPointer { other in
                            let base = buffer.baseAddress!
                            for i in 0..<room { base[i] = start[i] }
                            let sums = step.visit(
                                base, remaining: p, size: 0, r2: 0,
                                member.baseAddress!, other.baseAddress!, out.baseAddress!)
                            everyone = sums.other
                        }
                    }
                }
            }
            return shares.map { $0 - everyone }
        }
    }

    private struct Step {
        let p: Int
        let room: Int

        /// Sums over the node's subtree, the node's own subset left out.
        func visit(
            _ rows: UnsafeMutablePointer<Double>, remaining r: Int, size: Int, r2: Double,
            _ member: UnsafePointer<Double>, _ other: UnsafePointer<Double>,
            _ shares: UnsafeMutablePointer<Double>
        ) -> (member: Double, other: Double) {
            var sums = (member: 0.0, other: 0.0)
            let next = rows + room
            var pivotRow = rows
            let grown = size + 1
            for c in 0..<r {
                let left = r - c - 1
                // A row holds its pivot, the later drivers and the outcome.
                let pivot = pivotRow[0]
                let usable = pivot > 1e-12
                let inverse = usable ? 1 / pivot : 0
                let toOutcome = pivotRow[left + 1]
                let reached = r2 + toOutcome * toOutcome * inverse
                var below = (
                    member: member[grown] * reached, other: other[grown] * reached
                )
                if left == 1 {
                    // One driver is left: its subset needs no matrix.
                    let last = pivotRow + 3
                    let cross = pivotRow[1]
                    let rest = last[0] - cross * cross * inverse
                    let gap = last[1] - cross * toOutcome * inverse
                    let full = rest > 1e-12 ? reached + gap * gap / rest : reached
                    let inSubset = member[grown + 1] * full
                    shares[p - 1] += inSubset
                    below.member += inSubset
                    below.other += other[grown + 1] * full
                } else if left > 1 {
                    sweep(pivotRow, into: next, left: left, inverse: inverse)
                    let deeper = visit(
                        next, remaining: left, size: grown, r2: reached, member, other, shares)
                    below.member += deeper.member
                    below.other += deeper.other
                }
                shares[p - r + c] += below.member
                sums.member += below.member
                sums.other += below.other
                pivotRow += left + 2
            }
            return sums
        }

        /// What remains of the later drivers once the first row's driver is known.
        @inline(__always)
        private func sweep(
            _ row: UnsafeMutablePointer<Double>, into next: UnsafeMutablePointer<Double>,
            left: Int, inverse: Double
        ) {
            var source = row + left + 2
            var target = next
            for j in 1...left {
                let factor = row[j] * inverse
                let width = left - j + 2
                let pivots = row + j
                for l in 0..<width { target[l] = source[l] - factor * pivots[l] }
                source += width
                target += width
            }
        }
    }
}
