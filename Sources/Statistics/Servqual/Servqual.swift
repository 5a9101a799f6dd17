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
        items = (0..<k).map { Servqual.gap(gram, gram.names[k + $0], [$0], k, level) }
        self.dimensions = dimensions.map { dimension in
            Dimension(
                gap: Servqual.gap(gram, dimension.name, dimension.items, k, level),
                expectationAlpha: Servqual.alpha(gram, dimension.items, level),
                perceptionAlpha: Servqual.alpha(gram, dimension.items.map { $0 + k }, level),
                items: dimension.items)
        }
        let even = Array(repeating: 1.0, count: dimensions.count)
        let sets = dimensions.map(\.items)
        overall = try Servqual.mean(gram, sets, even, k, level, expectations: true)
        performance = try Servqual.mean(gram, sets, even, k, level, expectations: false)
        guard let points else {
            (weighted, weightedPerformance) = (nil, nil)
            return
        }
        weighted = try Servqual.mean(gram, sets, points, k, level, expectations: true)
        weightedPerformance = try Servqual.mean(
            gram, sets, points, k, level, expectations: false)
    }

    private static func gap(
        _ gram: Gram, _ name: String, _ items: [Int], _ k: Int, _ level: Double
    ) -> Gap {
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

    private static func mean(
        _ gram: Gram, _ sets: [[Int]], _ points: [Double], _ k: Int, _ level: Double,
        expectations: Bool
    ) throws(Unfit) -> Estimate {
        guard points.count == sets.count else { throw .mismatched("one weight for each dimension") }
        guard points.allSatisfy({ $0 >= 0 && $0.isFinite }) else { throw .outside("weights") }
        let total = points.reduce(0, +)
        guard total > 0 else { throw .undefined("all weights are zero") }
        var weights = Array(repeating: 0.0, count: 2 * k)
        for (set, point) in zip(sets, points) {
            let share = point / total / Double(set.count)
            for item in set {
                weights[k + item] += share
                if expectations { weights[item] -= share }
            }
        }
        return PairedTest(gram.score(weights), method: method, level: level).estimate
    }
}
