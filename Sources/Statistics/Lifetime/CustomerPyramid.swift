/// How much the best customers bring: tiers by their place in the order of value.
/// Sources: Curry & Curry 2000 "The Customer Marketing Method" (1, 4, 15, 80 %); Zeithaml, Rust,
/// Lemon 2001 "The Customer Pyramid", California Management Review 43(4).
public struct CustomerPyramid: Hashable, Sendable {
    public struct Tier: Hashable, Sendable {
        public let name: String
        public let customers: Int
        /// Of the value of all.
        public let share: Double
    }

    public let tiers: [Tier]

    public static let method = Method(
        "lifetime.pyramid", source: "Curry & Curry 2000; Zeithaml, Rust, Lemon 2001, CMR 43(4)")

    /// - Parameter ends: share of customers that each tier reaches to, the best first.
    public init(
        _ amounts: [Double],
        ends: [(name: String, upTo: Double)] = [
            ("top", 0.01), ("big", 0.05), ("medium", 0.2), ("small", 1),
        ]
    ) throws(Unfit) {
        guard !amounts.isEmpty else { throw .empty }
        guard amounts.allSatisfy(\.isFinite) else { throw .notFinite("amount") }
        guard amounts.allSatisfy({ $0 >= 0 }) else { throw .outside("amount") }
        let sorted = amounts.sorted(by: >)
        let total = sorted.reduce(0, +)
        guard total > 0 else { throw .undefined("all amounts are zero") }
        var built: [Tier] = []
        var start = 0
        for (name, upTo) in ends {
            guard upTo > 0, upTo <= 1 else { throw .outside("tiers") }
            let exact = upTo * Double(sorted.count)
            let end = min(sorted.count, max(start, Int((exact - 1e-9).rounded(.up))))
            let sum = sorted[start..<end].reduce(0, +)
            built.append(Tier(name: name, customers: end - start, share: sum / total))
            start = end
        }
        tiers = built
    }
}
