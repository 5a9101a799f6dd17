import Base
import CKernels
public import Statistics

/// What is kept of pairs of expectation and perception, grouped to dimensions.
public struct GapSums: Sendable {
    /// Of each dimension: its expectations, then the perceptions of the same lines.
    public let parts: [Gram]
    /// Of each row's mean expectation by dimension, then its mean perception.
    public let means: Gram
    /// Of the rows that weigh the dimensions with points of their own.
    public let weighted: WeightedGaps
    /// Moments of each row's gap, the mean of the dimensions' first and then each dimension's, by
    /// group and time.
    public let cells: Cells
    /// Of each dimension: for how many rows it fell short – the sum of its perceptions is below
    /// that of its expectations – and for how many each of its lines did.
    public let short: [(whole: Int, lines: [Int])]
}

extension Table {
    /// A line that was rated twice.
    public typealias Line = (expectation: String, perception: String)

    /// Of the rows that have a number on both sides of every line.
    /// - Parameters:
    ///   - points: a column for each dimension; none where they are not weighed.
    ///   - cut: whose rows count, by what and in which steps of time they are grouped. A dimension
    ///     whose values are lists does not group.
    public func gaps(
        _ dimensions: [[Line]], points: [String], _ cut: Cut = Cut(measured: nil)
    ) throws(Cut.TooManyCells) -> GapSums {
        let names = dimensions.flatMap { $0.map(\.expectation) + $0.map(\.perception) }
        let axes = cut.dimensions.map { Axis($0, in: self) }.filter { !$0.isList }
        let empty = GapScan(
            CompleteScan(names, self, cut.filter, cut.window), dimensions.map(\.count),
            points.map { NumberColumn($0, self) }, try CutScan(cut, self, axes))
        return sweep(empty).sums(names)
    }
}

/// A column of whatever numbers.
private struct NumberColumn {
    let column: Int?
    let byCode: [Double]

    init(_ name: String, _ table: Table) {
        column = table.columnNumber(name)
        byCode = column.map { table.columns[$0].distinct.map { $0.number ?? .nan } } ?? []
    }

    /// Not-a-number where there is none.
    func numbers(_ chunk: Chunk) -> [Double] {
        var out = Array(repeating: Double.nan, count: chunk.count)
        guard let column, column < chunk.columns.count else { return out }
        if let numbers = chunk.columns[column].numbers { return numbers }
        chunk.columns[column].codes.map(through: byCode, into: &out)
        return out
    }
}

/// Gaps on their way through the chunks. Of lines of different dimensions nothing is multiplied but
/// the sums.
private struct GapScan: ChunkScan {
    private var scan: CompleteScan
    private let points: [NumberColumn]
    /// Places of each dimension's expectations and perceptions among the lines.
    private let sides: [(expectations: Range<Int>, perceptions: Range<Int>)]
    /// One where a row counts, then the sums of expectations and of perceptions by dimension.
    private var block: WholeBlock
    private let partners: WholeBlock.Pairs
    private let totals: WholeBlock.Pairs
    private var products: [Int64]
    private var sumProducts: [Int64]
    private var weighted = WeightedGaps()
    private var cut: CutScan
    private var cells: CellSums
    /// Dimensions, then all lines.
    private var short: Shortfalls
    /// Whether sums of lines are as whole and as small as the lines themselves.
    private let isWhole: Bool

    /// Sums of products of larger ones would not fit.
    private static let largestSum = 1_000

    init(_ scan: CompleteScan, _ sizes: [Int], _ points: [NumberColumn], _ cut: CutScan) {
        self.scan = scan
        self.points = points
        self.cut = cut
        cells = CellSums(
            measures: 1 + sizes.count,
            cells: cut.axes.reduce(cut.cut.buckets?.count ?? 1) { $0 * $1.groups.count })
        var sides: [(expectations: Range<Int>, perceptions: Range<Int>)] = []
        for size in sizes {
            let start = sides.last?.perceptions.upperBound ?? 0
            sides.append((start..<(start + size), (start + size)..<(start + 2 * size)))
        }
        self.sides = sides
        short = Shortfalls(pairs: sizes.count + sizes.reduce(0, +))
        let steps = scan.factors.compactMap(\.wholes).joined().filter { $0 != Factor.missing }
        let reach = steps.reduce(0) { max($0, abs(Int($1))) } * (sizes.max() ?? 0)
        isWhole =
            scan.factors.allSatisfy { $0.wholes != nil && $0.step == scan.factors[0].step }
            && reach <= GapScan.largestSum
        block = WholeBlock(width: 1 + 2 * sizes.count, rows: scan.block.rows)
        totals = WholeBlock.triangle(block.width)
        // Each line with those of its dimension that come after, and with the ones.
        partners = .init(
            [.init(0, Array(0..<scan.block.width))]
                + sides.flatMap { side in
                    (side.expectations.lowerBound..<side.perceptions.upperBound).map { line in
                        .init(1 + line, Array((1 + line)...side.perceptions.upperBound))
                    }
                })
        products = Array(repeating: 0, count: partners.count)
        sumProducts = Array(repeating: 0, count: block.width * (block.width + 1) / 2)
    }

