import RealModule

/// Before and after a change in one series: its jump and its new slope, with errors that allow for
/// neighbouring values being alike.
/// Sources: Wagner et al. 2002 "Segmented Regression Analysis of Interrupted Time Series Studies",
/// Journal of Clinical Pharmacy and Therapeutics 27; Newey & West 1987, Econometrica 55.
public struct InterruptedSeries: Hashable, Sendable {
    public struct Effect: Hashable, Sendable {
        public let coefficient: Double
        public let standardError: Double
        public let p: Double
    }

    public let slopeBefore: Effect
    /// Jump at the change.
    public let jump: Effect
    public let slopeChange: Effect
    public let r2: Double
    /// How many neighbours on each side the errors allow for.
    public let lag: Int

    public static let method = Method(
        "trend.interruptedSeries", source: "Wagner et al. 2002; Newey & West 1987")

    /// - Parameter change: index of the first value after the change.
    public init(_ values: [Double], change: Int, lag: Int? = nil) throws(Unfit) {
        let n = values.count
        guard change > 1, n - change > 1 else { throw .outside("change") }
        guard n > 5 else { throw .tooFew(have: n, need: 6) }
        guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
        var rows: [[Double]] = []
        for t in 0..<n {
            let after = t >= change
            rows.append([1, Double(t), after ? 1 : 0, after ? Double(t - change) : 0])
        }
        let reach = lag ?? Int(4 * Double.pow(Double(n) / 100, 2.0 / 9.0))
        let columns = (0..<4).map { j in rows.map { $0[j] } }
        var square = Matrix(rows: 4, columns: 4)
        for i in 0..<4 { for j in 0..<4 { square[i, j] = dot(columns[i], columns[j]) } }
        guard let factor = try? Cholesky(square) else { throw .collinear("time") }
        let b = factor.solve(columns.map { dot($0, values) })
        let errors = (0..<n).map { values[$0] - dot(rows[$0], b) }
        let total = Moments(values).squares
        guard total > 0 else { throw .constant("value") }
        r2 = 1 - dot(errors, errors) / total
        let middle = InterruptedSeries.middle(rows, errors, reach)
        let inverse = factor.inverse
        var covariance = inverse * middle * inverse
        let scale = Double(n) / Double(n - 4)
        for i in covariance.values.indices { covariance.values[i] *= scale }
        func effect(_ index: Int) -> Effect {
            let error = max(0, covariance[index, index]).squareRoot()
            let t = error > 0 ? b[index] / error : (b[index] == 0 ? 0 : b[index] * .infinity)
            return Effect(
                coefficient: b[index], standardError: error,
                p: StudentT(degrees: Double(n - 4)).twoSidedP(t))
        }
        slopeBefore = effect(1)
        jump = effect(2)
        slopeChange = effect(3)
        self.lag = reach
    }

    /// Bartlett-weighted products of neighbouring errors.
    private static func middle(_ rows: [[Double]], _ errors: [Double], _ lag: Int) -> Matrix {
        var sum = Matrix(rows: 4, columns: 4)
        for apart in 0...lag where apart < rows.count {
            let weight = 1 - Double(apart) / Double(lag + 1)
            for t in apart..<rows.count {
                let product = weight * errors[t] * errors[t - apart]
                for i in 0..<4 {
                    for j in 0..<4 {
                        sum[i, j] += product * rows[t][i] * rows[t - apart][j]
                        if apart > 0 { sum[i, j] += product * rows[t - apart][i] * rows[t][j] }
                    }
                }
            }
        }
        return sum
    }
}
