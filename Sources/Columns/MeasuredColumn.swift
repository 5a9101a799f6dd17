import Base
import CKernels
import Statistics

/// Which rows of a chunk count.
enum RowChoice {
    case all
    case marked(Mask)
    case listed([Int32])

    /// Nil where all do.
    var list: [Int32]? {
        switch self {
        case .all: nil
        case .listed(let rows): rows
        case .marked(let mask): mask.rows
        }
    }
}

/// The running counters of one column that a cut counts.
struct MeasuredColumn: Sendable {
    /// Nil for a column that the table does not have, and where only rows are counted.
    let column: Int?
    let isPlain: Bool
    /// By code; the first stands for a missing value.
    let values: [JSON]
    /// Rows by group and code.
    private(set) var counts: [Int32]
    /// By group, of plain numbers.
    private(set) var moments: [Moments] = []

    init(_ name: String?, _ table: Table, groups: Int) {
        column = name.flatMap(table.columnNumber)
        isPlain = column.map { table.columns[$0].form == .numbers } ?? false
        values = isPlain ? [.null] : column.map { table.columns[$0].distinct } ?? [.null]
        counts = Array(repeating: 0, count: groups * values.count)
        if isPlain { moments = Array(repeating: Moments(), count: groups) }
    }

    /// Of rows that were counted elsewhere.
    init(isPlain: Bool, values: [JSON], counts: [Int32], moments: [Moments]) {
        column = nil
        self.isPlain = isPlain
        self.values = values
        self.counts = counts
        self.moments = moments
    }

    /// Takes in what was counted of the same column in later rows.
    mutating func merge(_ later: MeasuredColumn) {
        counts.add(later.counts)
        for group in moments.indices { moments[group].merge(later.moments[group]) }
    }

    /// How many counters it would need.
    static func size(_ name: String?, _ table: Table) -> Int {
        guard let column = name.flatMap(table.column), column.form != .numbers else { return 1 }
        return max(1, column.distinct.count)
    }

    /// Whether the same is counted without a number of a group for each row: there is only one
    /// group, or it follows from the one column of an axis.
    func countsStraight(_ axes: [Axis], _ buckets: Buckets?, _ chunk: Chunk) -> Bool {
        guard !isPlain, axes.count <= 1, let column, column < chunk.columns.count else {
            return false
        }
        let size = (axes.first?.groups.count ?? 1) * values.count
        guard buckets == nil || size <= MeasuredColumn.mostAside else { return false }
        guard let axis = axes.first else { return true }
        guard !axis.isList, let other = axis.column, other < chunk.columns.count else {
            return false
        }
        return chunk.columns[other].numbers == nil
    }

    /// Counters of one bucket that are counted aside, with few rows for each.
    private static let mostAside = 4_096

    /// Whether marked rows can be counted as they are, without a list of them.
    func takesMask(_ axis: Axis?, _ chunk: Chunk) -> Bool {
        guard let column, chunk.columns[column].codes.width == .one else { return false }
        if let other = axis?.column, chunk.columns[other].codes.width == .four { return false }
        return (axis?.groups.count ?? 1) * values.count <= Codes.mostMasked
    }

    /// - Parameter bucket: in which all of the rows lie; nil where there are none.
    mutating func countStraight(
        _ chunk: Chunk, _ rows: RowChoice, _ axis: Axis?, in bucket: Int?
    ) {
        guard let column else { return }
        let codes = chunk.columns[column].codes
        let size = (axis?.groups.count ?? 1) * values.count
        var aside = bucket == nil ? counts : Array(repeating: 0, count: size)
        if bucket == nil { counts = [] }
        let by = axis.flatMap { axis in
            axis.column.map { (codes: chunk.columns[$0].codes, table: axis.groupByCode) }
        }
        switch (rows, by) {
        case (.marked(let mask), _):
            codes.count(mask, by: by, values: values.count, into: &aside)
        case (_, let by?):
            by.codes.count(
                rows.list, through: by.table, with: codes, values: values.count, into: &aside)
        case (_, nil): codes.count(rows.list, into: &aside)
        }
        guard let bucket else {
            counts = aside
            return
        }
        for place in 0..<size { counts[bucket * size + place] &+= aside[place] }
    }

    /// - Parameters:
    ///   - rows: nil means all rows of the chunk in order.
    ///   - groups: of each of these rows.
    mutating func count(_ chunk: Chunk, _ rows: [Int32]?, _ groups: [Int32]) {
        guard let column, column < chunk.columns.count else {
            for group in groups { counts[Int(group) * values.count] += 1 }
            return
        }
        let segment = chunk.columns[column]
        if isPlain {
            add(segment.numbers ?? [], rows, groups)
        } else {
            segment.codes.count(rows, in: groups, values: values.count, into: &counts)
        }
    }

    /// Plain numbers, as distances from the mean of the group so far.
    private mutating func add(_ numbers: [Double], _ rows: [Int32]?, _ groups: [Int32]) {
        // A chunk from before the column was plain has no numbers, and no values either.
        let values: [Double] =
            numbers.isEmpty
            ? Array(repeating: .nan, count: groups.count)
            : rows.map { rows in rows.map { numbers[Int($0)] } } ?? numbers
        precondition(values.count == groups.count)
        var sums = MeasuredColumn.sums(values, groups, around: moments.map(\.mean))
        for group in moments.indices { counts[group] &+= Int32(sums[group][0]) }
        // Around nought squares of large numbers would lose what they differ in.
        let isNew = moments.indices.contains { moments[$0].count == 0 && sums[$0][1] > 0 }
        var shifts = moments.map(\.mean)
        if isNew {
            for group in moments.indices where moments[group].count == 0 && sums[group][1] > 0 {
                shifts[group] = sums[group][2] / sums[group][1]
            }
            sums = MeasuredColumn.sums(values, groups, around: shifts)
        }
        for (group, own) in sums.enumerated() where own[1] > 0 {
            let distance = own[2] / own[1]
            moments[group].merge(
                Moments(
                    count: Int(own[1]), mean: shifts[group] + distance,
                    squares: max(0, own[3] - own[2] * distance)))
        }
    }

    /// Up to so many groups are summed up four times over, for the same reason as counters are.
    private static let mostFourfold = 512

    /// By group: rows, numbers, and the sum and squares of their distances from its shift.
    private static func sums(
        _ values: [Double], _ groups: [Int32], around shifts: [Double]
    ) -> [SIMD4<Double>] {
        let folds = shifts.count <= mostFourfold ? 4 : 1
        var sums = Array(repeating: SIMD4<Double>.zero, count: folds * shifts.count)
        sums.withUnsafeMutableBytes { sums in
            kernels_sum_groups(
                values, groups, shifts, folds,
                sums.assumingMemoryBound(to: Double.self).baseAddress, groups.count)
        }
        guard folds > 1 else { return sums }
        return (0..<shifts.count).map { group in
            sums[(folds * group)..<(folds * group + folds)].reduce(.zero, +)
        }
    }
}
