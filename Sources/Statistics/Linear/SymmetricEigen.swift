/// Eigenvalues, largest first, and eigenvectors (columns) of a symmetric matrix.
/// Source: Golub & Van Loan, Matrix Computations, 8.5 (cyclic Jacobi).
public struct SymmetricEigen: Sendable {
    public let values: [Double]
    public let vectors: Matrix

    public init(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        let n = matrix.rows
        var a = matrix
        var v = Matrix.identity(n)
        for _ in 0..<100 {
            var off = 0.0
            var on = 0.0
            for i in 0..<n {
                on += a[i, i] * a[i, i]
                for j in 0..<i { off += a[i, j] * a[i, j] }
            }
            if off <= 1e-32 * on || off == 0 { break }
            for p in 0..<n {
                for q in (p + 1)..<max(n, p + 1) { SymmetricEigen.rotate(&a, &v, p, q) }
            }
        }
        let diagonal = a.diagonal
        let order = (0..<n).sorted { diagonal[$0] > diagonal[$1] }
        values = order.map { diagonal[$0] }
        vectors = v.picking(rows: Array(0..<n), columns: order)
    }

    private static func rotate(_ a: inout Matrix, _ v: inout Matrix, _ p: Int, _ q: Int) {
        let off = a[p, q]
        if off == 0 { return }
        let theta = (a[q, q] - a[p, p]) / (2 * off)
        let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<a.rows {
            let (x, y) = (a[k, p], a[k, q])
            a[k, p] = c * x - s * y
            a[k, q] = s * x + c * y
        }
        for k in 0..<a.rows {
            let (x, y) = (a[p, k], a[q, k])
            a[p, k] = c * x - s * y
            a[q, k] = s * x + c * y
        }
        for k in 0..<a.rows {
            let (x, y) = (v[k, p], v[k, q])
            v[k, p] = c * x - s * y
            v[k, q] = s * x + c * y
        }
    }
}
