public import Base
import CKernels
public import Statistics

extension Table {
    /// Means and co-moments of each pair of columns, of the rows that have a number in both: of
    /// the first with all others, then of the second with those behind it, and so on.
    public func pairGrams(
        of names: [String], filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> [Gram] {
        let all = names.indices.flatMap { first in
            names.indices.dropFirst(first + 1).map { (first, $0) }
        }
        return pairGrams(of: names, pairs: all, filter: filter, window: window)
    }

    /// The same of some of the pairs.
    /// - Parameter pairs: places among the columns, the smaller first, each pair once.
    public func pairGrams(
        of names: [String], pairs: [(Int, Int)], filter: Filter? = nil,
        window: Range<Instant>? = nil
    ) -> [Gram] {
        let scan = sweep(PairScan(names, pairs, self, filter, window))
        return pairs.map { scan.gram($0, $1, names) }
    }
}

/// Sums of each pair on their way through the chunks. A row that lacks one number of a pair is
/// taken away from what was summed of all, for mostly few lack one.
private struct PairScan: ChunkScan {
    private struct Sums {
        var (n, a, b, aa, bb, ab): (Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0)

        static func + (one: Sums, other: Sums) -> Sums {
            Sums(
                n: one.n + other.n, a: one.a + other.a, b: one.b + other.b, aa: one.aa + other.aa,
                bb: one.bb + other.bb, ab: one.ab + other.ab)
        }
    }

    private struct RealSums {
        var n = 0
        var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)

        static func + (one: RealSums, other: RealSums) -> RealSums {
            RealSums(
                n: one.n + other.n, a: one.a + other.a, b: one.b + other.b, aa: one.aa + other.aa,
                bb: one.bb + other.bb, ab: one.ab + other.ab)
        }
    }

    /// What the rows without a number in one column have in others.
    private struct Gap {
        /// Places among the columns in whole steps.
        let column: Int
        let count: Int64
        /// By column: sums, sums of squares, and rows that lack that number too.
        var (sums, squares, both): ([Int64], [Int64], [Int64])
    }

    private var scan: FactorScan
    private var block: WholeBlock
    private var found: [Int: Sums] = [:]
    private var foundReals: [Int: RealSums] = [:]
    /// By place of the first, of all columns; who is multiplied with whom, of those in whole steps.
    private let wanted: [Set<Int>]
    private var products = WholeBlock.Pairs([])

    /// Columns in whole steps.
    private var width: Int { scan.wholes.count }
    /// Places in the block: whether a row counts, the steps, who lacks them, and their squares.
    private func steps(_ column: Int) -> Int { 1 + column }
    private func lacking(_ column: Int) -> Int { 1 + width + column }
    private func squares(_ column: Int) -> Int { 1 + 2 * width + column }

    /// Where fewer rows lack a number than this part of a chunk, they are looked at one by one.
    private static let few = 8

    init(
        _ names: [String], _ pairs: [(Int, Int)], _ table: Table, _ filter: Filter?,
        _ window: Range<Instant>?
    ) {
        scan = FactorScan(names, table, filter, window)
        block = WholeBlock(width: 1 + 3 * scan.wholes.count, rows: table.longestChunk)
        var wanted = Array(repeating: Set<Int>(), count: names.count)
        for (first, second) in pairs { wanted[first].insert(second) }
        self.wanted = wanted
        products = .init(
            scan.wholes.indices.map { own in
                let others = scan.wholes.indices.filter {
                    wanted[scan.wholes[own]].contains(scan.wholes[$0])
                }
                return .init(steps(own), ([own] + others).map(steps))
            })
    }

    var size: Int { 6 * wanted.reduce(0) { $0 + $1.count } }

    mutating func merge(_ later: PairScan) {
        found.merge(later.found, uniquingKeysWith: +)
        foundReals.merge(later.foundReals, uniquingKeysWith: +)
    }

