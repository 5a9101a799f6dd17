/// Eigenvalues, largest first, and eigenvectors (columns) of a symmetric matrix.
/// Source: Golub & Van Loan, Matrix Computations, 8.5 (cyclic Jacobi).
public struct SymmetricEigen: Sendable {
    public let values: [Double]
    public let vectors: Matrix

    public init(_ matrix: Matrix) { self.init(matrix, from: .identity(matrix.rows)) }

    /// - Parameter basis: orthogonal; that of a similar matrix saves most of the way.
    init(_ matrix: Matrix, from basis: Matrix) {
        precondition(matrix.rows == matrix.columns, "a square matrix")
        let n = matrix.rows
        var v = basis
        var a = basis == .identity(n) ? matrix : basis.transposed * matrix * basis
        for _ in 0..<100 {
            var off = 0.0
            var on = 0.0
            for i in 0..<n {
                on += a[i, i] * a[i, i]
                for j in 0..<i { off += a[i, j] * a[i, j] }
            }
            if off <= 1e-32 * on || off == 0 { break }
            a.values.withUnsafeMutableBufferPointer { a in
                v.values.withUnsafeMutableBufferPointer { v in
                    for p in 0..<n {
                        for q in (p + 1)..<max(n, p + 1) {
                            SymmetricEigen.rotate(a.baseAddress!, v.baseAddress!, n, p, q)
                        }
                    }
                }
            }
        }
        let diagonal = a.diagonal
        let order = (0..<n).sorted { diagonal[$0] > diagonal[$1] }
        values = order.map { diagonal[$0] }
        vectors = v.picking(rows: Array(0..<n), columns: order)
    }

    private static func rotate(
        _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ n: Int, _ p: Int,
        _ q: Int
    ) {
        let off = a[p * n + q]
        if off == 0 { return }
        let theta = (a[q * n + q] - a[p * n + p]) / (2 * off)
        let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        func turn(_ m: UnsafeMutablePointer<Double>, _ first: Int, _ second: Int, _ step: Int) {
            var (i, j) = (first, second)
            for _ in 0..<n {
                let (x, y) = (m[i], m[j])
                m[i] = c * x - s * y
                m[j] = s * x + c * y
                i += step
                j += step
            }
        }
        turn(a, p, q, n)
        turn(a, p * n, q * n, 1)
        turn(v, p, q, n)
    }
}
