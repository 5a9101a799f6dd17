import RealModule

/// Pareto/NBD: customers buy at their own rate and may leave at any moment.
/// Sources: Schmittlein, Morrison, Colombo 1987 "Counting Your Customers", Management Science 33;
/// Fader & Hardie 2005, notes on its likelihood. The integral over the moment of leaving is taken
/// by quadrature, which gives the gradient along with it.
public struct ParetoNBD: PurchaseModel, Hashable {
    public let r: Double
    public let alpha: Double
    public let s: Double
    public let beta: Double

    public static let method = Method(
        "lifetime.paretoNBD", source: "Schmittlein, Morrison, Colombo 1987, Management Science 33")

    public init(r: Double, alpha: Double, s: Double, beta: Double) {
        precondition(r > 0 && alpha > 0 && s > 0 && beta > 0, "parameters are positive")
        self.r = r
        self.alpha = alpha
        self.s = s
        self.beta = beta
    }

    public init(parameters: [Double]) {
        self.init(r: parameters[0], alpha: parameters[1], s: parameters[2], beta: parameters[3])
    }

    public var parameters: [Double] { [r, alpha, s, beta] }

    public func probabilityAlive(_ pattern: PurchasePattern) -> Double {
        let gone = ParetoIntegral(self, pattern)
        let stayed =
            -(r + Double(pattern.frequency)) * Double.log(alpha + pattern.age)
            - s * Double.log(beta + pattern.age)
        guard gone.sum > 0 else { return 1 }
        return 1 / (1 + s * Double.exp(gone.logScale + Double.log(gone.sum) - stayed))
    }

    public func expectedPurchases(_ pattern: PurchasePattern, within time: Double) -> Double {
        let rate = (r + Double(pattern.frequency)) / (alpha + pattern.age)
        let lasting = beta + pattern.age
        // ((β + T) / (β + T + t))^(s − 1), stable near s = 1.
        let power = -(s - 1) * Double.log(onePlus: time / lasting)
        let span =
            abs(s - 1) < 1e-9
            ? lasting * Double.log(onePlus: time / lasting)
            : -lasting / (s - 1) * Double.expMinusOne(power)
        return rate * span * probabilityAlive(pattern)
    }

    /// Purchases a new customer makes within so much time.
    public func expectedPurchases(ofNewWithin time: Double) -> Double {
        expectedPurchases(PurchasePattern(frequency: 0, recency: 0, age: 0), within: time)
    }

    /// Purchases to expect for ever, those later discounted continuously by `rate` per unit.
    /// Source: Fader, Hardie, Lee 2005 "RFM and CLV", Journal of Marketing Research 42.
    public func discountedPurchases(_ pattern: PurchasePattern, rate: Double) -> Double {
        precondition(rate > 0, "without a discount the sum may have no end")
        let lasting = beta + pattern.age
        let pace = (r + Double(pattern.frequency)) / (alpha + pattern.age)
        return pace * probabilityAlive(pattern) * lasting
            * ParetoNBD.scaledExponentialIntegral(s, rate * lasting)
    }

    /// eᶻ Eₛ(z), by the continued fraction of NIST DLMF 8.19.17.
    static func scaledExponentialIntegral(_ s: Double, _ z: Double) -> Double {
        var b = z + s
        var c = 1e300
        var d = 1 / b
        var h = d
        for i in 1...1_000_000 {
            let k = Double(i)
            let a = -k * (s - 1 + k)
            b += 2
            d = 1 / (a * d + b)
            c = b + a / c
            let factor = c * d
            h *= factor
            if abs(factor - 1) < 1e-16 { break }
        }
        return h
    }

    public static func fit(_ history: PurchaseHistory) throws(Unfit) -> PurchaseFit<ParetoNBD> {
        guard history.customers > 0 else { throw .empty }
        let likelihood = Likelihood(history)
        guard likelihood.rows.contains(where: { $0.pattern.frequency > 0 }) else {
            throw .constant("frequency")
        }
        let found = try likelihood.maximise(
            starts: [[1, likelihood.meanAge / 2 + 0.1, 0.7, likelihood.meanAge / 2 + 0.1]],
            names: ["r", "alpha", "s", "beta"])
        return PurchaseFit(
            model: ParetoNBD(parameters: found.parameters), logLikelihood: found.logLikelihood,
            customers: history.customers, logCovariance: found.covariance)
    }

    private struct Likelihood: PurchaseLikelihood {
        let rows: [(pattern: PurchasePattern, times: Double)]
        let customers: Double
        let meanAge: Double
        let largest: Int

