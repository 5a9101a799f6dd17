public import Base
public import Statistics

/// Means and co-moments straight from the codes: for methods that need no more of a row than its
/// products.
extension Table {
    /// Of the rows that have a number in every column.
    public func gram(
        of names: [String], filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> Gram {
        let scan = sweep(CompleteScan(names, self, filter, window))
        return scan.whole.gram(names, scan.factors)
    }

    /// The same of rows that are dealt to parts by chance: by a hash of ids, so that the same table
    /// always makes the same parts.
    /// - Parameters:
    ///   - contrasts: of some of the columns, to be counted in the same pass.
    ///   - isSampled: whether they are counted in a random twelfth of the rows only, for of very
    ///     many it says as much in less time.
    ///   - parts: a multiple of `WholeBlock.lanes`.
    public func grams(
        of names: [String], contrasts: [Contrast] = [], isSampled: Bool = false,
        parts: Int, filter: Filter? = nil, window: Range<Instant>? = nil
    ) -> DealtGrams {
        let scan = CompleteScan(names, self, filter, window)
        let cuts = scan.cuts(contrasts, names)
        let found = sweep(DealtScan(scan: scan, dealt: DealtProducts(parts, scan, cuts, isSampled)))
            .dealt
        let sums = found.parts
        let outcomes = cuts.isEmpty ? [] : sums.map(\.first)
        return DealtGrams(
            parts: sums.indices.concurrentMap { sums[$0].gram(names, scan.factors) },
            contrasts: cuts.isEmpty
                ? [] : found.contrasts.grams(outcomes, named: names[0], scan.factors[0]),
            contrasted: cuts.map(\.name))
    }

    /// Most rows that a chunk has.
    var longestChunk: Int { chunks.reduce(0) { max($0, $1.count) } }
}

/// Sums of products of the rows that have a number in every column.
struct ProductSums: Sendable {
    /// The number of rows, the sum of each column in whole steps, then the upper half of their
    /// products.
    var wholes: [Int64]
    /// For each column of distances: its sum, its products with the columns in whole steps, and
    /// with itself and those distances that come after.
    var reals: [Double]
    /// Columns in whole steps.
    private let width: Int

    init(wholes: Int, reals: Int) {
        width = wholes
        self.wholes = Array(repeating: 0, count: (wholes + 1) * (wholes + 2) / 2)
        self.reals = Array(repeating: 0, count: reals * (1 + wholes) + reals * (reals + 1) / 2)
    }

    /// Sums that were made elsewhere.
    /// - Parameter width: how many columns in whole steps.
    init(width: Int, wholes: [Int64], reals: [Double]) {
        (self.width, self.wholes, self.reals) = (width, wholes, reals)
    }

    /// Rows, sum and sum of squares of the first column in whole steps.
    var first: (count: Int64, sum: Int64, squares: Int64) {
        (wholes[0], wholes[1], wholes[width + 1])
    }

    mutating func merge(_ later: ProductSums) {
        wholes.add(later.wholes)
        reals.add(later.reals)
    }

    func gram(_ names: [String], _ factors: [Factor]) -> Gram {
        let whole = factors.indices.filter { factors[$0].wholes != nil }
        let real = factors.indices.filter { factors[$0].wholes == nil }
        let exact = Gram(
            names: whole.map { names[$0] }, count: Int(wholes[0]),
            sums: Array(wholes[1..<(whole.count + 1)]),
            products: Array(wholes[(whole.count + 1)...]),
            middles: whole.map { factors[$0].middle }, steps: whole.map { factors[$0].step })
        guard !real.isEmpty, exact.count > 0 else {
            return real.isEmpty ? exact : Gram(names: names)
        }
        let n = Double(exact.count)
        var means = Array(repeating: 0.0, count: names.count)
        var comoments = Matrix(rows: names.count, columns: names.count)
        for (i, row) in whole.enumerated() {
            means[row] = exact.means[i]
            for (j, column) in whole.enumerated() {
                comoments[row, column] = exact.comoments[i, j]
            }
        }
        // The sums of the distances stand before each other's products.
        var totals: [Double] = []
        var place = 0
        for r in real.indices {
            totals.append(reals[place])
            place += 1 + whole.count + real.count - r
        }
        place = 0
        for (r, row) in real.enumerated() {
            means[row] = factors[row].middle + totals[r] / n
            place += 1
            for (i, column) in whole.enumerated() {
                let product = reals[place] - totals[r] * Double(wholes[1 + i]) / n
                comoments[row, column] = product * factors[column].step
                comoments[column, row] = comoments[row, column]
                place += 1
            }
            for other in r..<real.count {
                let product = reals[place] - totals[r] * totals[other] / n
                comoments[row, real[other]] = product
                comoments[real[other], row] = product
                place += 1
            }
        }
        return Gram(names: names, count: exact.count, means: means, comoments: comoments)
    }
}

/// The rows of one chunk after another that count and have a number in every column.
struct CompleteScan: ChunkScan {
    private var scan: FactorScan
    /// First whether a row counts, as one or zero, then its whole steps; the last rows are always
    /// zero.
    private(set) var block: WholeBlock
    private(set) var distances: [[Double]]
    /// Of the chunk that was read.
    private(set) var count = 0
    private(set) var whole: ProductSums
    private let triangle: WholeBlock.Pairs

