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
        return Walk([correlation], outcome: outcome, drivers: drivers).run()
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
            let walk = Walk<SIMD4<Double>>(some, outcome: outcome, drivers: drivers)
            let shares = walk.run()
            for lane in some.indices { found.append(shares.map { $0[lane] }) }
        }
        return found
    }

    /// A depth-first walk over the tree of subsets: a node adds one driver later than its own.
    private struct Walk<Number: Lanes> {
        let p: Int
        /// By subset size: what its R² counts for members, and for all.
        let member: [Number]
        let other: [Number]
        let start: [Number]

        /// - Parameter correlations: one for each lane, or fewer.
        init(_ correlations: [Matrix], outcome: Int, drivers: [Int]) {
            p = drivers.count
            var order: [Double] = []
            var weight = 1 / Double(p)
            for size in 0..<p {
                order.append(weight)
                // s!(p−1−s)!/p! from its neighbour
                if size < p - 1 { weight *= Double(size + 1) / Double(p - 1 - size) }
            }
            order.append(0)
            other = order.map { Number(all: $0) }
            member = (0...p).map {
                Number(all: $0 == 0 ? 0 : order[$0 - 1] + order[$0])
            }
            var packed: [Number] = []
            for (i, row) in drivers.enumerated() {
                for column in drivers[i...] + [outcome] {
                    packed.append(Number(each: correlations.map { $0[row, column] }))
                }
            }
            start = packed
        }

        func run() -> [Number] {
            let room = start.count
            let zero = Number(all: 0)
            var scratch = Array(repeating: zero, count: room * (p + 1))
            var shares = Array(repeating: zero, count: p)
            var everyone = zero
            let step = Step<Number>(p: p, room: room)
            scratch.withUnsafeMutableBufferPointer { buffer in
                shares.withUnsafeMutableBufferPointer { out in
                    member.withUnsafeBufferPointer { member in
                        other.withUnsafeBufferPointer { other in
                            let base = buffer.baseAddress!
                            for i in 0..<room { base[i] = start[i] }
                            let sums = step.visit(
                                base, remaining: p, size: 0, r2: zero,
                                member.baseAddress!, other.baseAddress!, out.baseAddress!)
                            everyone = sums.other
                        }
                    }
                }
            }
            return shares.map { $0 - everyone }
        }
    }

    private struct Step<Number: Lanes> {
        let p: Int
        let room: Int

        /// Sums over the node's subtree, the node's own subset left out.
        func visit(
            _ rows: UnsafeMutablePointer<Number>, remaining r: Int, size: Int, r2: Number,
            _ member: UnsafePointer<Number>, _ other: UnsafePointer<Number>,
            _ shares: UnsafeMutablePointer<Number>
        ) -> (member: Number, other: Number) {
            var sums = (member: Number(all: 0), other: Number(all: 0))
            let next = rows + room
            var pivotRow = rows
            let grown = size + 1
            for c in 0..<r {
                let left = r - c - 1
                // A row holds its pivot, the later drivers and the outcome.
                let inverse = pivotRow[0].inverse
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
                    let full = reached + gap * gap * rest.inverse
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
            _ row: UnsafeMutablePointer<Number>, into next: UnsafeMutablePointer<Number>,
            left: Int, inverse: Number
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

/// One number, or several that go the same way side by side.
private protocol Lanes {
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static func += (a: inout Self, b: Self)
    init(all number: Double)
    /// - Parameter numbers: as many as there are lanes, or fewer.
    init(each numbers: [Double])
    /// Nought where a driver says nothing that those before it do not say.
    var inverse: Self { get }
}

private let leastPivot = 1e-12

extension Double: Lanes {
    fileprivate init(all number: Double) { self = number }

    fileprivate init(each numbers: [Double]) { self = numbers[0] }

    fileprivate var inverse: Double { self > leastPivot ? 1 / self : 0 }
}

extension SIMD4<Double>: Lanes {
    fileprivate init(all number: Double) { self.init(repeating: number) }

    fileprivate init(each numbers: [Double]) {
        self.init(repeating: 0)
        for (lane, number) in numbers.enumerated() { self[lane] = number }
    }

    fileprivate var inverse: SIMD4<Double> {
        (1 / self).replacing(with: 0, where: self .<= leastPivot)
    }
}
