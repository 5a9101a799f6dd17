import RealModule

/// The binomial distribution.
public struct Binomial: Hashable, Sendable {
    public let trials: Int
    public let chance: Double

    public init(trials: Int, chance: Double) {
        precondition(trials >= 0 && chance >= 0 && chance <= 1)
        self.trials = trials
        self.chance = chance
    }

    /// P(K = k).
    /// Source: Loader 2000 "Fast and Accurate Computation of Binomial Probabilities".
    public func mass(_ k: Int) -> Double {
        guard k >= 0 && k <= trials else { return 0 }
        if chance == 0 { return k == 0 ? 1 : 0 }
        if chance == 1 { return k == trials ? 1 : 0 }
        let n = Double(trials)
        if k == 0 { return Double.exp(n * Double.log(onePlus: -chance)) }
        if k == trials { return Double.exp(n * Double.log(chance)) }
        let hits = Double(k)
        let misses = n - hits
        let shape = stirling(n) - stirling(hits) - stirling(misses)
        let distance =
            Deviance.term(hits, n * chance) + Deviance.term(misses, n * (1 - chance))
        return Double.exp(shape - distance) * (n / (2 * Double.pi * hits * misses)).squareRoot()
    }

    /// P(K ≤ k).
    public func cdf(_ k: Int) -> Double {
        if k < 0 { return 0 }
        if k >= trials { return 1 }
        return IncompleteBeta.tails(
            a: Double(trials - k), b: Double(k + 1), x: 1 - chance, y: chance
        ).lower
    }

    /// P(K ≥ k).
    public func atLeast(_ k: Int) -> Double {
        if k <= 0 { return 1 }
        if k > trials { return 0 }
        return IncompleteBeta.tails(
            a: Double(k), b: Double(trials - k + 1), x: chance, y: 1 - chance
        ).lower
    }

    private func stirling(_ n: Double) -> Double { Deviance.stirling(n) }
}
