/// Net Promoter Score with an interval, −1 … 1. `scaled(by: 100)` gives points.
public enum NPS {
    public enum Interval: String, CaseIterable, Hashable, Sendable {
        /// Three pseudo-answers, then Wald: the narrowest that keeps its coverage; the default.
        case adjustedWald
        /// Has no width when all answers are in one class; for comparison with others only.
        case wald
        /// Two Wilson intervals combined by variance recovery.
        case wilson
        /// Inverts the score test of a difference of two discordant cells.
        case tango
    }

    /// The score of these counts. The interval may reach beyond ±1 where few answers agree.
    public static func estimate(
        _ counts: NPSCounts, interval: Interval = .adjustedWald, level: Double = 0.95
    ) throws(Unfit) -> Estimate {
        guard let value = counts.score, let variance = counts.variance else { throw .empty }
        let error = (variance / Double(counts.n)).squareRoot()
        let ends = ends(counts, interval, level)
        return Estimate(
            value: value, standardError: error, low: ends.low, high: ends.high, n: counts.n,
            method: method(interval), level: level)
    }

    public static func method(_ interval: Interval) -> Method {
        switch interval {
        case .adjustedWald:
            Method(
                "nps.adjustedWald",
                source: "Rocks 2016, Interval Estimation for the Net Promoter Score, "
                    + "The American Statistician 70(4)")
        case .wald:
            Method("nps.wald", source: "Wald interval of a trinomial difference")
        case .wilson:
            Method(
                "nps.wilson",
                source: "Newcombe 1998 (MOVER) on Wilson 1927, Statistics in Medicine 17")
        case .tango:
            Method(
                "nps.tango",
                source: "Tango 1998, Equivalence test and confidence interval for the difference "
                    + "in proportions for the paired-sample design, Statistics in Medicine 17")
        }
    }

    static func ends(
        _ counts: NPSCounts, _ interval: Interval, _ level: Double
    ) -> (low: Double, high: Double) {
        let z = Normal.twoSided(level)
        let detractors = Double(counts.detractors)
        let promoters = Double(counts.promoters)
        let n = Double(counts.n)
        switch interval {
        case .wald:
            return wald(detractors: detractors, promoters: promoters, n: n, z: z)
        case .adjustedWald:
            return wald(
                detractors: detractors + 0.75, promoters: promoters + 0.75, n: n + 3, z: z)
        case .wilson:
            return wilson(detractors: detractors, promoters: promoters, n: n, z: z)
        case .tango:
            let difference = (promoters - detractors) / n
            let low = tango(detractors, promoters, n, z, from: -1, to: difference)
            let high = tango(detractors, promoters, n, z, from: 1, to: difference)
            return (low, high)
        }
    }

    private static func wald(
        detractors: Double, promoters: Double, n: Double, z: Double
    ) -> (low: Double, high: Double) {
        let score = (promoters - detractors) / n
        let variance = max(0, (promoters + detractors) / n - score * score)
        let reach = z * (variance / n).squareRoot()
        return (score - reach, score + reach)
    }

    /// Source: Newcombe 1998 "Improved confidence intervals for the difference between binomial
    /// proportions based on paired data", method 10 without continuity correction.
    private static func wilson(
        detractors: Double, promoters: Double, n: Double, z: Double
    ) -> (low: Double, high: Double) {
        let p = promoters / n
        let d = detractors / n
        let up = Share.wilson(hits: promoters, n: n, z: z)
        let down = Share.wilson(hits: detractors, n: n, z: z)
        let spread = (1 - p) * (1 - d)
        let rho = spread > 0 ? -(p * d / spread).squareRoot() : 0
        let a = p - up.low
        let b = down.high - d
        let c = up.high - p
        let e = d - down.low
        let below = (a * a - 2 * rho * a * b + b * b).squareRoot()
        let above = (c * c - 2 * rho * c * e + e * e).squareRoot()
        return (p - d - below, p - d + above)
    }

    /// The bound between `from` (an end of the scale) and `to` (the score itself), by halving.
    private static func tango(
        _ detractors: Double, _ promoters: Double, _ n: Double, _ z: Double,
        from: Double, to: Double
    ) -> Double {
        func excess(_ t: Double) -> Double {
            let b = -detractors - promoters + (2 * n - promoters + detractors) * t
            let c = -detractors * t * (1 - t)
            let q = (max(0, b * b - 8 * n * c).squareRoot() - b) / (4 * n)
            let variance = n * (2 * q + t * (1 - t))
            let distance = abs(promoters - detractors - n * t)
            return distance - z * max(0, variance).squareRoot()
        }
        var outside = from
        var inside = to
        // At the end of the scale the score test never rejects a score that lies there.
        if outside == inside || excess(outside) <= 0 { return outside }
        for _ in 0..<200 {
            let middle = (outside + inside) / 2
            if middle == outside || middle == inside { break }
            if excess(middle) > 0 { outside = middle } else { inside = middle }
        }
        return (outside + inside) / 2
    }
}
