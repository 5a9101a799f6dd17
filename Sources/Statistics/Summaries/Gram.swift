/// Means and centred co-moments of several variables: everything linear methods need, merged
/// without loss of digits.
/// Source: Chan, Golub, LeVeque 1979 "Updating formulae and a pairwise algorithm for computing
/// sample variances".
public struct Gram: Reversible, Hashable {
    public private(set) var names: [String] = []
    public private(set) var count = 0
    public private(set) var means: [Double] = []
    /// Σ (xᵢ − x̄ᵢ)(xⱼ − x̄ⱼ), not divided.
    public private(set) var comoments = Matrix(rows: 0, columns: 0)

    public init() {}

    /// An empty summary of these variables.
    public init(names: [String]) {
        self.names = names
        means = Array(repeating: 0, count: names.count)
        comoments = Matrix(rows: names.count, columns: names.count)
    }

    /// From moments computed elsewhere, such as by a database.
    public init(names: [String], count: Int, means: [Double], comoments: Matrix) {
        precondition(names.count == means.count && comoments.rows == means.count)
        precondition(comoments.rows == comoments.columns)
        self.names = names
        self.count = count
        self.means = means
        self.comoments = comoments
    }

    /// From whole columns without a missing value.
    public init(_ columns: [(name: String, values: [Double])]) throws(Unfit) {
        let n = columns.first?.values.count ?? 0
        for column in columns {
            guard column.values.count == n else { throw .mismatched(column.name) }
            guard column.values.allSatisfy(\.isFinite) else { throw .notFinite(column.name) }
        }
        self.init(names: columns.map(\.name))
        addColumns(columns.map(\.values), n)
    }

    public var width: Int { names.count }

    /// Adds one row; `times` repeats it, as bootstrap weights do.
    public mutating func add(_ row: [Double], times: Int = 1) {
        precondition(row.count == width, "a row has one value for each variable")
        guard times > 0 else { return }
        let weight = Double(times)
        let before = Double(count)
        let after = before + weight
        var deviation = row
        for i in 0..<width {
            deviation[i] -= means[i]
            means[i] += deviation[i] * weight / after
        }
        let factor = weight * before / after
        for i in 0..<width {
            let scaled = deviation[i] * factor
            for j in 0..<width { comoments[i, j] += scaled * deviation[j] }
        }
        count += times
    }

    public mutating func merge(_ other: Gram) {
        guard !other.names.isEmpty, other.count > 0 || names.isEmpty else { return }
        guard !names.isEmpty, count > 0 else {
            self = other
            return
        }
        precondition(names == other.names, "the same variables in the same order")
        let (mine, theirs) = (Double(count), Double(other.count))
        let factor = mine * theirs / (mine + theirs)
        let shift = (0..<width).map { other.means[$0] - means[$0] }
        for i in 0..<width {
            means[i] += shift[i] * theirs / (mine + theirs)
            for j in 0..<width {
                comoments[i, j] += other.comoments[i, j] + shift[i] * shift[j] * factor
            }
        }
        count += other.count
    }

    public mutating func subtract(_ other: Gram) {
        precondition(other.count <= count, "more is taken away than was added")
        guard other.count > 0 else { return }
        guard other.count < count else {
            self = Gram(names: names)
            return
        }
        let rest = Double(count - other.count)
        let theirs = Double(other.count)
        let factor = rest * theirs / Double(count)
        for i in 0..<width { means[i] -= (other.means[i] - means[i]) * theirs / rest }
        let shift = (0..<width).map { other.means[$0] - means[$0] }
        for i in 0..<width {
            for j in 0..<width {
                comoments[i, j] -= other.comoments[i, j] + shift[i] * shift[j] * factor
            }
        }
        count -= other.count
    }

    /// Rows in blocks that stay in the cache: centred on the first block's means, then merged.
    private mutating func addColumns(_ columns: [[Double]], _ n: Int) {
        let p = columns.count
        guard n > 0, p > 0 else { return }
        for i in 0..<p {
            var sum = 0.0
            columns[i].withUnsafeBufferPointer { for value in $0 { sum += value } }
            means[i] = sum / Double(n)
        }
        var row = Array(repeating: 0.0, count: p)
        var drift = Array(repeating: 0.0, count: p)
        comoments.values.withUnsafeMutableBufferPointer { s in
            for r in 0..<n {
                for i in 0..<p { row[i] = columns[i][r] - means[i] }
                row.withUnsafeBufferPointer { x in
                    for i in 0..<p {
                        let value = x[i]
                        drift[i] += value
                        let base = i * p
                        for j in i..<p { s[base + j] += value * x[j] }
                    }
                }
            }
        }
        for i in 0..<p {
            for j in i..<p {
                let exact = comoments[i, j] - drift[i] * drift[j] / Double(n)
                comoments[i, j] = exact
                comoments[j, i] = exact
            }
        }
        for i in 0..<p { means[i] += drift[i] / Double(n) }
        count = n
    }
}
