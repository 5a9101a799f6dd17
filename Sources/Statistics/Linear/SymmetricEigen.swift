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
        // Rows are the vectors, so that turning two of them reads memory in order.
        var v = basis.transposed
        var a = basis == .identity(n) ? matrix : v * matrix * basis
        var isLeft = true
        for _ in 0..<100 where isLeft {
            isLeft = false
            a.values.withUnsafeMutableBufferPointer { a in
                v.values.withUnsafeMutableBufferPointer { v in
                    for p in 0..<n {
                        for q in (p + 1)..<max(n, p + 1) {
                            let isTurned = SymmetricEigen.rotate(
                                a.baseAddress!, v.baseAddress!, n, p, q)
                            isLeft = isLeft || isTurned
                        }
                    }
                }
            }
        }
        let diagonal = a.diagonal
        let order = (0..<n).sorted { diagonal[$0] > diagonal[$1] }
        values = order.map { diagonal[$0] }
        vectors = v.picking(rows: order, columns: Array(0..<n)).transposed
    }

    /// - Returns: false where what is left is below what the numbers themselves can tell.
    private static func rotate(
        _ a: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ n: Int, _ p: Int,
        _ q: Int
    ) -> Bool {
        let off = a[p * n + q]
        let (first, second) = (a[p * n + p], a[q * n + q])
        guard abs(off) > 1e-17 * (abs(first) + abs(second)) else {
            (a[p * n + q], a[q * n + p]) = (0, 0)
            return false
        }
        let theta = (second - first) / (2 * off)
        let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        turn(v + p * n, v + q * n, n, c, s)
        turn(a + p * n, a + q * n, n, c, s)
        for i in 0..<n {
            let (x, y) = (a[i * n + p], a[i * n + q])
            a[i * n + p] = c * x - s * y
            a[i * n + q] = s * x + c * y
        }
        // What rounding leaves here would be turned for ever.
        (a[p * n + q], a[q * n + p]) = (0, 0)
        return true
    }

    @inline(__always)
    private static func turn(
        _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>, _ n: Int,
        _ c: Double, _ s: Double
    ) {
        for i in 0..<n {
            let (x, y) = (first[i], second[i])
            first[i] = c * x - s * y
            second[i] = s * x + c * y
        }
    }
}
