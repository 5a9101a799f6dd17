/// How sure the shares of drivers are, by resampling respondents: their rows, or random parts of
/// them.
/// Source: Efron & Tibshirani 1993 "An Introduction to the Bootstrap" (percentile interval).
public struct DriverBootstrap: Hashable, Sendable {
    public struct Interval: Hashable, Sendable {
        public let low: Double
        public let high: Double
        /// Share of resamples in which the driver kept its rank.
        public let rankStability: Double
    }

    /// In the order of the drivers.
    public let intervals: [Interval]
    public let draws: Int

    public static let method = Method(
        "drivers.bootstrap", source: "Efron & Tibshirani 1993, percentile interval")

    /// - Parameter columns: outcome first, then the drivers; without missing values.
    public init(
        _ columns: [(name: String, values: [Double])], sharing: Drivers.Sharing = .shapley,
        draws: Int = 1000, level: Double = 0.95, using chance: inout SplitMix64
    ) throws(Unfit) {
        let whole = try Gram(columns)
        let rows = ResampledGram(whole, columns.map(\.values))
        try self.init(whole, rows, sharing, draws, level, &chance)
    }

    /// Of so many respondents that their rows need not be kept: they were dealt to some hundred
    /// parts by chance, and whole parts are drawn.
    /// - Parameter parts: summaries of the same variables, outcome first; sizes about equal.
    public init(
        parts: [Gram], sharing: Drivers.Sharing = .shapley, draws: Int = 1000,
        level: Double = 0.95, using chance: inout SplitMix64
    ) throws(Unfit) {
        guard parts.count >= DriverBootstrap.leastParts else {
            throw .tooFew(have: parts.count, need: DriverBootstrap.leastParts)
        }
        let dealt = DealtGram(parts)
        try self.init(dealt.whole, dealt, sharing, draws, level, &chance)
    }

    /// With fewer parts the spread between them is itself too uncertain.
    public static let leastParts = 50

    private init(
        _ whole: Gram, _ rows: some Resampled, _ sharing: Drivers.Sharing, _ draws: Int,
        _ level: Double, _ chance: inout SplitMix64
    ) throws(Unfit) {
        guard draws > 1 else { throw .tooFew(have: draws, need: 2) }
        let drivers = Array(1..<max(1, whole.width))
        let correlation = try whole.correlation()
        let rank = DriverBootstrap.ranks(
            try Drivers.shares(correlation, outcome: 0, drivers: drivers, sharing: sharing))
        let nearby =
            sharing == .johnson
            ? RelativeWeights.Nearby(correlation, outcome: 0, drivers: drivers) : nil
        // A resample in which a driver does not vary has no shares and is drawn again, but a
        // sample that mostly fails is not fit for resampling.
        let all = rows.resample(draws, using: &chance) { grams -> [[Double]?] in
            let correlations = grams.map { try? $0.correlation() }
            if var nearby { return correlations.map { $0.flatMap { nearby.shares($0) } } }
            let varied = correlations.compactMap(\.self)
            var shares = (try? Shapley.shares(each: varied, outcome: 0, drivers: drivers))?[...]
            return correlations.map { $0 == nil ? nil : shares?.popFirst() }
        }
        guard let all else { throw .tooFew(have: whole.count, need: whole.count * 2) }
        var samples = Array(repeating: [Double](), count: drivers.count)
        var kept = Array(repeating: 0, count: drivers.count)
        for shares in all.found {
            let ranks = DriverBootstrap.ranks(shares)
            for j in drivers.indices {
                samples[j].append(shares[j])
                kept[j] += ranks[j] == rank[j] ? 1 : 0
            }
        }
        intervals = drivers.indices.map { j in
            let ends = Percentile.interval(samples[j], level: level)
            return Interval(
                low: ends.low, high: ends.high, rankStability: Double(kept[j]) / Double(draws))
        }
        self.draws = draws
    }

    private static func ranks(_ shares: [Double]) -> [Int] {
        let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
        var ranks = Array(repeating: 0, count: shares.count)
        for (rank, index) in order.enumerated() { ranks[index] = rank }
        return ranks
    }
}
