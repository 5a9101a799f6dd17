/// A table of counts: rows are groups, columns are categories.
public struct Contingency: Hashable, Sendable {
    public let rows: [[Int]]

    public init(rows: [[Int]]) {
        precondition(Set(rows.map(\.count)).count <= 1, "all rows have the same columns")
        self.rows = rows
    }

    public static let method = Method(
        "contingency.chiSquare", source: "Pearson 1900, Philosophical Magazine 50")

    /// Pearson's chi-square. Empty rows and columns say nothing and are dropped.
    public func independence() throws(Unfit) -> (chiSquare: Double, degrees: Int, p: Double) {
        try Contingency.independence(of: rows.map { $0.map(Double.init) })
    }

    public static let weightedMethod = Method(
        "contingency.raoScott",
        source: "Rao and Scott 1984, Annals of Statistics 12(1); first-order, by Kish's effect")

    /// The same of weighted counts that add up to the effective size of the sample: then the
    /// statistic is corrected to the first order for what weighting costs.
    public static func independence(
        of table: [[Double]]
    ) throws(Unfit) -> (chiSquare: Double, degrees: Int, p: Double) {
        let kept = table.filter { $0.contains { $0 > 0 } }
        let width = table.first?.count ?? 0
        var columnTotals: [Double] = []
        for column in 0..<width { columnTotals.append(kept.reduce(0) { $0 + $1[column] }) }
        let total = columnTotals.reduce(0, +)
        let used = columnTotals.filter { $0 > 0 }.count
        guard total > 0 else { throw .empty }
        guard kept.count > 1, used > 1 else { throw .constant("category") }
        var sum = 0.0
        for row in kept {
            let rowTotal = row.reduce(0, +)
            for column in 0..<width where columnTotals[column] > 0 {
                let expected = rowTotal * columnTotals[column] / total
                let gap = row[column] - expected
                sum += gap * gap / expected
            }
        }
        let degrees = (kept.count - 1) * (used - 1)
        return (sum, degrees, ChiSquared(degrees: Double(degrees)).upperTail(sum))
    }
}
