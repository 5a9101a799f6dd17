/// Two raters over the same categories: a square table of counts.
/// Sources: Cohen 1960, Educational and Psychological Measurement 20; weighted: Cohen 1968,
/// Psychological Bulletin 70; errors: Fleiss, Cohen, Everitt 1969, Psychological Bulletin 72.
public struct Kappa: Reversible, Hashable {
    public enum Weights: String, CaseIterable, Hashable, Sendable {
        /// Only the same category agrees.
        case plain
        /// Categories in order: near misses count in part.
        case linear, quadratic
    }

    public private(set) var table: [[Int]] = []

    public static let method = Method(
        "agreement.cohenKappa", source: "Cohen 1960, 1968; Fleiss, Cohen, Everitt 1969")

    public init() {}

    public init(categories: Int) {
        table = Array(repeating: Array(repeating: 0, count: categories), count: categories)
    }

    public init(table: [[Int]]) {
        precondition(table.allSatisfy { $0.count == table.count }, "a square table")
        self.table = table
    }

    /// Both raters' categories, from zero.
    public mutating func add(_ first: Int, _ second: Int) throws(Unfit) {
        guard table.indices.contains(first), table.indices.contains(second) else {
            throw .outside("category")
        }
        table[first][second] += 1
    }

    public mutating func merge(_ other: Kappa) {
        if table.isEmpty {
            table = other.table
            return
        }
        guard !other.table.isEmpty else { return }
        precondition(table.count == other.table.count, "the same categories")
        for i in table.indices { for j in table.indices { table[i][j] += other.table[i][j] } }
    }

    public mutating func subtract(_ other: Kappa) {
        guard !other.table.isEmpty else { return }
        precondition(table.count == other.table.count, "the same categories")
        for i in table.indices { for j in table.indices { table[i][j] -= other.table[i][j] } }
    }

    public var n: Int { table.reduce(0) { $0 + $1.reduce(0, +) } }

    /// Agreement beyond chance. Undefined when both used a single category only.
    public func estimate(
        _ weights: Weights = .plain, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        let n = self.n
        guard n > 0 else { throw .empty }
        let k = table.count
        let size = Double(n)
        let w = Kappa.weights(weights, k)
        let rows = table.map { Double($0.reduce(0, +)) / size }
        let columns = (0..<k).map { j in Double(table.reduce(0) { $0 + $1[j] }) / size }
        let rowMeans = w * columns
        let columnMeans = w.transposed * rows
        var observed = 0.0
        for i in 0..<k { for j in 0..<k { observed += w[i, j] * Double(table[i][j]) / size } }
        let expected = dot(rows, rowMeans)
        guard 1 - expected > 1e-15 else { throw .undefined("only one category was used") }
        let kappa = (observed - expected) / (1 - expected)
        var sum = 0.0
        for i in 0..<k {
            for j in 0..<k {
                let gap = w[i, j] - (rowMeans[i] + columnMeans[j]) * (1 - kappa)
                sum += Double(table[i][j]) / size * gap * gap
            }
        }
        let centre = kappa - expected * (1 - kappa)
        let spread = max(0, sum - centre * centre)
        let error = (spread / size).squareRoot() / (1 - expected)
        return .normal(kappa, error, n: n, method: Kappa.method, level: level)
    }

    private static func weights(_ kind: Weights, _ k: Int) -> Matrix {
        var w = Matrix.identity(k)
        guard kind != .plain, k > 1 else { return w }
        for i in 0..<k {
            for j in 0..<k {
                let distance = Double(abs(i - j)) / Double(k - 1)
                w[i, j] = 1 - (kind == .linear ? distance : distance * distance)
            }
        }
        return w
    }
}
