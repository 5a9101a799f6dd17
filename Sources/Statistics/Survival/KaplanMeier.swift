import RealModule

/// How many are still there after a time, when some have not left yet.
/// Source: Kaplan & Meier 1958, JASA 53; errors of Greenwood 1926.
public struct KaplanMeier: Reversible, Hashable {
    /// How the interval is drawn. R draws `log` by default, some others `logLog`.
    public enum Interval: String, CaseIterable, Hashable, Sendable { case log, logLog }

    public struct Point: Hashable, Sendable {
        public let time: Double
        public let atRisk: Int
        public let events: Int
        public let survival: Estimate
    }

    private var events: [Double: Int] = [:]
    private var censored: [Double: Int] = [:]

    public static let method = Method(
        "survival.kaplanMeier", source: "Kaplan & Meier 1958, JASA 53; Greenwood 1926")

    public init() {}

    /// Adds someone seen for so long; `left` says whether they left then or were last seen there.
    public mutating func add(time: Double, left: Bool, times: Int = 1) throws(Unfit) {
        guard time >= 0, time.isFinite else { throw .outside("time") }
        if left {
            events[time, default: 0] += times
        } else {
            censored[time, default: 0] += times
        }
    }

    public mutating func merge(_ other: KaplanMeier) {
        events.merge(other.events, uniquingKeysWith: +)
        censored.merge(other.censored, uniquingKeysWith: +)
    }

    public mutating func subtract(_ other: KaplanMeier) {
        for (time, count) in other.events {
            let left = (events[time] ?? 0) - count
            precondition(left >= 0, "more is taken away than was added")
            events[time] = left == 0 ? nil : left
        }
        for (time, count) in other.censored {
            let left = (censored[time] ?? 0) - count
            precondition(left >= 0, "more is taken away than was added")
            censored[time] = left == 0 ? nil : left
        }
    }

    public var n: Int { events.values.reduce(0, +) + censored.values.reduce(0, +) }

    /// One point for each time at which someone left.
    public func curve(
        interval: Interval = .log, level: Double = 0.95
    ) throws(Unfit) -> [Point] {
        guard n > 0 else { throw .empty }
        let z = Normal.twoSided(level)
        var survival = 1.0
        var sum = 0.0
        return steps().map { step in
            let (risk, gone) = (Double(step.atRisk), Double(step.events))
            survival *= 1 - gone / risk
            sum += risk > gone ? gone / (risk * (risk - gone)) : .infinity
            let ends = KaplanMeier.ends(survival, sum, z, interval)
            return Point(
                time: step.time, atRisk: step.atRisk, events: step.events,
                survival: Estimate(
                    value: survival,
                    standardError: sum.isFinite ? survival * sum.squareRoot() : nil,
                    low: ends.low, high: ends.high, n: n, method: KaplanMeier.method,
                    level: level))
        }
    }

    /// The time by which half have left; absent when fewer have.
    public func median() throws(Unfit) -> Double? {
        try curve().first { $0.survival.value <= 0.5 + 1e-12 }?.time
    }

    /// Times with events, ascending, and who was at risk just before.
    func steps() -> [(time: Double, atRisk: Int, events: Int)] {
        var atRisk = n
        var result: [(time: Double, atRisk: Int, events: Int)] = []
        for time in Set(events.keys).union(censored.keys).sorted() {
            let gone = events[time] ?? 0
            if gone > 0 { result.append((time, atRisk, gone)) }
            atRisk -= gone + (censored[time] ?? 0)
        }
        return result
    }

    private static func ends(
        _ s: Double, _ sum: Double, _ z: Double, _ interval: Interval
    ) -> (low: Double, high: Double) {
        guard s > 0, sum.isFinite else { return (0, s > 0 ? 1 : 0) }
        let root = sum.squareRoot()
        switch interval {
        case .log:
            return (s * Double.exp(-z * root), min(1, s * Double.exp(z * root)))
        case .logLog:
            guard s < 1 else { return (1, 1) }
            let reach = z * root / -Double.log(s)
            return (
                Double.exp(Double.log(s) * Double.exp(reach)),
                Double.exp(Double.log(s) * Double.exp(-reach))
            )
        }
    }

    public static let logRankMethod = Method(
        "survival.logRank", source: "Mantel 1966, Cancer Chemotherapy Reports 50")

    /// Whether groups leave at the same pace.
    public static func logRank(
        _ groups: [KaplanMeier]
    ) throws(Unfit) -> (statistic: Double, degrees: Int, p: Double) {
        let used = groups.filter { $0.n > 0 }
        guard used.count > 1 else { throw .tooFew(have: used.count, need: 2) }
        let k = used.count
        var gaps = Array(repeating: 0.0, count: k)
        var spread = Matrix(rows: k, columns: k)
        let times = Set(used.flatMap { $0.events.keys }).sorted()
        guard !times.isEmpty else { throw .constant("event") }
        for time in times {
            let risks = used.map { $0.atRisk(time) }
            let gone = used.map { Double($0.events[time] ?? 0) }
            let total = risks.reduce(0, +)
            let left = gone.reduce(0, +)
            let factor = total > 1 ? left * (total - left) / (total - 1) : 0
            for i in 0..<k {
                gaps[i] += gone[i] - left * risks[i] / total
                for j in 0..<k {
                    let same = i == j ? risks[i] / total : 0
                    spread[i, j] += factor * (same - risks[i] * risks[j] / (total * total))
                }
            }
        }
        let kept = Array(0..<(k - 1))
        guard let factor = try? Cholesky(spread.picking(kept)) else {
            throw .undefined("the groups were never at risk together")
        }
        let reduced = kept.map { gaps[$0] }
        let statistic = dot(reduced, factor.solve(reduced))
        return (statistic, k - 1, ChiSquared(degrees: Double(k - 1)).upperTail(statistic))
    }

    private func atRisk(_ time: Double) -> Double {
        var sum = 0
        for (other, count) in events where other >= time { sum += count }
        for (other, count) in censored where other >= time { sum += count }
        return Double(sum)
    }
}
