/// Whether features are read differently in different waves of different people.
public struct KanoDrift: Hashable, Sendable {
    public let chiSquare: Double
    public let degrees: Int
    public let p: Double
    /// Cramér's V: 0 the same, 1 as different as can be.
    public let association: Double
    /// z of the later less the earlier coefficient; absent unless there are two waves.
    public let betterZ: Double?
    public let worseZ: Double?
    /// Trend along the life cycle I < A < O < M; absent where nothing varies.
    public let trend: Trend?

    public struct Trend: Hashable, Sendable {
        public let r: Double
        /// (N − 1) r², chi-square with one degree of freedom.
        public let statistic: Double
        public let p: Double
    }

    public static let method = Method(
        "kano.drift",
        source: "Pearson 1900; Mantel 1963, JASA 58; life cycle of Kano 2001")

    public init(_ waves: [KanoCounts]) throws(Unfit) {
        let rows = waves.map { wave in KanoCategory.allCases.map { wave[$0] } }
        let tested = try Contingency(rows: rows).independence()
        chiSquare = tested.chiSquare
        degrees = tested.degrees
        p = tested.p
        let n = Double(waves.reduce(0) { $0 + $1.n })
        let used = KanoCategory.allCases.filter { category in
            waves.contains { $0[category] > 0 }
        }.count
        let kept = waves.filter { $0.n > 0 }.count
        association = (tested.chiSquare / (n * Double(min(used, kept) - 1))).squareRoot()
        trend = KanoDrift.trend(waves)
        guard waves.count == 2 else {
            (betterZ, worseZ) = (nil, nil)
            return
        }
        betterZ = KanoDrift.z(waves) { $0[.attractive] + $0[.oneDimensional] }
        worseZ = KanoDrift.z(waves) { $0[.oneDimensional] + $0[.mustBe] }.map { -$0 }
    }

    /// Unpooled z of two shares among those neither reversed nor questionable.
    private static func z(_ waves: [KanoCounts], _ hits: (KanoCounts) -> Int) -> Double? {
        let sizes = waves.map { Double($0.plain) }
        guard sizes[0] > 0, sizes[1] > 0 else { return nil }
        let a = Double(hits(waves[0])) / sizes[0]
        let b = Double(hits(waves[1])) / sizes[1]
        let variance = a * (1 - a) / sizes[0] + b * (1 - b) / sizes[1]
        return variance > 0 ? (b - a) / variance.squareRoot() : nil
    }

    private static func trend(_ waves: [KanoCounts]) -> Trend? {
        let order: [KanoCategory] = [.indifferent, .attractive, .oneDimensional, .mustBe]
        var gram = Gram(names: ["wave", "category"])
        for (time, wave) in waves.enumerated() {
            for (score, category) in order.enumerated() {
                gram.add([Double(time), Double(score)], times: wave[category])
            }
        }
        let m = gram.comoments
        guard gram.count > 1, m[0, 0] > 0, m[1, 1] > 0 else { return nil }
        let r = m[0, 1] / (m[0, 0] * m[1, 1]).squareRoot()
        let statistic = Double(gram.count - 1) * r * r
        return Trend(
            r: r, statistic: statistic, p: ChiSquared(degrees: 1).upperTail(statistic))
    }
}
