/// A customer's credit by criteria such as the five Cs (character, capacity, capital, collateral,
/// conditions) or five Ps. There is no canonical formula: weights and grades are the company's own.
/// Source: additive value model, Keeney & Raiffa 1976.
public struct CreditRating: Hashable, Sendable {
    public struct Criterion: Hashable, Sendable {
        public let name: String
        public let weight: Double
        /// 0–100.
        public let score: Double
        /// A score below this fails the whole, whatever the others say.
        public let least: Double

        public init(name: String, weight: Double, score: Double, least: Double = 0) {
            self.name = name
            self.weight = weight
            self.score = score
            self.least = least
        }
    }

    public struct Grade: Hashable, Sendable {
        public let name: String
        public let from: Double

        public init(name: String, from: Double) {
            self.name = name
            self.from = from
        }
    }

    /// 0–100.
    public let score: Double
    /// Absent below the lowest grade.
    public let grade: String?
    /// Criteria below their least score.
    public let failed: [String]

    public static let method = Method("credit.rating", source: "Keeney & Raiffa 1976")

    public init(_ criteria: [Criterion], grades: [Grade]) throws(Unfit) {
        for criterion in criteria where !(0...100 ~= criterion.score) {
            throw .outside(criterion.name)
        }
        score = try WeightedScore.totals(
            [criteria.map(\.score)], weights: criteria.map(\.weight))[0]
        failed = criteria.filter { $0.score < $0.least }.map(\.name)
        let reached = score
        let best = grades.filter { $0.from <= reached }.max { $0.from < $1.from }
        grade = failed.isEmpty ? best?.name : nil
    }
}
