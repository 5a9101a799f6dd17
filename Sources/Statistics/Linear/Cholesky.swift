import RealModule

/// A = L Lᵀ of a symmetric positive definite matrix.
public struct Cholesky: Sendable {
    private let lower: Matrix
    public var size: Int { lower.rows }

    /// The first column that the ones before it already determine.
    public struct Dependent: Error, Hashable, Sendable { public let column: Int }

    /// - Parameter tolerance: a pivot below this share of its own variance counts as nothing.
    public init(_ a: Matrix, tolerance: Double = 1e-12) throws(Dependent) {
        precondition(a.rows == a.columns, "a square matrix")
        let n = a.rows
        var l = Matrix(rows: n, columns: n)
        for j in 0..<n {
            var pivot = a[j, j]
            for k in 0..<j { pivot -= l[j, k] * l[j, k] }
            guard pivot > tolerance * a[j, j], pivot > 0 else { throw Dependent(column: j) }
            let root = pivot.squareRoot()
            l[j, j] = root
            for i in (j + 1)..<max(n, j + 1) {
                var sum = a[i, j]
                for k in 0..<j { sum -= l[i, k] * l[j, k] }
                l[i, j] = sum / root
            }
        }
        lower = l
    }

    public func solve(_ b: [Double]) -> [Double] {
        var x = b
        for i in 0..<size {
            for k in 0..<i { x[i] -= lower[i, k] * x[k] }
            x[i] /= lower[i, i]
        }
        for i in (0..<size).reversed() {
            for k in (i + 1)..<max(size, i + 1) { x[i] -= lower[k, i] * x[k] }
            x[i] /= lower[i, i]
        }
        return x
    }

    public var inverse: Matrix {
        var result = Matrix(rows: size, columns: size)
        for j in 0..<size {
            var unit = Array(repeating: 0.0, count: size)
            unit[j] = 1
            let column = solve(unit)
            for i in 0..<size { result[i, j] = column[i] }
        }
        return result
    }

    public var logDeterminant: Double {
        var sum = 0.0
        for i in 0..<size { sum += 2 * Double.log(lower[i, i]) }
        return sum
    }
}
