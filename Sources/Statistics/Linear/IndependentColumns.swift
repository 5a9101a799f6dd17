import RealModule

/// Columns of a design that say something of their own: a column that does not vary, or that those
/// before it determine, is left out, as R leaves such coefficients out.
/// Source: Golub & Van Loan 2013 "Matrix Computations", section 4.2 (Cholesky).
public enum IndependentColumns {
    /// The places of the columns to keep, in order.
    /// - Parameter tolerance: least share of a column's variance that the others must not explain.
    public static func places(of columns: [[Double]], tolerance: Double = 1e-9) -> [Int] {
        let n = columns.first?.count ?? 0
        guard n > 0 else { return [] }
        var kept: [Int] = []
        var scaled: [[Double]] = []
        // Rows of the Cholesky factor of the correlations of what was kept.
        var factor: [[Double]] = []
        for (place, column) in columns.enumerated() {
            let moments = Moments(column)
            let spread = moments.squares.squareRoot()
            guard spread.isFinite, spread > 1e-12 * abs(moments.mean) * Double(n).squareRoot()
            else { continue }
            let own = column.map { ($0 - moments.mean) / spread }
            var row: [Double] = []
            var left = 1.0
            for (index, other) in scaled.enumerated() {
                var sum = dot(own, other)
                for k in 0..<index { sum -= row[k] * factor[index][k] }
                let entry = sum / factor[index][index]
                row.append(entry)
                left -= entry * entry
            }
            guard left > tolerance else { continue }
            factor.append(row + [left.squareRoot()])
            scaled.append(own)
            kept.append(place)
        }
        return kept
    }
}
