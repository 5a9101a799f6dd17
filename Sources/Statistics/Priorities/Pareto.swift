/// The few causes behind most of the effect.
/// Source: Juran 1951 "Quality Control Handbook", after Pareto 1896.
public struct Pareto<Cause: Hashable & Sendable>: Hashable, Sendable {
    public enum Band: String, CaseIterable, Hashable, Sendable { case a = "A", b = "B", c = "C" }

    public struct Item: Hashable, Sendable {
        public let cause: Cause
        public let amount: Double
        public let share: Double
        public let cumulative: Double
        public let band: Band
    }

    /// Largest first; equal amounts keep their order.
    public let items: [Item]
    public let total: Double
    /// 0 all alike, towards 1 all on one.
    public let gini: Double

    /// - Parameters:
    ///   - vital: A goes up to and including the item that reaches this cumulative share.
    ///   - useful: the same for B.
    public init(
        _ amounts: [(Cause, Double)], vital: Double = 0.8, useful: Double = 0.95
    ) throws(Unfit) {
        guard !amounts.isEmpty else { throw .empty }
        guard vital > 0, vital <= useful, useful <= 1 else { throw .outside("bands") }
        guard amounts.allSatisfy({ $0.1 >= 0 && $0.1.isFinite }) else { throw .outside("amount") }
        let sum = amounts.reduce(0) { $0 + $1.1 }
        guard sum > 0 else { throw .undefined("all amounts are zero") }
        let order = amounts.indices.sorted {
            amounts[$0].1 == amounts[$1].1 ? $0 < $1 : amounts[$0].1 > amounts[$1].1
        }
        var running = 0.0
        var weighted = 0.0
        var built: [Item] = []
        let n = Double(amounts.count)
        for (rank, index) in order.enumerated() {
            let before = running / sum
            running += amounts[index].1
            weighted += (n - Double(rank)) * amounts[index].1
            let band: Band = before < vital ? .a : before < useful ? .b : .c
            built.append(
                Item(
                    cause: amounts[index].0, amount: amounts[index].1,
                    share: amounts[index].1 / sum, cumulative: min(1, running / sum),
                    band: band))
        }
        items = built
        total = sum
        gini = 2 * weighted / (n * sum) - (n + 1) / n
    }
}
