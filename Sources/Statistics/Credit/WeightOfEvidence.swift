import RealModule

/// How much each category of an attribute speaks for bad rather than good payers.
/// Source: Siddiqi 2006 "Credit Risk Scorecards".
public struct WeightOfEvidence<Category: Hashable & Sendable>: Reversible, Hashable {
    public private(set) var good: [Category: Int] = [:]
    public private(set) var bad: [Category: Int] = [:]

    public init() {}

    public mutating func add(_ category: Category, isBad: Bool, times: Int = 1) {
        if isBad {
            bad[category, default: 0] += times
        } else {
            good[category, default: 0] += times
        }
    }

    public mutating func merge(_ other: WeightOfEvidence) {
        good.merge(other.good, uniquingKeysWith: +)
        bad.merge(other.bad, uniquingKeysWith: +)
    }

    public mutating func subtract(_ other: WeightOfEvidence) {
        for (category, count) in other.good {
            good[category, default: 0] -= count
            if good[category] == 0 { good[category] = nil }
        }
        for (category, count) in other.bad {
            bad[category, default: 0] -= count
            if bad[category] == 0 { bad[category] = nil }
        }
    }

    /// ln(share of bads ÷ share of goods) of each category. An empty cell counts as half a payer.
    public func weights() throws(Unfit) -> [Category: Double] {
        let shares = try self.shares()
        return shares.mapValues { Double.log($0.bad / $0.good) }
    }

    /// Σ (share of bads − share of goods) × weight: above 0.3 strong, below 0.02 useless.
    public func informationValue() throws(Unfit) -> Double {
        var sum = 0.0
        for share in try shares().values {
            sum += (share.bad - share.good) * Double.log(share.bad / share.good)
        }
        return sum
    }

    private func shares() throws(Unfit) -> [Category: (good: Double, bad: Double)] {
        let goods = good.values.reduce(0, +)
        let bads = bad.values.reduce(0, +)
        guard goods > 0, bads > 0 else { throw .constant("outcome") }
        var result: [Category: (good: Double, bad: Double)] = [:]
        for category in Set(good.keys).union(bad.keys) {
            let g = Double(good[category] ?? 0)
            let b = Double(bad[category] ?? 0)
            result[category] = (
                (g > 0 ? g : 0.5) / Double(goods), (b > 0 ? b : 0.5) / Double(bads)
            )
        }
        return result
    }
}
