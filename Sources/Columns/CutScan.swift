import Base
import CKernels
import Statistics

/// A cut on its way through the chunks of a table.
struct CutScan: ChunkScan {
    let cut: Cut
    let axes: [Axis]
    /// One for each column that is counted, or one that counts rows only.
    private(set) var measured: [MeasuredColumn]
    private var filter: FilterScan?
    private let quarters: [Int32]?
    private let window: Range<Int64>
    /// Kept from chunk to chunk, so that nothing is allocated on the way.
    private var mask = Mask()
    /// What is marked, once a list is asked for.
    private var rows: [Int32] = []
    private var isListed = false
    private var groups: [Int32] = []

    init(_ cut: Cut, _ table: Table, _ axes: [Axis]) throws(Cut.TooManyCells) {
        self.cut = cut
        self.axes = axes
        let names: [String?] = cut.measured.isEmpty ? [nil] : cut.measured
        let groupCount = axes.reduce(cut.buckets?.count ?? 1) { $0 * $1.groups.count }
        let size = names.reduce(0) { $0 + MeasuredColumn.size($1, table) }
        guard groupCount <= Cut.mostCounters, groupCount * size <= Cut.mostCounters else {
            throw Cut.TooManyCells(cells: groupCount)
        }
        measured = names.map { MeasuredColumn($0, table, groups: groupCount) }
        filter = cut.filter.map { FilterScan($0.condition, table) }
        quarters = cut.buckets?.byQuarter()
        var from = cut.window?.lowerBound.microseconds ?? Int64.min
        var to = cut.window?.upperBound.microseconds ?? Int64.max
        if let range = cut.buckets?.range {
            from = max(from, range.lowerBound.microseconds)
            to = min(to, range.upperBound.microseconds)
        }
        window = from..<max(from, to)
    }

    mutating func add(_ chunk: Chunk) {
        if let selectsAll = selectsAll(of: chunk) { count(chunk, selectsAll) }
    }

    var size: Int { measured.reduce(0) { $0 + $1.counts.count } }

    mutating func merge(_ later: CutScan) {
        for place in measured.indices { measured[place].merge(later.measured[place]) }
    }

    /// The same of rows that another scan with the same filter and window has selected.
    mutating func add(_ chunk: Chunk, selectedBy other: CutScan, all selectsAll: Bool) {
        if !selectsAll { (mask, rows, isListed) = (other.mask, other.rows, other.isListed) }
        count(chunk, selectsAll)
    }

    /// Puts the rows that count into this scan's hands; nil where none of the chunk do, else
    /// whether all do.
    mutating func selectsAll(of chunk: Chunk) -> Bool? {
        guard chunk.count > 0, chunk.earliest < window.upperBound,
            chunk.latest >= window.lowerBound
        else { return nil }
        guard select(in: chunk) else { return true }
        let marked = mask.count
        guard marked > 0 else { return nil }
        isListed = false
        // Where they are fewer than half, those that are marked are looked at one by one.
        if marked * CutScan.few < chunk.count { list() }
        return false
    }

    private static let few = 2

    private mutating func list() {
        guard !isListed else { return }
        mask.rows(into: &rows)
        isListed = true
    }

    private mutating func count(_ chunk: Chunk, _ selectsAll: Bool) {
        let times = cut.buckets.map { reach(of: chunk, in: $0) }
        var others: [Int] = []
        for place in measured.indices {
            guard times?.count ?? 1 == 1,
                measured[place].countsStraight(axes, cut.buckets, chunk)
            else {
                others.append(place)
                continue
            }
            let takesMask = !isListed && measured[place].takesMask(axes.first, chunk)
            if !selectsAll, !takesMask { list() }
            measured[place].countStraight(
                chunk, selectsAll ? .all : takesMask ? .marked(mask) : .listed(rows), axes.first,
                in: times?.lowerBound)
        }
        guard !others.isEmpty else { return }
        if !selectsAll { list() }
        putTimes(chunk, selectsAll)
        if axes.contains(where: { $0.isList && $0.column ?? .max < chunk.columns.count }) {
            if selectsAll { rows = (0..<chunk.count).map { Int32($0) } }
            for axis in axes { spread(axis, chunk) }
            for place in others { measured[place].count(chunk, rows, groups) }
        } else {
            for axis in axes { spread(axis, chunk, selectsAll ? nil : rows) }
            for place in others { measured[place].count(chunk, selectsAll ? nil : rows, groups) }
        }
    }

