/// A small dense matrix, row after row.
public struct Matrix: Hashable, Sendable {
    public let rows: Int
    public let columns: Int
    public var values: [Double]

    public init(rows: Int, columns: Int, values: [Double]) {
        precondition(values.count == rows * columns, "a matrix has rows × columns values")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    public init(rows: Int, columns: Int) {
        self.init(
            rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
    }

    public init(_ rows: [[Double]]) {
        self.init(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
    }

    public static func identity(_ size: Int) -> Matrix {
        var matrix = Matrix(rows: size, columns: size)
        for i in 0..<size { matrix[i, i] = 1 }
        return matrix
    }

    @inlinable
    public subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    public func row(_ index: Int) -> [Double] {
        Array(values[(index * columns)..<((index + 1) * columns)])
    }

    public func column(_ index: Int) -> [Double] { (0..<rows).map { self[$0, index] } }

    public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }

    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
        return result
    }

    /// The rows and columns named, in that order.
    public func picking(rows: [Int], columns: [Int]) -> Matrix {
        var result = Matrix(rows: rows.count, columns: columns.count)
        for (i, row) in rows.enumerated() {
            for (j, column) in columns.enumerated() { result[i, j] = self[row, column] }
        }
        return result
    }

    public func picking(_ both: [Int]) -> Matrix { picking(rows: both, columns: both) }

    public static func * (a: Matrix, b: Matrix) -> Matrix {
        precondition(a.columns == b.rows, "shapes of a product match")
        var result = Matrix(rows: a.rows, columns: b.columns)
        for i in 0..<a.rows {
            for k in 0..<a.columns {
                let factor = a[i, k]
                if factor == 0 { continue }
                for j in 0..<b.columns { result[i, j] += factor * b[k, j] }
            }
        }
        return result
    }

    public static func * (a: Matrix, x: [Double]) -> [Double] {
        precondition(a.columns == x.count, "shapes of a product match")
        return (0..<a.rows).map { i in
            var sum = 0.0
            for j in 0..<a.columns { sum += a[i, j] * x[j] }
            return sum
        }
    }

    /// xᵀ A y.
    func form(_ x: [Double], _ y: [Double]) -> Double { dot(x, self * y) }
}

/// Σ xᵢ yᵢ.
func dot(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count)
    var sum = 0.0
    for i in 0..<x.count { sum += x[i] * y[i] }
    return sum
}
