/// Agents for every interval of a day, from the arrivals of past days.
public struct DayPlan: Hashable, Sendable {
    public struct Interval: Hashable, Sendable {
        /// Mean arrivals of the past days.
        public let expected: Double
        /// Arrivals the plan is made for.
        public let planned: Double
        public let agents: Int
        public let scheduled: Int
        public let serviceLevel: Double
        public let occupancy: Double
    }

    public let intervals: [Interval]

    public static let method = Method(
        "staffing.day", source: "Erlang C per interval on the quantile of past arrivals")

    /// - Parameters:
    ///   - days: one row a past day of the same kind, one column an interval.
    ///   - quantile: plan for the mean (nil), or for the arrivals that this share of such days
    ///     stays below, taking days to differ by more than chance where they do.
    public init(
        days: [[Int]], intervalSeconds: Double, handleSeconds: Double, share: Double,
        within seconds: Double, shrinkage: Double = 0, quantile: Double? = nil
    ) throws(Unfit) {
        guard let width = days.first?.count, width > 0 else { throw .empty }
        guard days.allSatisfy({ $0.count == width }) else { throw .mismatched("intervals") }
        guard days.joined().allSatisfy({ $0 >= 0 }) else { throw .outside("arrivals") }
        guard intervalSeconds > 0 else { throw .outside("interval") }
        var planned: [Interval] = []
        for column in 0..<width {
            let history = Moments(days.map { Double($0[column]) })
            let goal = DayPlan.goal(history, quantile)
            let found = try ErlangC.needed(
                arrivalsPerSecond: goal / intervalSeconds, handleSeconds: handleSeconds,
                share: share, within: seconds)
            let idle = goal == 0
            planned.append(
                Interval(
                    expected: history.mean, planned: goal, agents: idle ? 0 : found.agents,
                    scheduled: idle
                        ? 0
                        : try ErlangC.scheduled(agents: found.agents, shrinkage: shrinkage),
                    serviceLevel: found.serviceLevel(within: seconds),
                    occupancy: found.occupancy))
        }
        intervals = planned
    }

    private static func goal(_ history: Moments, _ quantile: Double?) -> Double {
        guard let quantile, history.mean > 0 else { return history.mean }
        let variance = max(history.mean, history.variance ?? history.mean)
        return GammaDistribution(
            shape: history.mean * history.mean / variance, rate: history.mean / variance
        ).quantile(quantile)
    }
}