    var size: Int { products.count + sumProducts.count + cells.size + scan.size }

    mutating func merge(_ later: GapScan) {
        scan.merge(later.scan)
        products.add(later.products)
        sumProducts.add(later.sumProducts)
        weighted.merge(later.weighted)
        cells.merge(later.cells)
        short.merge(later.short)
    }

    mutating func add(_ chunk: Chunk) {
        guard scan.read(chunk) else { return }
        guard isWhole else {
            scan.addAll()
            let gaps = sides.map { GapScan.gaps(scan, $0) }
            add(chunk, gaps)
            countShort(gaps + lines.map { GapScan.gaps(scan, $0) })
            return
        }
        scan.block.add(partners, rows: 0..<chunk.count, to: &products)
        sumLines(chunk.count)
        block.add(totals, rows: 0..<chunk.count, to: &sumProducts)
        add(chunk, sides.indices.map { gapsOfSums($0) })
        countShort()
    }

    /// - Parameter gaps: by dimension, the mean gap of each row.
    private mutating func add(_ chunk: Chunk, _ gaps: [[Double]]) {
        guard !gaps.isEmpty else { return }
        if weighs { addWeighted(chunk, gaps) }
        var mean = Array(repeating: 0.0, count: chunk.count)
        mean.withUnsafeMutableBufferPointer { mean in
            for own in gaps {
                own.withUnsafeBufferPointer { own in
                    for row in mean.indices { mean[row] += own[row] }
                }
            }
            let share = 1 / Double(gaps.count)
            for row in mean.indices { mean[row] *= share }
        }
        let places = cut.cells(in: chunk)
        let block = scan.block
        block.read(0) { cells.add([mean] + gaps, places, $0) }
    }

    /// Each line by itself, in the order of the dimensions.
    private var lines: [(expectations: Range<Int>, perceptions: Range<Int>)] {
        sides.flatMap { side in
            zip(side.expectations, side.perceptions).map { ($0..<($0 + 1), $1..<($1 + 1)) }
        }
    }

    private mutating func countShort(_ gaps: [[Double]]) {
        let block = scan.block
        for (pair, own) in gaps.enumerated() {
            block.read(0) { short.add(pair, $0, differences: own) }
        }
    }

    /// The same of whole steps.
    private mutating func countShort() {
        let (rated, factors) = (scan.block, scan.factors)
        let step = factors.first?.step ?? 1
        for (pair, side) in (sides + lines).enumerated() {
            let isLine = pair >= sides.count
            let source = isLine ? rated : block
            let expected = isLine ? side.expectations.lowerBound : pair
            let found = isLine ? side.perceptions.lowerBound : sides.count + pair
            let apart = GapScan.shift(factors, side) / step
            rated.read(0) { counting in
                source.read(1 + expected) { expectations in
                    source.read(1 + found) { perceptions in
                        short.add(
                            pair, counting, perceptions, below: expectations, apart: apart,
                            rows: scan.count)
                    }
                }
            }
        }
    }

    private var weighs: Bool { !points.isEmpty && points.count == sides.count }

    private mutating func sumLines(_ rows: Int) {
        let (stride, lines, sides) = (block.rows, scan.block, sides)
        block.change { all in
            lines.read(0) { all.baseAddress!.update(from: $0.baseAddress!, count: rows) }
            for (place, side) in sides.enumerated() {
                for (lower, range) in [
                    (1 + place, side.expectations), (1 + sides.count + place, side.perceptions),
                ] {
                    let sum = all.baseAddress! + lower * stride
                    sum.update(repeating: 0, count: rows)
                    for line in range {
                        lines.read(1 + line) { own in
                            for row in 0..<rows { sum[row] = sum[row] &+ own[row] }
                        }
                    }
                }
            }
        }
    }

    // MARK: - Points

    private mutating func addWeighted(_ chunk: Chunk, _ gaps: [[Double]]) {
        var sum = Array(repeating: 0.0, count: chunk.count)
        var all = sum
        for place in points.indices {
            let (own, gaps) = (points[place].numbers(chunk), gaps[place])
            precondition(min(own.count, gaps.count) >= chunk.count)
            // Points below nought weigh nothing, and neither does the whole row.
            kernels_add_weighted(own, gaps, &sum, &all, chunk.count)
        }
        let found = [Double](unsafeUninitializedCapacity: chunk.count) { found, count in
            scan.block.read(0) { counting in
                for row in 0..<chunk.count {
                    // Written in any case and kept only where it counts: no branch to guess.
                    found[count] = sum[row] / all[row]
                    count += counting[row] != 0 && all[row] > 0 ? 1 : 0
                }
            }
        }
        weighted.merge(WeightedGaps(found))
    }

