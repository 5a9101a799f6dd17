import Base
import Statistics

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

    /// How many counters it would need.
    static func size(_ name: String?, _ table: Table) -> Int {
        guard let column = name.flatMap(table.column), column.form != .numbers else { return 1 }
        return max(1, column.distinct.count)
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
            for (place, group) in groups.enumerated() {
                counts[Int(group)] += 1
                guard case .number(let number) = segment.cell(rows.map { Int($0[place]) } ?? place)
                else { continue }
                moments[Int(group)].add(number)
            }
        } else {
            segment.codes.count(rows, in: groups, values: values.count, into: &counts)
        }
    }
}
