import Base
import Statistics

/// The running counters of a cut.
struct CutScan {
    let cut: Cut
    let axes: [Axis]
    let columns: [Column]
    /// Different values of the measured column; 1 where nothing or a plain number is measured.
    let valueCount: Int
    let groupCount: Int
    /// Rows by group and code.
    private(set) var counts: [Int32]
    /// By group, for a plain number.
    private(set) var moments: [Moments] = []
    private let measured: Int?
    private let isPlain: Bool
    private var filter: FilterScan?
    private let quarters: [Int32]?
    private let window: Range<Int64>

    init(_ cut: Cut, _ table: Table, _ axes: [Axis]) throws(Cut.TooManyCells) {
        self.cut = cut
        self.axes = axes
        columns = table.columns
        measured = cut.measured.flatMap(table.columnNumber)
        isPlain = measured.map { table.columns[$0].form == .numbers } ?? false
        valueCount = isPlain ? 1 : measured.map { max(1, table.columns[$0].distinct.count) } ?? 1
        groupCount = axes.reduce(cut.buckets?.count ?? 1) { $0 * $1.groups.count }
        guard groupCount <= Cut.mostCounters, groupCount * valueCount <= Cut.mostCounters else {
            throw Cut.TooManyCells(cells: groupCount)
        }
        counts = Array(repeating: 0, count: groupCount * valueCount)
        if isPlain { moments = Array(repeating: Moments(), count: groupCount) }
        filter = cut.filter.map { FilterScan($0.expression.root, table) }
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
        guard chunk.count > 0, chunk.earliest < window.upperBound,
            chunk.latest >= window.lowerBound
        else { return }
        var selected = selection(in: chunk)
        guard !selected.isEmpty else { return }
        var groups = timeGroups(selected, chunk)
        for axis in axes { spread(axis, chunk, &selected, &groups) }
        count(chunk, selected, groups)
    }

    /// The rows that window and filter leave.
    private mutating func selection(in chunk: Chunk) -> [Int32] {
        let isInside = chunk.earliest >= window.lowerBound && chunk.latest < window.upperBound
        let truths = filter?.truths(in: chunk)
        let (low, high) = (window.lowerBound, window.upperBound)
        return [Int32](unsafeUninitializedCapacity: chunk.count) { out, count in
            // Every row is written and only kept by moving on, so that there is no branch to
            // guess wrong.
            for row in 0..<chunk.count {
                out[count] = Int32(truncatingIfNeeded: row)
                var keep = true
                if let truths { keep = truths[row] == Truth.yes }
                if !isInside { keep = keep && chunk.times[row] >= low && chunk.times[row] < high }
                count += keep ? 1 : 0
            }
        }
    }

    private func timeGroups(_ selected: [Int32], _ chunk: Chunk) -> [Int32] {
        guard let buckets = cut.buckets else { return Array(repeating: 0, count: selected.count) }
        guard let quarters else {
            return selected.map { Int32(buckets.index(of: chunk.times[Int($0)])) }
        }
        let start = buckets.bounds[0].microseconds
        return selected.map { row in
            quarters[Int((chunk.times[Int(row)] - start) / Buckets.quarter)]
        }
    }

    /// Multiplies the group numbers by the axis's size and adds the row's place on it; a list
    /// makes as many rows as it has elements.
    private func spread(
        _ axis: Axis, _ chunk: Chunk, _ selected: inout [Int32], _ groups: inout [Int32]
    ) {
        let size = Int32(axis.groups.count)
        guard let column = axis.column, column < chunk.columns.count else {
            for place in groups.indices { groups[place] *= size }
            return
        }
        let segment = chunk.columns[column]
        if let numbers = segment.numbers {
            for (place, row) in selected.enumerated() {
                let number = numbers[Int(row)]
                groups[place] = groups[place] * size + (number.isNaN ? 0 : axis.range(of: number))
            }
        } else if let lists = axis.groupsByCode {
            var (rows, spread): ([Int32], [Int32]) = ([], [])
            for (place, row) in selected.enumerated() {
                for group in lists[segment.codes[Int(row)]] {
                    rows.append(row)
                    spread.append(groups[place] * size + group)
                }
            }
            (selected, groups) = (rows, spread)
        } else {
            segment.codes.group(
                selected, through: axis.groupByCode, times: size, into: &groups)
        }
    }

    private mutating func count(_ chunk: Chunk, _ selected: [Int32], _ groups: [Int32]) {
        guard let measured, measured < chunk.columns.count else {
            for group in groups { counts[Int(group) * valueCount] += 1 }
            return
        }
        let segment = chunk.columns[measured]
        if isPlain {
            for (place, row) in selected.enumerated() {
                let group = Int(groups[place])
                counts[group] += 1
                guard case .number(let number) = segment.cell(Int(row)) else { continue }
                moments[group].add(number)
            }
        } else {
            segment.codes.count(selected, in: groups, values: valueCount, into: &counts)
        }
    }
}