    mutating func add(_ chunk: Chunk) {
        let rows = chunk.count
        var count = 0
        var lacking = Array(repeating: 0, count: width)
        // Taken out, so that the rest can be used while it is written.
        var taken = WholeBlock(width: 0, rows: 0)
        swap(&taken, &block)
        let stride = taken.rows
        taken.change { all in
            func column(_ place: Int) -> UnsafeMutableBufferPointer<Int16> {
                .init(rebasing: all[(place * stride)..<(place * stride + rows)])
            }
            let counting = column(0)
            count = scan.put(rowsOf: chunk, into: counting)
            guard count > 0 else { return }
            for (place, factor) in scan.wholes.enumerated() {
                let (own, gaps) = (column(steps(place)), column(self.lacking(place)))
                chunk.put(scan.factors[factor], into: own)
                lacking[place] = Int(
                    kernels_part(
                        own.baseAddress, counting.baseAddress, Factor.missing, gaps.baseAddress,
                        rows))
            }
        }
        swap(&taken, &block)
        guard count > 0 else { return }
        addWholes(Int64(count), lacking, rows)
        for place in scan.reals { addReal(place, chunk) }
    }

    // MARK: - Whole steps

    private mutating func addWholes(_ count: Int64, _ lacking: [Int], _ rows: Int) {
        let own = (0..<width).map(steps)
        var sums = Array(repeating: Int64(0), count: width)
        block.add(.init([.init(0, own)]), rows: 0..<rows, to: &sums)
        let partners = products.partners
        let starts = partners.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.others.count) }
        var found = Array(repeating: Int64(0), count: products.count)
        block.add(products, rows: 0..<rows, to: &found)
        let squares = (0..<width).map { found[starts[$0]] }
        var gaps: [Gap?] = Array(repeating: nil, count: width)
        for gap in self.gaps(lacking, rows) { gaps[gap.column] = gap }
        for i in 0..<width {
            for (place, other) in partners[i].others.enumerated().dropFirst() {
                let j = other - steps(0)
                let (one, other) = (gaps[i], gaps[j])
                var pair = self.found[i * width + j] ?? Sums()
                pair.n += count - (one?.count ?? 0) - (other?.count ?? 0) + (other?.both[i] ?? 0)
                pair.a += sums[i] - (other?.sums[i] ?? 0)
                pair.b += sums[j] - (one?.sums[j] ?? 0)
                pair.aa += squares[i] - (other?.squares[i] ?? 0)
                pair.bb += squares[j] - (one?.squares[j] ?? 0)
                pair.ab += found[starts[i] + place]
                self.found[i * width + j] = pair
            }
        }
    }

    private mutating func gaps(_ lacking: [Int], _ rows: Int) -> [Gap] {
        let incomplete = (0..<width).filter { lacking[$0] > 0 }
        let many = incomplete.filter { lacking[$0] * PairScan.few >= rows }
        if !many.isEmpty { square(rows) }
        return incomplete.map { column in
            let sparse = lacking[column] * PairScan.few < rows
            let found = sparse ? sumsOfFew(column, incomplete, rows) : sumsOfMany(column, rows)
            return Gap(
                column: column, count: Int64(lacking[column]), sums: found[0], squares: found[1],
                both: found[2])
        }
    }

    private mutating func square(_ rows: Int) {
        let (stride, width) = (block.rows, width)
        let (from, to) = (steps(0) * stride, squares(0) * stride)
        block.change { all in
            for column in 0..<width {
                let own = all.baseAddress! + from + column * stride
                let squares = all.baseAddress! + to + column * stride
                for row in 0..<rows { squares[row] = own[row] &* own[row] }
            }
        }
    }

    private func sumsOfMany(_ column: Int, _ rows: Int) -> [[Int64]] {
        let all = 0..<width
        let others = all.map(steps) + all.map(squares) + all.map(lacking)
        var sums = Array(repeating: Int64(0), count: others.count)
        block.add(.init([.init(lacking(column), others)]), rows: 0..<rows, to: &sums)
        return (0..<3).map { Array(sums[($0 * width)..<(($0 + 1) * width)]) }
    }

    private func sumsOfFew(_ column: Int, _ incomplete: [Int], _ rows: Int) -> [[Int64]] {
        var few: [Int] = []
        block.read(lacking(column)) { gaps in
            for row in 0..<rows where gaps[row] != 0 { few.append(row) }
        }
        var sums = Array(repeating: Array(repeating: Int64(0), count: width), count: 3)
        for other in 0..<width {
            block.read(steps(other)) { own in
                var (sum, squares) = (Int64(0), Int64(0))
                for row in few {
                    let value = Int64(own[row])
                    sum &+= value
                    squares &+= value &* value
                }
                (sums[0][other], sums[1][other]) = (sum, squares)
            }
        }
        for other in incomplete {
            block.read(lacking(other)) { own in
                sums[2][other] = few.reduce(0) { $0 + Int64(own[$1]) }
            }
        }
        return sums
    }

    // MARK: - Distances

    /// The pairs of a column of distances with all columns in whole steps and with those distances
    /// that come after it.
    private mutating func addReal(_ place: Int, _ chunk: Chunk) {
        let own = distances(place, chunk)
        for other in scan.factors.indices where other != place {
            let isWhole = scan.factors[other].wholes != nil
            guard isWhole || other > place,
                wanted[min(place, other)].contains(max(place, other))
            else { continue }
            let values = isWhole ? wholeNumbers(other, chunk.count) : distances(other, chunk)
            let (first, second) = place < other ? (own, values) : (values, own)
            let key = min(place, other) * scan.factors.count + max(place, other)
            var sums = foundReals[key] ?? RealSums()
            for row in first.indices {
                let (a, b) = (first[row], second[row])
                guard a.isFinite, b.isFinite else { continue }
                sums.n += 1
                sums.a += a
                sums.b += b
                sums.aa += a * a
                sums.bb += b * b
                sums.ab += a * b
            }
            foundReals[key] = sums
        }
    }

    /// Not-a-number in rows that do not count.
    private func distances(_ place: Int, _ chunk: Chunk) -> [Double] {
        var all = chunk.distances(scan.factors[place])
        block.read(0) { rows in
            for row in all.indices where rows[row] == 0 { all[row] = .nan }
        }
        return all
    }

    private func wholeNumbers(_ place: Int, _ rows: Int) -> [Double] {
        let column = scan.wholes.firstIndex(of: place) ?? 0
        var all = Array(repeating: Double.nan, count: rows)
        block.read(0) { counting in
            block.read(lacking(column)) { gaps in
                block.read(steps(column)) { own in
                    for row in 0..<rows where counting[row] != gaps[row] {
                        all[row] = Double(own[row])
                    }
                }
            }
        }
        return all
    }

    // MARK: - Summaries

    func gram(_ first: Int, _ second: Int, _ names: [String]) -> Gram {
        let pair = [names[first], names[second]]
        let (x, y) = (scan.factors[first], scan.factors[second])
        if let i = scan.wholes.firstIndex(of: first), let j = scan.wholes.firstIndex(of: second) {
            let sums = found[i * width + j] ?? Sums()
            return Gram(
                names: pair, count: Int(sums.n), sums: [sums.a, sums.b],
                products: [sums.aa, sums.ab, sums.bb], middles: [x.middle, y.middle],
                steps: [x.step, y.step])
        }
        let sums = foundReals[first * names.count + second] ?? RealSums()
        guard sums.n > 0 else { return Gram(names: pair) }
        let n = Double(sums.n)
        // A distance is its own step.
        let (xStep, yStep) = (x.wholes == nil ? 1 : x.step, y.wholes == nil ? 1 : y.step)
        let cross = (sums.ab - sums.a * sums.b / n) * xStep * yStep
        return Gram(
            names: pair, count: sums.n,
            means: [x.middle + xStep * sums.a / n, y.middle + yStep * sums.b / n],
            comoments: Matrix([
                [(sums.aa - sums.a * sums.a / n) * xStep * xStep, cross],
                [cross, (sums.bb - sums.b * sums.b / n) * yStep * yStep],
            ]))
    }
}
