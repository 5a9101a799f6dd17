import Base
import Statistics

/// One column made ready for products: its numbers as whole steps around a middle where they lie
/// on a grid, as ratings, points and their means do, or else as distances from the middle.
struct Factor: Sendable {
    let column: Int?
    private(set) var middle = 0.0
    private(set) var step = 1.0
    /// By code; nil where the numbers lie on no grid.
    private(set) var wholes: [Int16]? = [Factor.missing]
    /// By code, not-a-number where there is none; empty where numbers are plain.
    private(set) var reals: [Double] = []

    static let missing = Int16.min

    /// Absolute value of a whole step.
    var largest: Int {
        (wholes ?? []).reduce(0) { $1 == Factor.missing ? $0 : max($0, abs(Int($1))) }
    }

    init(_ name: String, in table: Table) {
        column = table.columnNumber(name)
        guard let column else { return }
        guard table.columns[column].form != .numbers else {
            (middle, wholes) = (table.firstMean(of: column), nil)
            return
        }
        let values = table.columns[column].distinct.map { $0.number ?? .nan }
        let numbers = values.filter { !$0.isNaN }
        if let grid = WholeBlock.Grid(of: numbers) {
            (middle, step) = (grid.middle, grid.step)
            wholes = values.map { $0.isNaN ? Factor.missing : grid.steps(to: $0) }
        } else {
            middle = ((numbers.min() ?? 0) + (numbers.max() ?? 0)) / 2
            (reals, wholes) = (values.map { [middle] in $0 - middle }, nil)
        }
    }

    /// Numbers that are known already.
    /// - Parameter wholes: by code of the column.
    init(column: Int?, step: Double, wholes: [Int16]?) {
        (self.column, self.step, self.wholes) = (column, step, wholes)
    }
}

extension Table {
    /// Of a column of plain numbers, from the first rows that have some: near enough to the mean of
    /// all that sums of squares around it lose nothing.
    fileprivate func firstMean(of column: Int) -> Double {
        for chunk in chunks where column < chunk.columns.count {
            let numbers = (chunk.columns[column].numbers ?? []).filter { $0.isFinite }
            if !numbers.isEmpty { return numbers.reduce(0, +) / Double(numbers.count) }
        }
        return 0
    }
}

extension Chunk {
    /// Steps of each row, `Factor.missing` where there is no number.
    func put(_ factor: Factor, into out: UnsafeMutableBufferPointer<Int16>) {
        guard let column = factor.column, column < columns.count, let steps = factor.wholes,
            columns[column].numbers == nil
        else {
            out.update(repeating: Factor.missing)
            return
        }
        columns[column].codes.map(through: steps, into: out)
    }

    /// Distances of each row, not-a-number where there is none.
    func distances(_ factor: Factor) -> [Double] {
        guard let column = factor.column, column < columns.count else {
            return Array(repeating: .nan, count: count)
        }
        if let numbers = columns[column].numbers { return numbers.map { $0 - factor.middle } }
        guard !factor.reals.isEmpty else { return Array(repeating: .nan, count: count) }
        var out = Array(repeating: 0.0, count: count)
        columns[column].codes.map(through: factor.reals, into: &out)
        return out
    }
}
