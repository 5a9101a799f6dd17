/// Agreement of numeric ratings: every rater rates every subject.
/// Source: Shrout & Fleiss 1979 "Intraclass Correlations: Uses in Assessing Rater Reliability",
/// Psychological Bulletin 86.
public struct IntraclassCorrelation: Hashable, Sendable {
    public enum Form: String, CaseIterable, Hashable, Sendable {
        /// Each subject has other raters; one rating.
        case one = "ICC(1,1)"
        /// Raters are a sample of many.
        case two = "ICC(2,1)"
        /// These raters are all there are.
        case three = "ICC(3,1)"
        /// The same for the mean of all raters.
        case oneMean = "ICC(1,k)"
        case twoMean = "ICC(2,k)"
        case threeMean = "ICC(3,k)"
    }

    public struct Squares: Hashable, Sendable {
        /// Mean squares: between subjects, between raters, error, within subjects.
        public let between: Double
        public let raters: Double
        public let error: Double
        public let within: Double
    }

    public let squares: Squares
    public let subjects: Int
    public let raters: Int
    /// Rater's mean less the mean of all: above zero is lenient.
    public let leniency: [Double]
    /// F and p of "all raters are equally lenient".
    public let leniencyF: Double
    public let leniencyP: Double

    public static let method = Method(
        "agreement.icc", source: "Shrout & Fleiss 1979, Psychological Bulletin 86")

    /// - Parameter ratings: one row a subject, one column a rater, none missing.
    public init(_ ratings: [[Double]]) throws(Unfit) {
        let n = ratings.count
        guard n > 1 else { throw .tooFew(have: n, need: 2) }
        let k = ratings[0].count
        guard k > 1 else { throw .tooFew(have: k, need: 2) }
        for row in ratings {
            guard row.count == k else { throw .mismatched("raters per subject") }
            guard row.allSatisfy(\.isFinite) else { throw .notFinite("rating") }
        }
        let all = Moments(ratings.flatMap { $0 })
        let rows = ratings.map { Moments($0).mean }
        let columns = (0..<k).map { j in Moments(ratings.map { $0[j] }).mean }
        let between = Double(k) * Moments(rows).squares
        let byRater = Double(n) * Moments(columns).squares
        let within = max(0, all.squares - between)
        let error = max(0, within - byRater)
        guard all.squares.isFinite else { throw .notFinite("rating") }
        guard all.squares > 0 else { throw .constant("rating") }
        let left = Double((n - 1) * (k - 1))
        squares = Squares(
            between: between / Double(n - 1), raters: byRater / Double(k - 1),
            error: error / left, within: within / Double(n * (k - 1)))
        subjects = n
        raters = k
        leniency = columns.map { $0 - all.mean }
        leniencyF = squares.raters / squares.error
        leniencyP =
            leniencyF.isNaN ? 1 : FisherF(Double(k - 1), left).upperTail(leniencyF)
    }

    public func estimate(_ form: Form, level: Double = 0.95) -> Estimate {
        let ends = interval(form, level)
        return Estimate(
            value: value(form), low: ends.low, high: ends.high, n: subjects,
            method: IntraclassCorrelation.method, level: level)
    }

    private func value(_ form: Form) -> Double {
        let (n, k) = (Double(subjects), Double(raters))
        let (b, j, e, w) = (squares.between, squares.raters, squares.error, squares.within)
        switch form {
        case .one: return (b - w) / (b + (k - 1) * w)
        case .two: return (b - e) / (b + (k - 1) * e + k * (j - e) / n)
        case .three: return (b - e) / (b + (k - 1) * e)
        case .oneMean: return (b - w) / b
        case .twoMean: return (b - e) / (b + (j - e) / n)
        case .threeMean: return (b - e) / b
        }
    }

    private func interval(_ form: Form, _ level: Double) -> (low: Double, high: Double) {
        let k = Double(raters)
        switch form {
        case .one, .oneMean:
            let f = bounds(squares.between / squares.within, within: true, level)
            if form == .oneMean { return (1 - 1 / f.low, 1 - 1 / f.high) }
            return ((f.low - 1) / (f.low + k - 1), (f.high - 1) / (f.high + k - 1))
        case .three, .threeMean:
            let f = bounds(squares.between / squares.error, within: false, level)
            if form == .threeMean { return (1 - 1 / f.low, 1 - 1 / f.high) }
            return ((f.low - 1) / (f.low + k - 1), (f.high - 1) / (f.high + k - 1))
        case .two, .twoMean:
            let ends = randomRaters(level)
            if form == .two || ends.low.isInfinite { return ends }
            func mean(_ r: Double) -> Double { r * k / (1 + r * (k - 1)) }
            return (mean(ends.low), mean(ends.high))
        }
    }

    private func bounds(
        _ f: Double, within: Bool, _ level: Double
    ) -> (low: Double, high: Double) {
        let (n, k) = (Double(subjects), Double(raters))
        let upper = (1 + level) / 2
        let degrees = within ? n * (k - 1) : (n - 1) * (k - 1)
        let low = f / FisherF(n - 1, degrees).quantile(upper)
        let high = f * FisherF(degrees, n - 1).quantile(upper)
        return (low, high)
    }

    /// Satterthwaite's degrees for ICC(2,1).
    private func randomRaters(_ level: Double) -> (low: Double, high: Double) {
        let (n, k) = (Double(subjects), Double(raters))
        let (b, j, e) = (squares.between, squares.raters, squares.error)
        guard e > 0 else { return (value(.two), value(.two)) }
        let r = value(.two)
        let ratio = j / e
        let mixed = n * (1 + (k - 1) * r) - k * r
        let top = k * r * ratio + mixed
        let bottom = k * k * r * r * ratio * ratio / (k - 1) + mixed * mixed / ((n - 1) * (k - 1))
        // k·r·ratio enters with its own degrees k − 1, the rest with (n − 1)(k − 1).
        let v = top * top / bottom
        // With next to no degrees left nothing is known of either side.
        guard v > 0.05, v.isFinite else { return (-.infinity, .infinity) }
        let upper = (1 + level) / 2
        let f3 = FisherF(n - 1, v).quantile(upper)
        let f4 = FisherF(v, n - 1).quantile(upper)
        let spread = k * j + (k * n - k - n) * e
        return (
            n * (b - f3 * e) / (f3 * spread + n * b),
            n * (f4 * b - e) / (spread + n * f4 * b)
        )
    }
}
