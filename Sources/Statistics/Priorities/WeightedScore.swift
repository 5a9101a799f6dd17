/// Options scored on weighted criteria.
public enum WeightedScore {
    public enum Scale: String, CaseIterable, Hashable, Sendable {
        /// Scores as given.
        case plain
        /// Each criterion stretched to 0–1 over the options, so that none counts more for its
        /// range.
        case range
    }

    public static let method = Method(
        "priority.weightedScore", source: "Keeney & Raiffa 1976, Decisions with Multiple Objectives"
    )

    /// - Parameter scores: one row an option, one column a criterion.
    public static func totals(
        _ scores: [[Double]], weights: [Double], scale: Scale = .plain
    ) throws(Unfit) -> [Double] {
        guard !scores.isEmpty else { throw .empty }
        guard scores.allSatisfy({ $0.count == weights.count }) else { throw .mismatched("scores") }
        guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("weights") }
        guard scores.joined().allSatisfy(\.isFinite) else { throw .notFinite("score") }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { throw .undefined("all weights are zero") }
        let shares = weights.map { $0 / sum }
        guard scale == .range else { return scores.map { dot($0, shares) } }
        var stretched = scores
        for column in weights.indices {
            let values = scores.map { $0[column] }
            let low = values.min() ?? 0
            let width = (values.max() ?? 0) - low
            // A criterion on which all are equal decides nothing.
            for row in scores.indices {
                stretched[row][column] = width > 0 ? (values[row] - low) / width : 0
            }
        }
        return stretched.map { dot($0, shares) }
    }
}
