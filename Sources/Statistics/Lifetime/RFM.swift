/// Customers scored one to five by recency, frequency and money.
/// Source: Hughes 1994 "Strategic Database Marketing".
public struct RFM: Hashable, Sendable {
    /// What is known of one customer.
    public struct Customer: Hashable, Sendable {
        /// Days since the last purchase.
        public let recency: Double
        /// Distinct days of purchase.
        public let frequency: Int
        /// Total spent.
        public let monetary: Double

        public init(recency: Double, frequency: Int, monetary: Double) {
            self.recency = recency
            self.frequency = frequency
            self.monetary = monetary
        }
    }

    public enum Rule: String, CaseIterable, Hashable, Sendable {
        /// Cut at quantiles of the values: equal customers get equal scores. Groups differ in size.
        case value
        /// Equal groups in order, as NTILE makes them: ties are split by position.
        case rank
    }

    public struct Score: Hashable, Sendable {
        public let recency: Int
        public let frequency: Int
        public let monetary: Int
        /// 555 is best in all three.
        public var code: Int { 100 * recency + 10 * frequency + monetary }
    }

    /// In the order of the customers.
    public let scores: [Score]
    /// Quantiles between the groups of recency, frequency and money; empty for the rank rule.
    public let breaks: [[Double]]

    public static let method = Method(
        "lifetime.rfm", source: "Hughes 1994, Strategic Database Marketing")

    public init(
        _ customers: [Customer], groups: Int = 5, rule: Rule = .value
    ) throws(Unfit) {
        guard !customers.isEmpty else { throw .empty }
        guard groups > 1, groups < 10 else { throw .outside("groups") }
        guard customers.allSatisfy({ $0.recency.isFinite && $0.monetary.isFinite }) else {
            throw .notFinite("customer")
        }
        // Less recency is better, so its sign is turned.
        let values = [
            customers.map { -$0.recency }, customers.map { Double($0.frequency) },
            customers.map(\.monetary),
        ]
        var made: [[Int]] = []
        var cuts: [[Double]] = []
        for column in values {
            switch rule {
            case .rank:
                made.append(RFM.tiles(column, groups))
            case .value:
                let sorted = column.sorted()
                let found = (1..<groups).map {
                    Percentile.quantile(ofSorted: sorted, Double($0) / Double(groups))
                }
                cuts.append(found)
                made.append(column.map { value in 1 + found.filter { $0 < value }.count })
            }
        }
        if rule == .value {
            // Recency's own cuts ascend again once the sign is back; a value on a cut is the
            // better.
            let back = cuts[0].map { -$0 }.reversed()
            cuts[0] = Array(back)
            made[0] = customers.map { customer in
                groups - cuts[0].filter { $0 < customer.recency }.count
            }
        }
        scores = customers.indices.map {
            Score(recency: made[0][$0], frequency: made[1][$0], monetary: made[2][$0])
        }
        breaks = cuts
    }

    /// The first groups take the remainder, as SQL's NTILE does.
    private static func tiles(_ values: [Double], _ groups: Int) -> [Int] {
        let order = values.indices.sorted {
            values[$0] == values[$1] ? $0 < $1 : values[$0] < values[$1]
        }
        let size = values.count / groups
        let larger = values.count % groups
        var result = Array(repeating: 1, count: values.count)
        for (rank, index) in order.enumerated() {
            let inLarger = larger * (size + 1)
            result[index] =
                rank < inLarger
                ? rank / (size + 1) + 1 : larger + (rank - inLarger) / max(size, 1) + 1
        }
        return result
    }
}
