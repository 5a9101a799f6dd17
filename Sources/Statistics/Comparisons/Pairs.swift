/// All pairs of groups compared, the false discovery rate held over all of them.
public struct Pairs<Group: Hashable & Sendable>: Hashable, Sendable {
    public struct Pair: Hashable, Sendable {
        public let a: Group
        public let b: Group
        public let difference: Difference
        /// Benjamini–Hochberg over all pairs.
        public let pAdjusted: Double
    }

    public let pairs: [Pair]

    /// - Parameter compare: first less second; a pair it refuses fails the whole comparison.
    public init<Sample>(
        _ groups: [(Group, Sample)],
        by compare: (Sample, Sample) throws(Unfit) -> Difference
    ) throws(Unfit) {
        var found: [(Group, Group, Difference)] = []
        for i in groups.indices {
            for j in groups.indices where j > i {
                let difference = try compare(groups[i].1, groups[j].1)
                found.append((groups[i].0, groups[j].0, difference))
            }
        }
        let adjusted = FalseDiscovery.adjusted(found.map(\.2.p))
        pairs = zip(found, adjusted).map { one, p in
            Pair(a: one.0, b: one.1, difference: one.2, pAdjusted: p)
        }
    }
}

extension Pairs {
    /// Net Promoter Scores of groups.
    public static func nps(
        _ groups: [(Group, NPSCounts)], level: Double = 0.95
    ) throws(Unfit) -> Pairs {
        try Pairs(groups) { (a, b) throws(Unfit) in try NPS.difference(a, b, level: level) }
    }

    /// Shares of groups.
    public static func shares(
        _ groups: [(Group, Share)], level: Double = 0.95
    ) throws(Unfit) -> Pairs {
        try Pairs(groups) { (a, b) throws(Unfit) in try Share.difference(a, b, level: level) }
    }

    /// Means of groups.
    public static func means(
        _ groups: [(Group, Moments)], level: Double = 0.95
    ) throws(Unfit) -> Pairs {
        try Pairs(groups) { (a, b) throws(Unfit) in try Average.difference(a, b, level: level) }
    }
}