    private func gapsOfSums(_ place: Int) -> [Double] {
        var out = Array(repeating: 0.0, count: scan.count)
        let factors = scan.factors
        let (lines, side) = (sides[place].expectations.count, sides[place])
        // The middles differ where one side was never rated as low as the other.
        let shift = lines == 0 ? 0 : GapScan.shift(factors, side) / Double(lines)
        let step = factors[0].step / Double(max(1, lines))
        block.read(1 + place) { expectations in
            block.read(1 + sides.count + place) { perceptions in
                kernels_part_gaps(
                    perceptions.baseAddress, expectations.baseAddress, shift, step, &out,
                    scan.count)
            }
        }
        return out
    }

    private static func shift(
        _ factors: [Factor], _ side: (expectations: Range<Int>, perceptions: Range<Int>)
    ) -> Double {
        side.perceptions.reduce(0) { $0 + factors[$1].middle }
            - side.expectations.reduce(0) { $0 + factors[$1].middle }
    }

    /// The same of lines that are no whole steps.
    private static func gaps(
        _ scan: CompleteScan, _ side: (expectations: Range<Int>, perceptions: Range<Int>)
    ) -> [Double] {
        var out = Array(repeating: shift(scan.factors, side), count: scan.count)
        for (range, sign) in [(side.perceptions, 1.0), (side.expectations, -1.0)] {
            for line in range { scan.addNumbers(line, times: sign, to: &out) }
        }
        return out.map { $0 / Double(max(1, side.expectations.count)) }
    }

    // MARK: - Summaries

    private var counted: Cells { Cells(cut.axes, cut.cut.buckets, cells.measured()) }

    private var shortByDimension: [(whole: Int, lines: [Int])] {
        var place = sides.count
        return sides.enumerated().map { dimension, side in
            defer { place += side.expectations.count }
            return (
                short.counts[dimension],
                Array(short.counts[place..<(place + side.expectations.count)])
            )
        }
    }

    func sums(_ names: [String]) -> GapSums {
        guard isWhole else {
            let gram = scan.whole.gram(names, scan.factors)
            let made = [true, false].flatMap { isExpected in
                sides.map { side in
                    (isExpected ? side.expectations : side.perceptions).map {
                        (variable: $0, factor: 1 / Double(side.expectations.count))
                    }
                }
            }
            return GapSums(
                parts: sides.map {
                    gram.picking(Array($0.expectations) + Array($0.perceptions))
                },
                means: gram.combined(made, names: made.indices.map { "\($0)" }),
                weighted: weighted, cells: counted, short: shortByDimension)
        }
        let count = Int(products[0])
        let factors = scan.factors
        var place = names.count + 1
        let parts = sides.map { side -> Gram in
            let lines = side.expectations.lowerBound..<side.perceptions.upperBound
            let size = lines.count * (lines.count + 1) / 2
            defer { place += size }
            return Gram(
                names: lines.map { names[$0] }, count: count, sums: lines.map { products[1 + $0] },
                products: Array(products[place..<(place + size)]),
                middles: lines.map { factors[$0].middle }, steps: lines.map { factors[$0].step })
        }
        let ranges = sides.map(\.expectations) + sides.map(\.perceptions)
        func mean(_ range: Range<Int>) -> Double {
            range.reduce(0) { $0 + factors[$1].middle } / Double(max(1, range.count))
        }
        let means = Gram(
            names: ranges.indices.map { "\($0)" }, count: count,
            sums: Array(sumProducts[1..<(1 + ranges.count)]),
            products: Array(sumProducts[(1 + ranges.count)...]), middles: ranges.map(mean),
            steps: ranges.map { (factors.first?.step ?? 1) / Double(max(1, $0.count)) })
        return GapSums(
            parts: parts, means: means, weighted: weighted, cells: counted, short: shortByDimension)
    }
}

extension CompleteScan {
    /// Adds the distances of one column from its middle, in its own unit.
    func addNumbers(_ place: Int, times factor: Double, to out: inout [Double]) {
        let whole = factors.indices.filter { factors[$0].wholes != nil }
        if let column = whole.firstIndex(of: place) {
            let scale = factor * factors[place].step
            block.read(1 + column) { own in
                out.withUnsafeMutableBufferPointer { out in
                    for row in 0..<out.count { out[row] += scale * Double(own[row]) }
                }
            }
        } else {
            let real = factors.indices.filter { factors[$0].wholes == nil }
            guard let column = real.firstIndex(of: place) else { return }
            for row in out.indices { out[row] += factor * distances[column][row] }
        }
    }
}
