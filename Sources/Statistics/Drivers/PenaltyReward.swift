/// Penalty–reward contrasts: what a poor and what an excellent attribute does to the overall
/// score, against a middling one.
/// Sources: Brandt 1987 "A Procedure for Identifying Value-Enhancing Service Components", AMA;
/// asymmetry after Mikulić & Prebežac 2008, Managing Service Quality 18(6).
public struct PenaltyReward: Hashable, Sendable {
    /// From which ratings on an attribute counts as poor or excellent.
    public struct Cuts: Hashable, Sendable {
        public let poor: Double
        public let excellent: Double

        public init(poor: Double, excellent: Double) {
            precondition(poor < excellent, "poor lies below excellent")
            self.poor = poor
            self.excellent = excellent
        }

        /// What is poor and excellent on a scale when nobody says: the lower two fifths, and the
        /// two best points, or the best one of a scale of six points or fewer.
        public static func standard(low: Double, high: Double) -> (poor: Double, excellent: Double)
        {
            let width = high - low
            return ((low + 0.4 * width).rounded(.down), width < 6 ? high : high - 1)
        }
    }

    /// Where one class ends and the next begins on the asymmetry; authors differ.
    public struct Bands: Hashable, Sendable {
        public let hybrid: Double
        public let strong: Double

        public init(hybrid: Double = 0.1, strong: Double = 0.4) {
            self.hybrid = hybrid
            self.strong = strong
        }
    }

    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case frustrator, dissatisfier, hybrid, satisfier, delighter
        /// Neither contrast differs from zero.
        case neutral
    }

    public struct Driver: Hashable, Sendable {
        public let name: String
        /// Change of the outcome where the attribute is poor; absent when nobody rated it so.
        public let penalty: LeastSquares.Term?
        /// Change where it is excellent.
        public let reward: LeastSquares.Term?
        public let poorCount: Int
        public let excellentCount: Int
        /// Reward plus penalty, both as gains; a contrast of the wrong sign counts as zero.
        public let range: Double
        /// −1 only punishes, 1 only rewards; absent when neither does.
        public let asymmetry: Double?
        /// Whether both contrasts together explain anything beyond the other drivers (F test).
        public let p: Double?
        /// A penalty above or a reward below zero.
        public let wrongSign: Bool
        public let kind: Kind
    }

    public let drivers: [Driver]
    public let intercept: Double
    public let r2: Double
    public let adjustedR2: Double
    public let n: Int

    public static let method = Method(
        "drivers.penaltyReward",
        source: "Brandt 1987; Mikulić & Prebežac 2008, Managing Service Quality 18(6)")

    /// The row of the Gram summary that this analysis needs: outcome, then poor and excellent of
    /// each attribute as 0 or 1. Such summaries merge.
    public static func row(outcome: Double, ratings: [Double], cuts: Cuts) -> [Double] {
        [outcome]
            + ratings.flatMap { rating -> [Double] in
                [rating <= cuts.poor ? 1 : 0, rating >= cuts.excellent ? 1 : 0]
            }
    }

    /// An empty summary for such rows.
    public static func summary(outcome: String, attributes: [String]) -> Gram {
        Gram(names: [outcome] + attributes.flatMap { ["\($0) poor", "\($0) excellent"] })
    }

    public init(
        _ gram: Gram, attributes: [String], bands: Bands = Bands(), level: Double = 0.95
    ) throws(Unfit) {
        guard gram.width == 1 + 2 * attributes.count, !attributes.isEmpty else {
            throw .mismatched("attributes")
        }
        let used = (1..<gram.width).filter { gram.varies($0) }
        guard !used.isEmpty else { throw .constant("attributes") }
        let fit = try LeastSquares(gram, outcome: 0, predictors: used)
        var terms: [Int: LeastSquares.Term] = [:]
        for (place, index) in used.enumerated() { terms[index] = fit.terms[place + 1] }
        let correlation = try gram.picking([0] + used).correlation()
        drivers = attributes.indices.map { place in
            let poor = 1 + 2 * place
            let others = used.indices.filter { used[$0] != poor && used[$0] != poor + 1 }
            let left =
                others.isEmpty
                ? 0
                : LeastSquares.r2(correlation, outcome: 0, predictors: others.map { $0 + 1 })
            return PenaltyReward.driver(
                attributes[place], penalty: terms[poor], reward: terms[poor + 1],
                counts: (gram.total(poor), gram.total(poor + 1)),
                p: PenaltyReward.p(fit, without: left, used.count - others.count),
                bands: bands, level: level)
        }
        intercept = fit.terms[0].coefficient
        r2 = fit.r2
        adjustedR2 = fit.adjustedR2
        n = gram.count
    }

    /// F test of R² with a driver's contrasts against R² without them.
    private static func p(_ fit: LeastSquares, without left: Double, _ contrasts: Int) -> Double? {
        guard contrasts > 0, fit.r2 < 1 else { return nil }
        let degrees = Double(fit.degrees)
        let f = max(0, fit.r2 - left) / Double(contrasts) / ((1 - fit.r2) / degrees)
        return FisherF(Double(contrasts), degrees).upperTail(f)
    }

    private static func driver(
        _ name: String, penalty: LeastSquares.Term?, reward: LeastSquares.Term?,
        counts: (Int, Int), p: Double?, bands: Bands, level: Double
    ) -> Driver {
        let loss = max(0, -(penalty?.coefficient ?? 0))
        let gain = max(0, reward?.coefficient ?? 0)
        let range = loss + gain
        let asymmetry = range > 0 ? (gain - loss) / range : nil
        let wrong = (penalty?.coefficient ?? 0) > 0 || (reward?.coefficient ?? 0) < 0
        let alpha = 1 - level
        let certain = (penalty?.p ?? 1) < alpha || (reward?.p ?? 1) < alpha
        return Driver(
            name: name, penalty: penalty, reward: reward, poorCount: counts.0,
            excellentCount: counts.1, range: range, asymmetry: asymmetry, p: p,
            wrongSign: wrong,
            kind: certain ? kind(asymmetry, bands) : .neutral)
    }

    private static func kind(_ asymmetry: Double?, _ bands: Bands) -> Kind {
        guard let asymmetry else { return .neutral }
        if asymmetry < -bands.strong { return .frustrator }
        if asymmetry < -bands.hybrid { return .dissatisfier }
        if asymmetry <= bands.hybrid { return .hybrid }
        return asymmetry <= bands.strong ? .satisfier : .delighter
    }
}

extension Gram {
    /// Sum of a variable that counts: rounded, for it was made of whole numbers.
    fileprivate func total(_ index: Int) -> Int { Int((means[index] * Double(count)).rounded()) }
}
