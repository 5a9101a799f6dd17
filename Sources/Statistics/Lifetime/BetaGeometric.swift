import RealModule

/// BG/NBD: customers buy at their own rate and may leave after any purchase.
/// Source: Fader, Hardie, Lee 2005 "Counting Your Customers the Easy Way", Marketing Science 24(2).
public struct BetaGeometric: PurchaseModel, Hashable {
    public let r: Double
    public let alpha: Double
    public let a: Double
    public let b: Double

    public static let method = Method(
        "lifetime.bgnbd", source: "Fader, Hardie, Lee 2005, Marketing Science 24(2)")

    public init(r: Double, alpha: Double, a: Double, b: Double) {
        precondition(r > 0 && alpha > 0 && a > 0 && b > 0, "parameters are positive")
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
    }

    public init(parameters: [Double]) {
        self.init(r: parameters[0], alpha: parameters[1], a: parameters[2], b: parameters[3])
    }

    public var parameters: [Double] { [r, alpha, a, b] }

    /// One for customers without a second purchase: by construction they cannot have left.
    public func probabilityAlive(_ pattern: PurchasePattern) -> Double {
        guard pattern.frequency > 0 else { return 1 }
        let x = Double(pattern.frequency)
        let ratio = (alpha + pattern.age) / (alpha + pattern.recency)
        return 1 / (1 + a / (b + x - 1) * Double.exp((r + x) * Double.log(ratio)))
    }

    public func expectedPurchases(_ pattern: PurchasePattern, within time: Double) -> Double {
        let x = Double(pattern.frequency)
        let z = time / (alpha + pattern.age + time)
        let power = Double.exp((r + x) * Double.log(onePlus: -z))
        // a = 1 is a removable singularity; a hair beside it serves.
        let shape = abs(a - 1) < 1e-7 ? 1 + 1e-7 : a
        let series = hypergeometric(r + x, b + x, shape + b + x - 1, z)
        let fromNow = (shape + b + x - 1) / (shape - 1) * (1 - power * series)
        return fromNow * probabilityAlive(pattern)
    }

    /// Purchases a new customer makes within so much time.
    public func expectedPurchases(ofNewWithin time: Double) -> Double {
        expectedPurchases(PurchasePattern(frequency: 0, recency: 0, age: 0), within: time)
    }

    public static func fit(_ history: PurchaseHistory) throws(Unfit) -> PurchaseFit<BetaGeometric> {
        guard history.customers > 0 else { throw .empty }
        let likelihood = Likelihood(history)
        guard likelihood.repeaters > 0 else { throw .constant("frequency") }
        let found = try likelihood.maximise(
            starts: [[1, likelihood.meanAge / 2 + 0.1, 1, 1], [0.3, 5, 0.5, 3]],
            names: ["r", "alpha", "a", "b"])
        return PurchaseFit(
            model: BetaGeometric(parameters: found.parameters),
            logLikelihood: found.logLikelihood, customers: history.customers,
            logCovariance: found.covariance)
    }

    /// Logarithms and gamma functions are taken once for each distinct time and frequency, not for
    /// each pattern: patterns share them.
    private struct Likelihood: PurchaseLikelihood {
        let customers: Double
        let meanAge: Double
        let repeaters: Double
        private let ages: Distinct
        private let recencies: Distinct
        private let frequencies: Distinct
        private let times: [Double]

        init(_ history: PurchaseHistory) {
            // Equal counts side by side: their logarithms are taken together.
            let rows = history.rows.sorted { $0.times < $1.times }
            times = rows.map(\.times)
            ages = Distinct(rows.map(\.pattern.age))
            recencies = Distinct(rows.map(\.pattern.recency))
            frequencies = Distinct(rows.map { Double($0.pattern.frequency) })
            let count = times.reduce(0, +)
            customers = count
            meanAge = rows.reduce(0) { $0 + $1.pattern.age * $1.times } / count
            repeaters = rows.reduce(0) { $0 + ($1.pattern.frequency > 0 ? $1.times : 0) }
        }

        func mean(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
            let (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3])
            let logAge = ages.values.map { Double.log(alpha + $0) }
            let logRecency = recencies.values.map { Double.log(alpha + $0) }
            let inverseAge = ages.values.map { 1 / (alpha + $0) }
            let inverseRecency = recencies.values.map { 1 / (alpha + $0) }
            // By frequency: constant part, its slopes in r, a and b, and ln a − ln(b + x − 1).
            let x = frequencies.values
            let constant = x.map { x in
                Double.logGamma(r + x) - Double.logGamma(r) + r * Double.log(alpha)
                    + Double.logGamma(a + b) + Double.logGamma(b + x) - Double.logGamma(b)
                    - Double.logGamma(a + b + x)
            }
            let slopeR = x.map { digamma(r + $0) - digamma(r) + Double.log(alpha) }
            let slopeA = x.map { digamma(a + b) - digamma(a + b + $0) }
            let slopeB = x.map { digamma(b + $0) - digamma(b) }
            let leave = x.map { $0 > 0 ? Double.log(a / (b + $0 - 1)) : -.infinity }
            var sum = 0.0
            var g = (r: 0.0, alpha: 0.0, a: 0.0, b: 0.0)
            // Π (1 + ratio) of rows of one count: one logarithm for many rows.
            var product = 1.0
            for i in times.indices {
                let f = frequencies.places[i]
                let (age, recency) = (ages.places[i], recencies.places[i])
                let power = r + x[f]
                let stayed = -power * logAge[age]
                let left = leave[f] - power * logRecency[recency]
                // Share of the likelihood that comes from having left.
                let gap = left - stayed
                let ratio = Double.exp(-abs(gap))
                let larger = gap > 0 ? left : stayed
                let share = gap > 0 ? 1 / (1 + ratio) : ratio / (1 + ratio)
                let w = times[i]
                sum += w * (constant[f] + larger)
                product *= 1 + ratio
                if product > 1e100 || i + 1 == times.count || times[i + 1] != w {
                    sum += w * Double.log(product)
                    product = 1
                }
                let meanLog = (1 - share) * logAge[age] + share * logRecency[recency]
                let meanInverse =
                    (1 - share) * inverseAge[age] + share * inverseRecency[recency]
                g.r += w * (slopeR[f] - meanLog)
                g.alpha += w * (r / alpha - power * meanInverse)
                g.a += w * (slopeA[f] + share / a)
                g.b += w * (slopeA[f] + slopeB[f])
                if share > 0 { g.b -= w * share / (b + x[f] - 1) }
            }
            return (
                sum / customers,
                [g.r / customers, g.alpha / customers, g.a / customers, g.b / customers]
            )
        }
    }
}

/// Distinct values and where each row's is.
struct Distinct {
    let values: [Double]
    let places: [Int]

    init(_ rows: [Double]) {
        var known: [Double: Int] = [:]
        var values: [Double] = []
        var places: [Int] = []
        places.reserveCapacity(rows.count)
        for row in rows {
            if let place = known[row] {
                places.append(place)
            } else {
                known[row] = values.count
                places.append(values.count)
                values.append(row)
            }
        }
        self.values = values
        self.places = places
    }
}
