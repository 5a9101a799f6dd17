import RealModule

/// Importance that the answers reveal rather than state: how each item's performance goes with
/// the overall score. It differs from what people say, and by the way it is derived.
/// Sources: Martilla & James 1977, Journal of Marketing 41(1); logarithms: Deng 2007 "Using a
/// Revised Importance–Performance Analysis Approach", Tourism Management 28(5).
public enum DerivedImportance: String, CaseIterable, Hashable, Sendable {
    case correlation
    /// Correlation with ln performance: more performance matters less and less.
    case log
    /// The same with all other items held fixed (Deng 2007).
    case partialLog
    /// Coefficient of standardised variables, all items together.
    case beta
    /// Shapley share of R².
    case shapley

    /// - Parameter items: their performance; one value for each of the outcome's, none missing.
    public func values(
        outcome: [Double], items: [(name: String, values: [Double])]
    ) throws(Unfit) -> [Double] {
        let usesLog = self == .log || self == .partialLog
        var columns: [(name: String, values: [Double])] = [("outcome", outcome)]
        for item in items {
            guard usesLog else {
                columns.append(item)
                continue
            }
            guard item.values.allSatisfy({ $0 > 0 }) else { throw .outside("\(item.name) ≤ 0") }
            columns.append((item.name, item.values.map { Double.log($0) }))
        }
        let gram = try Gram(columns)
        let places = Array(1..<columns.count)
        switch self {
        case .correlation, .log:
            let r = try gram.correlation()
            return places.map { r[$0, 0] }
        case .partialLog:
            let fit = try LeastSquares(gram, outcome: 0, predictors: places)
            let degrees = Double(fit.degrees)
            // A slope's t tells its partial correlation.
            return fit.terms.dropFirst().map { term in
                term.t.isFinite
                    ? term.t / (term.t * term.t + degrees).squareRoot()
                    : (term.t > 0 ? 1 : -1)
            }
        case .beta:
            return try LeastSquares(gram, outcome: 0, predictors: places).standardised
        case .shapley:
            return try Drivers(gram, outcome: 0, drivers: places).drivers.map(\.share)
        }
    }
}
