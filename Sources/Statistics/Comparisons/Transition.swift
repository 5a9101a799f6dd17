/// A square table of the same people's categories before (row) and after (column).
public struct Transition: Hashable, Sendable {
    public let table: [[Int]]

    public init(_ table: [[Int]]) {
        precondition(table.allSatisfy { $0.count == table.count }, "a square table")
        self.table = table
    }

    public struct Result: Hashable, Sendable {
        public let statistic: Double
        public let degrees: Int
        public let p: Double
    }

    /// Whether moves one way are as frequent as back. Pairs nobody moved between say nothing and
    /// take no degree of freedom.
    /// Source: Bowker 1948 "A Test for Symmetry in Contingency Tables", JASA 43.
    public func symmetry() throws(Unfit) -> Result {
        var sum = 0.0
        var degrees = 0
        for i in table.indices {
            for j in table.indices where j > i {
                let moved = Double(table[i][j] + table[j][i])
                guard moved > 0 else { continue }
                let gap = Double(table[i][j] - table[j][i])
                sum += gap * gap / moved
                degrees += 1
            }
        }
        guard degrees > 0 else { throw .constant("category") }
        return Result(
            statistic: sum, degrees: degrees,
            p: ChiSquared(degrees: Double(degrees)).upperTail(sum))
    }

    /// Whether the shares of the categories stayed.
    /// Source: Stuart 1955, Biometrika 42; Maxwell 1970, British Journal of Psychiatry 116.
    public func marginalHomogeneity() throws(Unfit) -> Result {
        let k = table.count
        let rows = table.map { $0.reduce(0, +) }
        let columns = (0..<k).map { j in table.reduce(0) { $0 + $1[j] } }
        // A category nobody left or entered says nothing and would make the matrix singular.
        var used = (0..<k).filter { rows[$0] + columns[$0] - 2 * table[$0][$0] > 0 }
        guard used.count > 1 else { throw .constant("category") }
        used.removeLast()
        var s = Matrix(rows: used.count, columns: used.count)
        for (a, i) in used.enumerated() {
            for (b, j) in used.enumerated() {
                s[a, b] =
                    i == j
                    ? Double(rows[i] + columns[i] - 2 * table[i][i])
                    : -Double(table[i][j] + table[j][i])
            }
        }
        let gaps = used.map { Double(rows[$0] - columns[$0]) }
        guard let factor = try? Cholesky(s) else {
            throw .undefined("moves split into separate groups of categories")
        }
        let sum = dot(gaps, factor.solve(gaps))
        return Result(
            statistic: sum, degrees: used.count,
            p: ChiSquared(degrees: Double(used.count)).upperTail(sum))
    }
}
