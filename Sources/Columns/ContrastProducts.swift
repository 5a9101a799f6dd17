import CKernels
public import Statistics

/// A rating seen as poor, excellent or neither.
public struct Contrast: Hashable, Sendable {
    public let column: String
    /// The highest rating that is poor, and the lowest that is excellent.
    public let poor: Double
    public let excellent: Double

    public init(_ column: String, poor: Double, excellent: Double) {
        precondition(poor < excellent, "poor lies below excellent")
        self.column = column
        self.poor = poor
        self.excellent = excellent
    }
}

/// Summaries of rows that chance dealt to parts.
public struct DealtGrams: Sendable {
    public let parts: [Gram]
    /// Of a few parts together: the first column, then of each rating whether it was poor and
    /// whether excellent, as one or zero. Empty where the first column lies on no grid.
    public let contrasts: [Gram]
    /// The ratings that these have.
    public let contrasted: [String]
}

/// Sums of products of what is poor and excellent, of rows that lie beside each other by group.
struct ContrastProducts: Sendable {
    /// Parts that make one group.
    static let together = 4
    /// Whether only the first part of every third group is counted: chance dealt the rows, so that
    /// these, about a twelfth, are a sample of them.
    let isSampled: Bool

    /// In steps of the factor, of a column of the block.
    struct Cut: Sendable {
        let name: String
        let column: Int
        let poor: Int16
        let excellent: Int16
    }

    private struct Sums: Sendable {
        /// By rating: how many poor and excellent, then the same weighted by the first column.
        var singles: [Int64]
        /// Four numbers for each pair of ratings: both poor, the first excellent and the second
        /// poor, the first poor and the second excellent, both excellent.
        var pairs: [Int64]
    }

    let cuts: [Cut]
    private var sums: [Sums]
    private var work: WholeBlock
    private let singles: WholeBlock.Pairs
    private let products: WholeBlock.Pairs
    private var packed: [Int64]

    // Both contrasts of a rating stand in one number, so that one product counts four pairs of
    // contrasts at once: of the first rating poor + 2⁷·excellent, of the second poor +
    // 2¹⁴·excellent. Of fewer than 2⁷ rows no count reaches the next one's place.
    private static let shift: Int16 = 7
    private static let tile = 112

    /// - Parameter parts: to which the rows are dealt.
    init(_ cuts: [Cut], parts: Int, isSampled: Bool) {
        self.cuts = cuts
        self.isSampled = isSampled
        let width = cuts.count
        let pairs = width * max(0, width - 1) / 2
        let groups = parts / ContrastProducts.together
        sums = Array(
            repeating: Sums(
                singles: Array(repeating: 0, count: 4 * width),
                pairs: Array(repeating: 0, count: 4 * pairs)), count: groups)
        // Behind the contrasts there is room for the ratings of which they are made.
        work = WholeBlock(width: 3 + 4 * width, rows: ContrastProducts.tile)
        let contrasts = Array(2..<(2 + 2 * width))
        singles = .init([.init(0, contrasts), .init(1, contrasts)])
        products = .init(
            (0..<width).map { first in
                .init(2 + 2 * width + first, ((first + 1)..<width).map { 2 + 3 * width + $0 })
            })
        packed = Array(repeating: 0, count: pairs)
    }

    /// Groups that are.
    private var counted: [Int] { Array(stride(from: 0, to: sums.count, by: isSampled ? 3 : 1)) }

    /// How many numbers it carries.
    var size: Int { sums.count * (4 * cuts.count + 4 * packed.count) }

    mutating func merge(_ later: ContrastProducts) {
        for group in sums.indices {
            sums[group].singles.add(later.sums[group].singles)
            sums[group].pairs.add(later.sums[group].pairs)
        }
    }

    /// - Parameters:
    ///   - block: first whether a row counts, then the outcome, then all other columns.
    ///   - deal: of its rows.
    mutating func add(_ block: WholeBlock, _ deal: DealtProducts.Deal) {
        for group in counted {
            var left = rows(of: group, block, deal)[...]
            while !left.isEmpty {
                add(block, Array(left.prefix(ContrastProducts.tile)), to: group)
                left = left.dropFirst(ContrastProducts.tile)
            }
        }
    }

    /// Those that count of the group's parts.
    private func rows(
        of group: Int, _ block: WholeBlock, _ deal: DealtProducts.Deal
    ) -> [Int] {
        let parts = parts(of: group)
        let lanes = WholeBlock.lanes
        var found: [Int] = []
        block.read(0) { counts in
            for part in parts {
                for own in deal[part / lanes] {
                    let row = Int(own) * lanes + part % lanes
                    if counts[row] != 0 { found.append(row) }
                }
            }
        }
        return found
    }

