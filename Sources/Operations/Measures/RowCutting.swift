import Base
import Columns

/// What answers cuts: columns in memory, or the database where there are more rows than memory is
/// set for. Both answer the same.
protocol RowCutting {
    /// Bounds of the rows' times; nil where there are none.
    func times() throws -> ClosedRange<Instant>?
    /// The column as something to group by: single values, or ranges of many numbers.
    func dimension(_ column: String) throws -> Dimension
    /// Whether it has more different texts than analysis can use.
    /// - Parameter path: of the input, for what cannot be told of it.
    func isTooDiverse(_ column: String, at path: String) throws -> Bool
    /// Whether its numbers are summed up, not counted one by one.
    func isPlain(_ column: String) throws -> Bool
    func run(_ cut: Cut) throws -> Cells
    /// The same by each of the dimensions alone.
    func runEach(_ cut: Cut) throws -> [Cells]
}

extension RowCutting {
    func runEach(_ cut: Cut) throws -> [Cells] {
        try cut.dimensions.map { try run(cut.by([$0])) }
    }
}

/// Columns in memory.
struct TableCutting: RowCutting {
    let table: Table

    func times() -> ClosedRange<Instant>? { table.times }

    func dimension(_ column: String) -> Dimension { Dimension(column, in: table) }

    func isTooDiverse(_ column: String, at path: String) -> Bool {
        table.column(column)?.form == .tooDiverse
    }

    func isPlain(_ column: String) -> Bool { table.column(column)?.form == .numbers }

    func run(_ cut: Cut) throws -> Cells { try cut.run(on: table) }

    func runEach(_ cut: Cut) throws -> [Cells] { try cut.runEach(on: table) }
}
