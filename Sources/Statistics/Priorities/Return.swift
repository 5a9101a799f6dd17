import RealModule

/// What an improvement brings for what it costs.
public enum Return {
    public static let method = Method(
        "priority.return", source: "Brealey, Myers, Allen, Principles of Corporate Finance")

    /// (benefit − cost) / cost.
    public static func onInvestment(benefit: Double, cost: Double) throws(Unfit) -> Double {
        guard cost > 0 else { throw .undefined("without a cost there is no return on it") }
        return (benefit - cost) / cost
    }

    /// Periods until the cost has come back; absent when it never does.
    public static func payback(cost: Double, benefitPerPeriod: Double) -> Double? {
        if cost <= 0 { return 0 }
        return benefitPerPeriod > 0 ? cost / benefitPerPeriod : nil
    }

    /// Present value of flows at the ends of periods, less the cost today.
    public static func netPresentValue(
        cost: Double, flows: [Double], rate: Double
    ) throws(Unfit) -> Double {
        guard rate > -1 else { throw .outside("rate") }
        var value = -cost
        var factor = 1.0
        for flow in flows {
            factor /= 1 + rate
            value += flow * factor
        }
        return value
    }

    /// Reach × impact × confidence ÷ effort.
    public static func rice(
        reach: Double, impact: Double, confidence: Double, effort: Double
    ) throws(Unfit) -> Double {
        guard effort > 0 else { throw .undefined("without an effort there is no ratio") }
        return reach * impact * confidence / effort
    }
}
