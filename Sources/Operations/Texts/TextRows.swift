public import Base
import Language

/// The texts of a table with what stands beside them.
struct TextRows {
    /// Of each kept row, the wanted columns.
    private(set) var cells: [[String]] = []
    /// Of each kept row, the value it is grouped by.
    private(set) var groups: [String] = []
    /// Of each row of the table, its place among the kept ones.
    private(set) var places: [Int?] = []
    private(set) var dropped = 0

    /// - Throws: `Refusal` where the table lacks a column or has no rows.
    init(
        _ table: TableReader, columns: [String], terms: TextTerms,
        progress: (Int) -> Void = { _ in }
    ) throws {
        var rows = try AnalysisRows(
            table, columns: columns.map { AnalysisColumn($0, .text) }, by: terms.by,
            filter: terms.filter, missing: terms.missing)
        while let batch = try table.next() {
            for row in batch {
                guard try rows.take(row) else {
                    places.append(nil)
                    continue
                }
                places.append(cells.count)
                cells.append(rows.row.texts)
                groups.append(rows.group)
            }
            progress(batch.rowsBefore + batch.count)
        }
        dropped = rows.dropped
        guard rows.seen > 0 else { throw Refusal(.invalid, "tableWithoutRows") }
        guard !cells.isEmpty else {
            throw Refusal(
                .invalid, "tableWithoutTexts", ["columns": columns.joined(separator: ", ")])
        }
    }

    var count: Int { cells.count }

    func column(_ place: Int) -> [String] { cells.map { $0[place] } }

    /// Rows by the value they are grouped by, in natural order; one group of all without `--by`.
    func parts(_ terms: TextTerms) -> [(by: JSON, rows: [Int])] {
        guard terms.by != nil else { return [(.null, Array(cells.indices))] }
        let parts = Dictionary(grouping: cells.indices) { groups[$0] }
        return parts.sorted { Natural.precedes($0.key, $1.key) }.map { (.string($0.key), $0.value) }
    }
}

/// What all methods of `nuo text` share.
public struct TextTerms: Sendable {
    public var by: String?
    public var filter: Expression?
    /// Besides blank, `NA` and `N/A`.
    public var missing: Set<String> = []

    public init() {}

    /// The same for a file to learn from: it has its own rows, so nothing is filtered or grouped.
    var forLearning: TextTerms {
        var terms = self
        terms.by = nil
        terms.filter = nil
        return terms
    }
}
