/// Importance against performance: where to concentrate.
/// Source: Martilla & James 1977 "Importance-Performance Analysis", Journal of Marketing 41(1).
public struct Importance: Hashable, Sendable {
    public enum Quadrant: String, CaseIterable, Hashable, Sendable {
        case concentrate, keepUp, lowPriority, overkill
    }

    /// Where the cross-hair stands. The choice moves items between quadrants, so it is shown.
    public enum Cut: Hashable, Sendable {
        case means, medians
        case fixed(importance: Double, performance: Double)
    }

    public struct Item: Hashable, Sendable {
        public let name: String
        public let importance: Double
        public let performance: Double
        public let quadrant: Quadrant
        /// Performance less importance: below zero calls for work on the diagonal model
        /// (Bacon 2003). Only meaningful where both are on one scale.
        public let gap: Double
    }

    public let items: [Item]
    public let importanceCut: Double
    public let performanceCut: Double

    public static let method = Method(
        "importance.performance", source: "Martilla & James 1977, Journal of Marketing 41(1)")

    public init(
        _ items: [(name: String, importance: Double, performance: Double)], cut: Cut = .means
    ) throws(Unfit) {
        guard !items.isEmpty else { throw .empty }
        for item in items where !(item.importance.isFinite && item.performance.isFinite) {
            throw .notFinite(item.name)
        }
        let importances = items.map(\.importance)
        let performances = items.map(\.performance)
        switch cut {
        case .means:
            importanceCut = Moments(importances).mean
            performanceCut = Moments(performances).mean
        case .medians:
            importanceCut = Percentile.median(importances) ?? 0
            performanceCut = Percentile.median(performances) ?? 0
        case .fixed(let importance, let performance):
            importanceCut = importance
            performanceCut = performance
        }
        let (x, y) = (importanceCut, performanceCut)
        self.items = items.map { item in
            let quadrant: Quadrant =
                switch (item.importance >= x, item.performance >= y) {
                case (true, false): .concentrate
                case (true, true): .keepUp
                case (false, false): .lowPriority
                case (false, true): .overkill
                }
            return Item(
                name: item.name, importance: item.importance, performance: item.performance,
                quadrant: quadrant, gap: item.performance - item.importance)
        }
    }

    /// Importance that the answers reveal rather than state: each item's correlation with the
    /// overall score.
    public static func derived(
        _ gram: Gram, outcome: Int, items: [Int], cut: Cut = .means
    ) throws(Unfit) -> Importance {
        let correlation = try gram.correlation()
        return try Importance(
            items.map { (gram.names[$0], correlation[$0, outcome], gram.means[$0]) }, cut: cut)
    }
}
