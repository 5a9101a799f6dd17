import Statistics

/// Sums of products of rows that chance deals to parts. It deals sixteen rows beside each other at
/// once, each to another part: a row comes to any part as likely as to any other, and no row has
/// to be moved to those of its part. So the parts spread as if every row were dealt by itself,
/// whatever the order of the rows; where neighbours are alike, only how sure that spread is
/// suffers a little.
struct DealtProducts {
    /// Where the chunk's blocks of rows went: their numbers by group of parts, and where each
    /// group starts, and the end.
    struct Deal {
        private(set) var blocks: [Int32] = []
        private(set) var starts: [Int] = [0]

        subscript(group: Int) -> ArraySlice<Int32> { blocks[starts[group]..<starts[group + 1]] }

        /// - Parameter groups: of each block, from the first on; nil where none of its rows counts.
        init(_ groups: [Int?], below count: Int) {
            var counts = Array(repeating: 0, count: count)
            for case let group? in groups { counts[group] += 1 }
            for count in counts { starts.append(starts[starts.count - 1] + count) }
            blocks = Array(repeating: 0, count: starts[count])
            var next = starts
            for case (let block, let group?) in groups.enumerated() {
                blocks[next[group]] = Int32(block)
                next[group] += 1
            }
        }
    }

    private(set) var contrasts: ContrastProducts
    private let groups: Int
    /// By group, then as `ProductSums` has them, of each part of the group.
    private var wholes: [Int64]
    private var reals: [Double]
    private var tile: WholeBlock
    private let triangle: WholeBlock.Pairs
    private let largest: Int

    private static let lanes = WholeBlock.lanes
    /// Blocks of rows that stay in the fastest cache while all pairs are multiplied.
    private static let blocksOfTile = 40

    init(
        _ parts: Int, _ scan: CompleteScan, _ cuts: [ContrastProducts.Cut], _ isSampled: Bool
    ) {
        precondition(parts > 0 && parts % DealtProducts.lanes == 0)
        contrasts = ContrastProducts(cuts, parts: parts, isSampled: isSampled)
        groups = parts / DealtProducts.lanes
        wholes = Array(repeating: 0, count: parts * scan.whole.wholes.count)
        reals = Array(repeating: 0, count: parts * scan.whole.reals.count)
        tile = WholeBlock(
            width: scan.block.width, rows: DealtProducts.blocksOfTile * DealtProducts.lanes)
        triangle = WholeBlock.triangle(tile.width)
        largest = scan.factors.reduce(1) { max($0, $1.largest) }
    }

    /// How many numbers it carries.
    var size: Int { wholes.count + reals.count + contrasts.size }

    /// The sums of each part.
    var parts: [ProductSums] {
        (0..<(groups * DealtProducts.lanes)).map { part in
            let (group, lane) = part.quotientAndRemainder(dividingBy: DealtProducts.lanes)
            func own<Number>(_ sums: [Number]) -> [Number] {
                let size = sums.count / groups
                return stride(
                    from: group * size + lane, to: (group + 1) * size, by: DealtProducts.lanes
                ).map { sums[$0] }
            }
            return ProductSums(width: tile.width - 1, wholes: own(wholes), reals: own(reals))
        }
    }

    mutating func merge(_ later: DealtProducts) {
        wholes.add(later.wholes)
        reals.add(later.reals)
        contrasts.merge(later.contrasts)
    }

    mutating func add(_ scan: CompleteScan, _ ids: RowIDs) {
        let deal = DealtProducts.deal(scan, ids, among: groups)
        for group in 0..<groups where !deal[group].isEmpty {
            var left = deal[group]
            while !left.isEmpty {
                addWholes(scan.block, left.prefix(DealtProducts.blocksOfTile), to: group)
                left = left.dropFirst(DealtProducts.blocksOfTile)
            }
            if !reals.isEmpty { addReals(scan, deal[group], to: group) }
        }
        if !contrasts.cuts.isEmpty { contrasts.add(scan.block, deal) }
    }

    private mutating func addWholes(
        _ block: WholeBlock, _ blocks: ArraySlice<Int32>, to group: Int
    ) {
        let stride = tile.rows
        tile.change { all in
            for column in 0..<block.width {
                block.read(column) { source in
                    let (from, out) = (
                        UnsafeRawPointer(source.baseAddress!),
                        UnsafeMutableRawPointer(all.baseAddress! + column * stride)
                    )
                    let size = MemoryLayout<Lanes>.size
                    for (place, block) in blocks.enumerated() {
                        let rows = from.loadUnaligned(
                            fromByteOffset: Int(block) * size, as: Lanes.self)
                        out.storeBytes(of: rows, toByteOffset: place * size, as: Lanes.self)
                    }
                }
            }
        }
        let size = wholes.count / groups
        wholes.withUnsafeMutableBufferPointer { sums in
            tile.addDealt(
                triangle, rows: blocks.count * DealtProducts.lanes, largest: largest,
                to: UnsafeMutableBufferPointer(
                    rebasing: sums[(group * size)..<((group + 1) * size)]))
        }
    }

    private typealias Lanes = SIMD16<Int16>

    private mutating func addReals(
        _ scan: CompleteScan, _ blocks: ArraySlice<Int32>, to group: Int
    ) {
        var place = group * (reals.count / groups)
        let rows = blocks.flatMap { block in
            (0..<DealtProducts.lanes).map { Int(block) * DealtProducts.lanes + $0 }
        }
        // A row of the last block may lie behind the chunk's own.
        let distances = scan.distances.map { own in rows.map { $0 < own.count ? own[$0] : 0 } }
        // The first column is one where the row counts, so that it makes the sum.
        let wholes = (0..<scan.block.width).map { column in
            var numbers: [Double] = []
            scan.block.read(column) { own in numbers = rows.map { Double(own[$0]) } }
            return numbers
        }
        for (r, own) in distances.enumerated() {
            for other in wholes + distances[r...] {
                for row in own.indices {
                    reals[place + row % DealtProducts.lanes] += own[row] * other[row]
                }
                place += DealtProducts.lanes
            }
        }
    }

    private static func deal(_ scan: CompleteScan, _ ids: RowIDs, among groups: Int) -> Deal {
        var found: [Int?] = []
        scan.block.read(0) { rows in
            let rows = UnsafeRawPointer(rows.baseAddress!)
            found = stride(from: 0, to: ids.count, by: lanes).enumerated().map { block, first in
                let own = rows.loadUnaligned(
                    fromByteOffset: block * MemoryLayout<Lanes>.size, as: Lanes.self)
                return own == .zero ? nil : group(of: ids[first], below: groups)
            }
        }
        return Deal(found, below: groups)
    }

    /// Source: Steele, Lea, Flood 2014 "Fast Splittable Pseudorandom Number Generators" (its mix).
    private static func group(of id: Int64, below groups: Int) -> Int {
        var z = UInt64(bitPattern: id) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return Int(z.multipliedFullWidth(by: UInt64(groups)).high)
    }
}
