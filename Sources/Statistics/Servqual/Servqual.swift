/// Service quality as the gap between what customers expect and what they find, item by item and
/// dimension by dimension, from the Gram summary of all answers of complete respondents.
/// Source: Parasuraman, Zeithaml, Berry 1988 "SERVQUAL", Journal of Retailing 64(1).
public struct Servqual: Hashable, Sendable {
    /// Expectation, perception and perception less expectation with a paired test.
    public struct Gap: Hashable, Sendable {
        public let name: String
        public let expectation: Double
        public let perception: Double
        public let gap: Estimate
        public let t: Double
        public let p: Double
    }

    public struct Dimension: Hashable, Sendable {
        public let gap: Gap
        /// Absent for a dimension of one item, or where an item does not vary.
        public let expectationAlpha: Estimate?
        public let perceptionAlpha: Estimate?
        public let items: [Int]
    }

    public let items: [Gap]
    public let dimensions: [Dimension]
    /// Mean of the dimensions' gaps; dimensions count alike however many items they have.
    public let overall: Estimate
    /// Mean of the dimensions weighted by importance points; absent without points.
    public let weighted: Estimate?
    /// SERVPERF: mean perception over the dimensions.
    /// Source: Cronin & Taylor 1992 "Measuring Service Quality", Journal of Marketing 56(3).
    public let performance: Estimate
    /// SERVPERF weighted by importance points; absent without points.
    public let weightedPerformance: Estimate?

    public static let method = Method(
        "servqual.gap",
        source: "Parasuraman, Zeithaml, Berry 1988, Journal of Retailing 64(1); paired t")

    /// - Parameters:
    ///   - gram: k expectations, then the k perceptions of the same items.
    ///   - dimensions: names and the items (from 0) that belong to each.
    ///   - points: importance of each dimension, the same for all; rescaled to their sum.
    public init(
        _ gram: Gram, dimensions: [(name: String, items: [Int])], points: [Double]? = nil,
        level: Double = 0.95
    ) throws(Unfit) {
        guard gram.width > 0, gram.width.isMultiple(of: 2) else {
            throw .mismatched("as many perceptions as expectations")
        }
        guard gram.count > 1 else { throw .tooFew(have: gram.count, need: 2) }
        let k = gram.width / 2
        for dimension in dimensions {
            guard !dimension.items.isEmpty, dimension.items.allSatisfy({ 0..<k ~= $0 }) else {
                throw .mismatched(dimension.name)
            }
        }
        try self.init(
            items: (0..<k).map { Servqual.gap(gram, gram.names[k + $0], [$0], level) },
            parts: dimensions.map { dimension in
                gram.picking(dimension.items + dimension.items.map { $0 + k })
            },
            means: Servqual.means(gram, dimensions), dimensions, points, level)
    }

    /// The same from less: what has to be known of items of two dimensions together.
    /// - Parameters:
    ///   - parts: of each dimension, its expectations, then the perceptions of the same items.
    ///   - means: of each respondent's mean expectation by dimension, then mean perception.
    public init(
        parts: [Gram], means: Gram, names: [String], points: [Double]? = nil, level: Double = 0.95
    ) throws(Unfit) {
        guard parts.count == names.count, means.width == 2 * parts.count else {
            throw .mismatched("one summary for each dimension")
        }
        guard means.count > 1 else { throw .tooFew(have: means.count, need: 2) }
        var items: [Gap] = []
        var dimensions: [(name: String, items: [Int])] = []
        for (name, part) in zip(names, parts) {
            let k = part.width / 2
            dimensions.append((name, Array(items.count..<(items.count + k))))
            items += (0..<k).map { Servqual.gap(part, part.names[k + $0], [$0], level) }
        }
        try self.init(
            items: items, parts: parts, means: means, dimensions, points, level)
    }

    private init(
        items: [Gap], parts: [Gram], means: Gram, _ dimensions: [(name: String, items: [Int])],
        _ points: [Double]?, _ level: Double
    ) throws(Unfit) {
        self.items = items
        self.dimensions = dimensions.indices.concurrentMap { place in
            let (dimension, part) = (dimensions[place], parts[place])
            let own = Array(dimension.items.indices)
            return Dimension(
                gap: Servqual.gap(part, dimension.name, own, level),
                expectationAlpha: Servqual.alpha(part, own, level),
                perceptionAlpha: Servqual.alpha(part, own.map { $0 + own.count }, level),
                items: dimension.items)
        }
        let even = Array(repeating: 1.0, count: dimensions.count)
        overall = try Servqual.mean(means, even, level, expectations: true)
        performance = try Servqual.mean(means, even, level, expectations: false)
        guard let points else {
            (weighted, weightedPerformance) = (nil, nil)
            return
        }
        weighted = try Servqual.mean(means, points, level, expectations: true)
        weightedPerformance = try Servqual.mean(means, points, level, expectations: false)
    }

    /// Mean expectation and mean perception of each dimension.
    private static func means(
        _ gram: Gram, _ dimensions: [(name: String, items: [Int])]
    ) -> Gram {
        let made = [0, gram.width / 2].flatMap { side in
            dimensions.map { dimension in
                dimension.items.map { ($0 + side, 1 / Double(dimension.items.count)) }
            }
        }
        return gram.combined(made, names: dimensions.map(\.name) + dimensions.map(\.name))
    }

    private static func gap(
        _ gram: Gram, _ name: String, _ items: [Int], _ level: Double
    ) -> Gap {
        let k = gram.width / 2
        var weights = Array(repeating: 0.0, count: 2 * k)
        let share = 1 / Double(items.count)
        var expected = 0.0
        var perceived = 0.0
        for item in items {
            weights[item] = -share
            weights[k + item] = share
            expected += gram.means[item] * share
            perceived += gram.means[k + item] * share
        }
        let tested = PairedTest(gram.score(weights), method: method, level: level)
        return Gap(
            name: name, expectation: expected, perception: perceived, gap: tested.estimate,
            t: tested.t, p: tested.p)
    }

    private static func alpha(_ gram: Gram, _ items: [Int], _ level: Double) -> Estimate? {
        try? Reliability(gram.picking(items), level: level).alpha
    }

    /// - Parameter means: by dimension, of expectations and then of perceptions.
    private static func mean(
        _ means: Gram, _ points: [Double], _ level: Double, expectations: Bool
    ) throws(Unfit) -> Estimate {
        let count = means.width / 2
        guard points.count == count else { throw .mismatched("one weight for each dimension") }
        guard points.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("weights") }
        let total = points.reduce(0, +)
        guard total > 0 else { throw .undefined("all weights are zero") }
        let shares = points.map { $0 / total }
        let less = shares.map { expectations ? -$0 : 0 }
        return PairedTest(means.score(less + shares), method: method, level: level).estimate
    }
}
