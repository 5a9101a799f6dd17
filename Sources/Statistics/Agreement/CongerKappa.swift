/// Fleiss's agreement with chance taken rater by rater: for raters who are the same throughout.
public enum CongerKappa {
    public static let method = Method(
        "agreement.congerKappa", source: "Conger 1980, Psychological Bulletin 88")

    /// - Parameter ratings: one row a subject, one column a rater, categories from zero.
    public static func value(_ ratings: [[Int]]) throws(Unfit) -> Double {
        guard let raters = ratings.first?.count, raters > 1 else { throw .empty }
        let categories = (ratings.joined().max() ?? 0) + 1
        let n = Double(ratings.count)
        let m = Double(raters)
        var shares = Matrix(rows: raters, columns: categories)
        var same = 0.0
        for row in ratings {
            guard row.count == raters else { throw .mismatched("raters per subject") }
            var counts = Array(repeating: 0.0, count: categories)
            for (rater, category) in row.enumerated() {
                guard category >= 0 else { throw .outside("category") }
                counts[category] += 1
                shares[rater, category] += 1 / n
            }
            same += (dot(counts, counts) - m) / (m * (m - 1))
        }
        var expected = 0.0
        for category in 0..<categories {
            let column = shares.column(category)
            let sum = column.reduce(0, +)
            expected += (sum * sum - dot(column, column)) / (m * (m - 1))
        }
        guard 1 - expected > 1e-15 else { throw .undefined("only one category was used") }
        return (same / n - expected) / (1 - expected)
    }
}