    private func parts(of group: Int) -> Range<Int> {
        let first = group * ContrastProducts.together
        return first..<(first + (isSampled ? 1 : ContrastProducts.together))
    }

    private mutating func add(_ block: WholeBlock, _ rows: [Int], to group: Int) {
        mark(block, rows)
        work.add(singles, rows: rows.indices, to: &sums[group].singles)
        work.add(products, rows: rows.indices, to: &packed)
        ContrastProducts.unpack(&packed, into: &sums[group].pairs)
    }

    private static func unpack(_ packed: inout [Int64], into pairs: inout [Int64]) {
        packed.withUnsafeMutableBufferPointer { packed in
            pairs.withUnsafeMutableBufferPointer { pairs in
                for place in packed.indices {
                    let all = packed[place]
                    let below: Int64 = 1 &<< Int64(shift) - 1
                    pairs[4 * place] &+= all & below
                    pairs[4 * place + 1] &+= all &>> Int64(shift) & below
                    pairs[4 * place + 2] &+= all &>> Int64(2 * shift) & below
                    pairs[4 * place + 3] &+= all &>> Int64(3 * shift)
                    packed[place] = 0
                }
            }
        }
    }

    /// Writes the contrasts of these rows, by themselves and packed.
    private mutating func mark(_ block: WholeBlock, _ rows: [Int]) {
        let (stride, width, cuts) = (work.rows, cuts.count, cuts)
        precondition(rows.count <= ContrastProducts.tile)
        work.change { out in
            let base = out.baseAddress!
            func gather(_ column: Int, _ out: UnsafeMutablePointer<Int16>) {
                block.read(column) { own in
                    for (place, row) in rows.enumerated() { out[place] = own[row] }
                }
            }
            for place in 0..<2 { gather(place, base + place * stride) }
            let ratings = base + (2 + 4 * width) * stride
            for (place, cut) in cuts.enumerated() {
                gather(cut.column, ratings)
                let poor = base + (2 + place) * stride
                let excellent = poor + width * stride
                let once = excellent + width * stride
                kernels_contrast(
                    ratings, base, cut.poor, cut.excellent, Int32(ContrastProducts.shift), poor,
                    excellent, once, once + width * stride, rows.count)
            }
        }
    }

    /// - Parameters:
    ///   - outcome: of each part, of the outcome alone: rows, sum and sum of squares.
    ///   - factor: of the outcome.
    func grams(
        _ outcome: [(count: Int64, sum: Int64, squares: Int64)], named name: String,
        _ factor: Factor
    ) -> [Gram] {
        let names =
            [name] + cuts.flatMap { ["\($0.name) poor", "\($0.name) excellent"] }
        let ones = Array(repeating: 1.0, count: 2 * cuts.count)
        return counted.map { group in
            let own = outcome[parts(of: group)]
            let width = cuts.count
            let (singles, pairs) = (sums[group].singles, sums[group].pairs)
            let order = (0..<width).flatMap { [$0, width + $0] }
            var products = [own.reduce(0) { $0 + $1.squares }]
            products += order.map { singles[2 * width + $0] }
            for one in 0..<width {
                let others = (one + 1..<max(one + 1, width)).map { other in
                    // As the pairs stand: row after row of the upper half.
                    4 * (one * width - one * (one + 1) / 2 + other - one - 1)
                }
                // Nothing is poor and excellent at once.
                products += [singles[one], 0] + others.flatMap { [pairs[$0], pairs[$0 + 2]] }
                products += [singles[width + one]]
                products += others.flatMap { [pairs[$0 + 1], pairs[$0 + 3]] }
            }
            return Gram(
                names: names, count: Int(own.reduce(0) { $0 + $1.count }),
                sums: [own.reduce(0) { $0 + $1.sum }] + order.map { singles[$0] },
                products: products, middles: [factor.middle] + ones.map { _ in 0 },
                steps: [factor.step] + ones)
        }
    }
}

extension Factor {
    /// A contrast in steps; nil where the column lies on no grid.
    func cut(_ contrast: Contrast, column: Int) -> ContrastProducts.Cut? {
        guard wholes != nil else { return nil }
        func steps(_ number: Double) -> Double { (number - middle) / step }
        // Rounding may have moved a rating off its step by a hair.
        let poor = (steps(contrast.poor) + 1e-6).rounded(.down)
        let excellent = (steps(contrast.excellent) - 1e-6).rounded(.up)
        let most = Double(2 * WholeBlock.largest)
        return .init(
            name: contrast.column, column: column, poor: Int16(max(-most, min(most, poor))),
            excellent: Int16(max(-most, min(most, excellent))))
    }
}