        init(_ history: PurchaseHistory) {
            rows = history.rows
            let count = rows.reduce(0) { $0 + $1.times }
            customers = count
            meanAge = rows.reduce(0) { $0 + $1.pattern.age * $1.times } / count
            largest = rows.map(\.pattern.frequency).max() ?? 0
        }

        func mean(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
            let model = ParetoNBD(parameters: parameters)
            let (r, alpha, s, beta) = (model.r, model.alpha, model.s, model.beta)
            let logs = r * Double.log(alpha) + s * Double.log(beta)
            let logGammas = (0...largest).map {
                Double.logGamma(r + Double($0)) - Double.logGamma(r)
            }
            let digammas = (0...largest).map { digamma(r + Double($0)) - digamma(r) }
            var sum = 0.0
            var g = [0.0, 0, 0, 0]
            for (pattern, w) in rows {
                let k = r + Double(pattern.frequency)
                let gone = ParetoIntegral(model, pattern)
                let logA = Double.log(alpha + pattern.age)
                let logB = Double.log(beta + pattern.age)
                let stayed = -k * logA - s * logB
                // Both parts relative to the larger, so that neither vanishes.
                let scale = max(stayed, gone.logScale)
                let first = Double.exp(stayed - scale)
                let second = Double.exp(gone.logScale - scale)
                let total = first + s * second * gone.sum
                sum += w * (logGammas[pattern.frequency] + logs + scale + Double.log(total))
                let (p, q) = (first / total, second / total)
                g[0] +=
                    w
                    * (digammas[pattern.frequency] + Double.log(alpha) - p * logA
                        - s * q * gone.logAlpha)
                g[1] +=
                    w
                    * (r / alpha - k * p / (alpha + pattern.age) - k * s * q * gone.perAlpha)
                g[2] += w * (Double.log(beta) - p * logB + q * (gone.sum - s * gone.logBeta))
                g[3] +=
                    w
                    * (s / beta - s * p / (beta + pattern.age)
                        - s * (s + 1) * q * gone.perBeta)
            }
            return (sum / customers, g.map { $0 / customers })
        }
    }
}

/// ∫ (α + τ)^−(r+x) (β + τ)^−(s+1) dτ from the last purchase to the end, with the integrals that
/// its
/// slopes need, all relative to e^logScale.
struct ParetoIntegral {
    private(set) var logScale = 0.0
    private(set) var sum = 0.0
    private(set) var logAlpha = 0.0
    private(set) var perAlpha = 0.0
    private(set) var logBeta = 0.0
    private(set) var perBeta = 0.0

    /// The variable is the logarithm of the smaller base: the other factor's singularity then lies
    /// at a distance of π whatever the parameters.
    init(_ model: ParetoNBD, _ pattern: PurchasePattern) {
        let k = model.r + Double(pattern.frequency)
        let fromAlpha = model.alpha <= model.beta
        let base = min(model.alpha, model.beta)
        let other = abs(model.alpha - model.beta)
        // e^(−near·u) (e^u + other)^−far, the Jacobian e^u counted into the first.
        let near = fromAlpha ? k - 1 : model.s
        let far = fromAlpha ? model.s + 1 : k
        func height(_ u: Double) -> Double {
            -near * u - far * Double.log(Double.exp(u) + other)
        }
        let start = Double.log(base + pattern.recency)
        var end = Double.log(base + pattern.age)
        guard end > start else { return }
        let first = height(start)
        var last = height(end)
        // What lies 45 below in the exponent adds nothing that a double can hold.
        if first - last > 45 {
            var low = start
            for _ in 0..<40 {
                let middle = (low + end) / 2
                if first - height(middle) > 45 { end = middle } else { low = middle }
                if end - low < 0.02 * (end - start) { break }
            }
            last = height(end)
        }
        let top = max(first, last)
        logScale = top
        let drop = abs(first - last)
        let rule: GaussLegendre =
            drop < 3 && end - start < 1.5
            ? .ten : drop < 12 ? .sixteen : drop < 24 ? .twentyFour : .forty
        let width = end - start
        for (node, weight) in zip(rule.nodes, rule.weights) {
            let u = start + width * node
            let e = Double.exp(u)
            let logFar = Double.log(e + other)
            let part = weight * width * Double.exp(-near * u - far * logFar - top)
            sum += part
            let (a, b) = fromAlpha ? (u, logFar) : (logFar, u)
            let (x, y) = fromAlpha ? (e, e + other) : (e + other, e)
            logAlpha += part * a
            logBeta += part * b
            perAlpha += part / x
            perBeta += part / y
        }
    }
}