    /// Rows behind the longest chunk, so that of each the last sixteen can be taken at once.
    static let spare = WholeBlock.lanes

    var factors: [Factor] { scan.factors }

    init(
        _ names: [String], _ table: Table, _ filter: Filter?, _ window: Range<Instant>?
    ) {
        scan = FactorScan(names, table, filter, window)
        block = WholeBlock(
            width: scan.wholes.count + 1, rows: table.longestChunk + CompleteScan.spare)
        distances = scan.reals.map { _ in [] }
        whole = ProductSums(wholes: scan.wholes.count, reals: scan.reals.count)
        triangle = WholeBlock.triangle(block.width)
    }

    var size: Int { whole.wholes.count + whole.reals.count }

    mutating func add(_ chunk: Chunk) {
        if read(chunk) { addAll() }
    }

    mutating func merge(_ later: CompleteScan) { whole.merge(later.whole) }

    /// False where no row counts.
    mutating func read(_ chunk: Chunk) -> Bool {
        count = chunk.count
        var left = 0
        for (place, factor) in scan.reals.enumerated() {
            distances[place] = chunk.distances(scan.factors[factor])
        }
        // Taken out, so that the rest can be used while it is written.
        var taken = WholeBlock(width: 0, rows: 0)
        swap(&taken, &block)
        defer { swap(&taken, &block) }
        let stride = taken.rows
        taken.change { all in
            func column(_ place: Int) -> UnsafeMutableBufferPointer<Int16> {
                .init(rebasing: all[(place * stride)..<(place * stride + chunk.count)])
            }
            let rows = column(0)
            left = scan.put(rowsOf: chunk, into: rows)
            guard left > 0 else { return }
            for (place, factor) in scan.wholes.enumerated() {
                chunk.put(scan.factors[factor], into: column(place + 1))
                Rows.keep(rows, with: column(place + 1))
            }
            for own in distances { Rows.keep(rows, with: own) }
            left = Rows.sum(rows)
            // Behind the last row lie those of a longer chunk that was read before.
            let end = min(stride, chunk.count + CompleteScan.spare)
            for place in 0...scan.wholes.count {
                let from = place * stride
                all[(from + chunk.count)..<(from + end)].update(repeating: 0)
            }
            guard left < chunk.count else { return }
            for place in scan.wholes.indices {
                Rows.clear(column(place + 1), outside: rows)
            }
            for place in distances.indices { Rows.clear(&distances[place], outside: rows) }
        }
        return left > 0
    }

    /// Of the columns in whole steps, where the first of all is one.
    func cuts(_ contrasts: [Contrast], _ names: [String]) -> [ContrastProducts.Cut] {
        guard scan.wholes.first == 0 else { return [] }
        return contrasts.compactMap { contrast in
            guard let place = names.firstIndex(of: contrast.column), place > 0,
                let column = scan.wholes.firstIndex(of: place)
            else { return nil }
            return factors[place].cut(contrast, column: 1 + column)
        }
    }

    mutating func addAll() { CompleteScan.add(block, distances, 0..<count, triangle, &whole) }

    static func add(
        _ block: WholeBlock, _ distances: [[Double]], _ rows: Range<Int>,
        _ triangle: WholeBlock.Pairs, _ sums: inout ProductSums
    ) {
        block.add(triangle, rows: rows, to: &sums.wholes)
        guard !distances.isEmpty else { return }
        var place = 0
        for (r, own) in distances.enumerated() {
            own.withUnsafeBufferPointer { own in
                let first = own.baseAddress! + rows.lowerBound
                // The first column is one where the row counts, so that it makes the sum.
                for column in 0..<block.width {
                    block.read(column) { other in
                        sums.reals[place] += Rows.product(
                            first, other.baseAddress! + rows.lowerBound, rows.count)
                    }
                    place += 1
                }
                for later in distances[r...] {
                    later.withUnsafeBufferPointer { other in
                        sums.reals[place] += Rows.product(
                            first, other.baseAddress! + rows.lowerBound, rows.count)
                    }
                    place += 1
                }
            }
        }
    }
}

/// The same rows on their way to the parts that chance deals them to.
private struct DealtScan: ChunkScan {
    var scan: CompleteScan
    var dealt: DealtProducts

    var size: Int { dealt.size }

    mutating func add(_ chunk: Chunk) {
        if scan.read(chunk) { dealt.add(scan, chunk.ids) }
    }

    mutating func merge(_ later: DealtScan) { dealt.merge(later.dealt) }
}
