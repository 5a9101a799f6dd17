/// The three factors of satisfaction: what only harms where it is poor (basic), what only delights
/// where it is excellent (excitement), and what does both alike (performance).
/// Sources: Brandt 1987, AMA; Matzler & Sauerwein 2002, International Journal of Service Industry
/// Management 13(4). Errors that allow for unequal spread: White 1980, Econometrica 48(4), summed
/// over random groups of respondents as Liang & Zeger 1986, Biometrika 73(1), over any.
public struct SatisfactionFactors: Hashable, Sendable {
    public enum Factor: String, CaseIterable, Hashable, Sendable {
        case basic, performance, excitement
        /// Neither contrast differs from zero.
        case neither
    }

    public struct Driver: Hashable, Sendable {
        public let name: String
        /// Change of the outcome where the attribute is poor, against neither poor nor excellent;
        /// absent where too few rated it so.
        public let penalty: Estimate?
        /// Change where it is excellent.
        public let reward: Estimate?
        /// Reward and penalty together: below zero harm outweighs delight.
        public let balance: Estimate?
        public let poorCount: Int
        public let excellentCount: Int
        /// By the balance, where one of both differs from zero; absent without both.
        public let factor: Factor?
    }

    public let drivers: [Driver]
    public let r2: Double
    public let n: Int

    public static let method = Method(
        "drivers.factors",
        source: "Brandt 1987; Matzler & Sauerwein 2002, IJSIM 13(4); errors: White 1980, Liang "
            + "& Zeger 1986")

    /// Fewer groups say too little about their own spread.
    public static let leastGroups = 10

    /// - Parameters:
    ///   - groups: random groups of respondents, each summed up by `PenaltyReward.summary`.
    ///   - least: a contrast that fewer show is left out.
    public init(
        groups: [Gram], attributes: [String], least: Int = 5, level: Double = 0.95
    ) throws(Unfit) {
        let whole = Gram.merging(groups)
        guard whole.width == 1 + 2 * attributes.count, !attributes.isEmpty else {
            throw .mismatched("attributes")
        }
        func count(_ place: Int) -> Int {
            Int((whole.means[place] * Double(whole.count)).rounded())
        }
        let used = (1..<whole.width).filter {
            whole.varies($0) && count($0) >= least && whole.count - count($0) >= least
        }
        guard !used.isEmpty else { throw .constant("attributes") }
        let fit = try LeastSquares(whole, outcome: 0, predictors: used)
        let errors = try RobustErrors(fit, whole, groups, predictors: used)
        func estimate(_ places: [Int]) -> Estimate? {
            let own = places.compactMap { used.firstIndex(of: $0) }
            guard own.count == places.count else { return nil }
            return .student(
                own.reduce(0) { $0 + fit.terms[1 + $1].coefficient }, errors.error(of: own),
                degrees: Double(errors.degrees), n: whole.count,
                method: SatisfactionFactors.method, level: level)
        }
        drivers = attributes.indices.map { place in
            let (poor, excellent) = (1 + 2 * place, 2 + 2 * place)
            let (penalty, reward) = (estimate([poor]), estimate([excellent]))
            let balance = estimate([poor, excellent])
            return Driver(
                name: attributes[place], penalty: penalty, reward: reward, balance: balance,
                poorCount: count(poor), excellentCount: count(excellent),
                factor: SatisfactionFactors.factor(penalty, reward, balance))
        }
        r2 = fit.r2
        n = whole.count
    }

    private static func factor(
        _ penalty: Estimate?, _ reward: Estimate?, _ balance: Estimate?
    ) -> Factor? {
        guard let penalty, let reward, let balance else { return nil }
        let (harms, delights) = (penalty.high < 0, reward.low > 0)
        if harms, balance.high < 0 { return .basic }
        if delights, balance.low > 0 { return .excitement }
        return harms || delights ? .performance : .neither
    }
}

/// Errors of slopes that hold where the outcome spreads more in one place than in another.
private struct RobustErrors {
    /// One fewer than groups with respondents.
    let degrees: Int
    /// By group: how far its respondents pull each slope.
    private let pulls: [[Double]]
    private let factor: Double

    init(
        _ fit: LeastSquares, _ whole: Gram, _ groups: [Gram], predictors: [Int]
    ) throws(Unfit) {
        let groups = groups.filter { $0.count > 0 }
        guard groups.count >= SatisfactionFactors.leastGroups else {
            throw .tooFew(have: groups.count, need: SatisfactionFactors.leastGroups)
        }
        let slopes = fit.terms.dropFirst().map(\.coefficient)
        let spread = whole.comoments.picking(predictors)
        let inverse: Matrix
        do { inverse = try Cholesky(spread, tolerance: 1e-11).inverse } catch {
            throw .collinear(whole.names[predictors[error.column]])
        }
        pulls = groups.map { group in
            let n = Double(group.count)
            let shifts = predictors.map { group.means[$0] - whole.means[$0] }
            // What is left of the outcome, summed up times each predictor.
            let rest = group.means[0] - whole.means[0] - dot(shifts, slopes)
            let left = predictors.indices.map { i in
                let own = predictors[i]
                var sum = group.comoments[own, 0] + n * shifts[i] * rest
                for (j, other) in predictors.enumerated() {
                    sum -= group.comoments[own, other] * slopes[j]
                }
                return sum
            }
            return inverse * left
        }
        let (g, n) = (Double(groups.count), Double(whole.count))
        degrees = groups.count - 1
        factor = g / (g - 1) * (n - 1) / Double(fit.degrees)
    }

    /// Of the sum of some slopes.
    func error(of places: [Int]) -> Double {
        let squares = pulls.reduce(0.0) { sum, pull in
            let own = places.reduce(0.0) { $0 + pull[$1] }
            return sum + own * own
        }
        return (factor * squares).squareRoot()
    }
}