    /// Marks the rows that window and filter leave; false when all are left.
    private mutating func select(in chunk: Chunk) -> Bool {
        let isInside = chunk.earliest >= window.lowerBound && chunk.latest < window.upperBound
        if filter != nil {
            filter?.mark(chunk, from: window.lowerBound, to: window.upperBound)
            mask = filter?.mask ?? mask
            return !mask.isFull
        }
        guard !isInside else { return false }
        mask.fit(chunk.count)
        let (low, high) = (window.lowerBound, window.upperBound)
        mask.put(.set, chunk.times) { $0 >= low && $0 < high }
        return true
    }

    /// The bucket of each row. Answers come in order of time, so that a chunk mostly lies in one.
    private mutating func putTimes(_ chunk: Chunk, _ selectsAll: Bool) {
        let count = selectsAll ? chunk.count : rows.count
        guard let buckets = cut.buckets else {
            refill(count, with: 0)
            return
        }
        let reach = reach(of: chunk, in: buckets)
        guard reach.count > 1 else {
            refill(count, with: Int32(reach.lowerBound))
            return
        }
        let start = buckets.bounds[0].microseconds
        let times = selectsAll ? chunk.times : rows.map { chunk.times[Int($0)] }
        if let quarters {
            groups = times.map { quarters[Int(($0 - start) / Buckets.quarter)] }
        } else {
            groups = times.map { Int32(buckets.index(of: $0)) }
        }
    }

    /// The buckets in which the rows of a chunk that count may lie.
    private func reach(of chunk: Chunk, in buckets: Buckets) -> ClosedRange<Int> {
        let range = buckets.range
        let first = buckets.index(of: max(chunk.earliest, range.lowerBound.microseconds))
        let last = buckets.index(of: min(chunk.latest, range.upperBound.microseconds - 1))
        return first...max(first, last)
    }

    /// The cell of every row of a chunk, whether it counts or not; a row outside all buckets lies
    /// in the nearest. No axis is of lists.
    mutating func cells(in chunk: Chunk) -> [Int32] {
        if let range = cut.buckets?.range, let buckets = cut.buckets,
            chunk.earliest < range.lowerBound.microseconds
                || chunk.latest >= range.upperBound.microseconds
        {
            let (low, high) = (range.lowerBound.microseconds, range.upperBound.microseconds - 1)
            groups = chunk.times.map { Int32(buckets.index(of: min(max($0, low), high))) }
        } else {
            putTimes(chunk, true)
        }
        for axis in axes { spread(axis, chunk, nil) }
        return groups
    }

    private mutating func refill(_ count: Int, with group: Int32) {
        if groups.count == count {
            groups.withUnsafeMutableBufferPointer { $0.update(repeating: group) }
        } else {
            groups = Array(repeating: group, count: count)
        }
    }

    /// Multiplies the group numbers by the axis's size and adds the row's place on it.
    private mutating func spread(_ axis: Axis, _ chunk: Chunk, _ rows: [Int32]?) {
        let size = Int32(axis.groups.count)
        guard let column = axis.column, column < chunk.columns.count else {
            for place in groups.indices { groups[place] *= size }
            return
        }
        let segment = chunk.columns[column]
        if let numbers = segment.numbers {
            CutScan.spread(numbers, axis.dimension.edges, size, rows, &groups)
        } else {
            segment.codes.group(rows, through: axis.groupByCode, times: size, into: &groups)
        }
    }

    private static func spread(
        _ numbers: [Double], _ edges: [Double], _ size: Int32, _ rows: [Int32]?,
        _ groups: inout [Int32]
    ) {
        let numbers = rows.map { rows in rows.map { numbers[Int($0)] } } ?? numbers
        precondition(groups.count == numbers.count)
        kernels_ranges(numbers, edges, edges.count, size, &groups, groups.count)
    }

    /// The same where an axis has lists: one makes as many rows as it has elements.
    private mutating func spread(_ axis: Axis, _ chunk: Chunk) {
        guard let lists = axis.groupsByCode, let column = axis.column,
            column < chunk.columns.count
        else {
            spread(axis, chunk, rows)
            return
        }
        let size = Int32(axis.groups.count)
        let codes = chunk.columns[column].codes
        var (taken, spread): ([Int32], [Int32]) = ([], [])
        for (place, row) in rows.enumerated() {
            for group in lists[codes[Int(row)]] {
                taken.append(row)
                spread.append(groups[place] * size + group)
            }
        }
        (rows, groups) = (taken, spread)
    }
}
