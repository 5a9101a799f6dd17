import RealModule

/// Correlation of ranks; ties share their mean rank.
public enum RankCorrelation {
    /// Interval by Fisher's z with the spread of Bonett and Wright, p by Student's t.
    public static let spearmanMethod = Method(
        "correlation.spearman",
        source: "Spearman 1904, American Journal of Psychology 15; Bonett & Wright 2000, "
            + "Psychometrika 65(1)")
    /// Kendall's τ-b; interval by Fisher's z, p by the normal distribution with ties allowed for.
    public static let kendallMethod = Method(
        "correlation.kendall",
        source: "Kendall 1945, Biometrika 33(3); Fieller, Hartley & Pearson 1957, "
            + "Biometrika 44(3/4)")

    /// Source: Spearman 1904, American Journal of Psychology 15.
    public static func spearman(_ x: [Double], _ y: [Double]) throws(Unfit) -> Double {
        guard x.count == y.count else { throw .mismatched("lengths") }
        guard x.count > 1 else { throw .tooFew(have: x.count, need: 2) }
        let gram = try Gram([("x", ranks(x)), ("y", ranks(y))])
        return try gram.correlation()[0, 1]
    }

    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] {
                end += 1
            }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }
}

extension RankCorrelation {
    /// Spearman's ρ of a table whose rows and columns ascend.
    /// - Parameters:
    ///   - table: counts; weighted ones add up to the effective size.
    ///   - n: how many answers it rests on.
    public static func spearman(
        of table: [[Double]], n: Int, level: Double = 0.95
    ) throws(Unfit) -> (estimate: Estimate, p: Double) {
        let sides = try Sides(table)
        let (x, y) = (middles(sides.rows), middles(sides.columns))
        let middle = sides.size / 2
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (row, count) in sides.rows.enumerated() {
            xx += count * (x[row] - middle) * (x[row] - middle)
        }
        for (column, count) in sides.columns.enumerated() {
            yy += count * (y[column] - middle) * (y[column] - middle)
        }
        for row in table.indices {
            for (column, count) in table[row].enumerated() {
                xy += count * (x[row] - middle) * (y[column] - middle)
            }
        }
        let r = max(-1, min(1, xy / (xx * yy).squareRoot()))
        let spread = ((1 + r * r / 2) / (sides.size - 3)).squareRoot()
        return (
            Correlation.estimate(r, spread: spread, n: n, method: spearmanMethod, level: level),
            Correlation.p(r, size: sides.size)
        )
    }

    /// Kendall's τ-b of the same.
    public static func kendall(
        of table: [[Double]], n: Int, level: Double = 0.95
    ) throws(Unfit) -> (estimate: Estimate, p: Double) {
        let sides = try Sides(table)
        let balance = balance(of: table, width: sides.columns.count)
        let size = sides.size
        func untied(_ counts: [Double]) -> Double {
            (size * size - counts.reduce(0) { $0 + $1 * $1 }) / 2
        }
        let tau = balance / (untied(sides.rows) * untied(sides.columns)).squareRoot()
        let r = max(-1, min(1, tau))
        let spread = (0.437 / (size - 4)).squareRoot()
        return (
            Correlation.estimate(r, spread: spread, n: n, method: kendallMethod, level: level),
            Normal.twoSidedP(balance / variance(sides).squareRoot())
        )
    }

    /// Pairs in the same order less those in the opposite one.
    private static func balance(of table: [[Double]], width: Int) -> Double {
        // Of all rows below, what stands in each column.
        var below = Array(repeating: 0.0, count: width)
        var balance = 0.0
        for row in table.reversed() {
            var left = 0.0
            let all = below.reduce(0, +)
            for (column, count) in row.enumerated() {
                balance += count * (all - left - below[column] - left)
                left += below[column]
            }
            for (column, count) in row.enumerated() { below[column] += count }
        }
        return balance
    }

    /// Of that balance where nothing hangs together.
    /// Source: Kendall 1970 "Rank Correlation Methods", 4th edition, section 4.
    private static func variance(_ sides: Sides) -> Double {
        let n = sides.size
        func sum(_ counts: [Double], _ of: (Double) -> Double) -> Double {
            counts.reduce(0) { $0 + max(0, of($1)) }
        }
        let all = n * (n - 1)
        let spread: (Double) -> Double = { $0 * ($0 - 1) * (2 * $0 + 5) }
        let threes: (Double) -> Double = { $0 * ($0 - 1) * ($0 - 2) }
        let pairs: (Double) -> Double = { $0 * ($0 - 1) }
        let plain = all * (2 * n + 5) - sum(sides.rows, spread) - sum(sides.columns, spread)
        let both = sum(sides.rows, pairs) * sum(sides.columns, pairs) / (2 * all)
        let three = sum(sides.rows, threes) * sum(sides.columns, threes) / (9 * all * (n - 2))
        return plain / 18 + both + three
    }

    /// The mean rank of each group, less a half.
    private static func middles(_ counts: [Double]) -> [Double] {
        var before = 0.0
        return counts.map { count in
            defer { before += count }
            return before + count / 2
        }
    }

    /// Totals of a table that says something.
    private struct Sides {
        let rows: [Double]
        let columns: [Double]
        let size: Double

        init(_ table: [[Double]]) throws(Unfit) {
            let width = table.first?.count ?? 0
            rows = table.map { $0.reduce(0, +) }
            columns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
            size = rows.reduce(0, +)
            guard size > 4 else { throw .tooFew(have: Int(size), need: 5) }
            guard rows.count(where: { $0 > 0 }) > 1 else { throw .constant("x") }
            guard columns.count(where: { $0 > 0 }) > 1 else { throw .constant("y") }
        }
    }
}
