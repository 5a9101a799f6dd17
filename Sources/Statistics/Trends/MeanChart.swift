import RealModule

extension ControlChart {
    public static let meansMethod = Method(
        "chart.means", source: "Shewhart 1931; Montgomery 2013, Statistical Quality Control")

    /// What is known of the values of one moment: how many, their mean and range.
    public struct Subgroup: Hashable, Sendable {
        public let count: Int
        public let mean: Double
        public let range: Double

        public init(count: Int, mean: Double, range: Double) {
            self.count = count
            self.mean = mean
            self.range = range
        }
    }

    /// Means of samples taken together, limits from the ranges within them.
    public static func means(
        _ groups: [Subgroup], baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        let base = try base(groups.count, baseline)
        let sigma = try within(Array(groups[..<base]))
        let count = groups[..<base].reduce(0) { $0 + $1.count }
        let sum = groups[..<base].reduce(0) { $0 + Double($1.count) * $1.mean }
        let centre = sum / Double(count)
        let errors = groups.map { sigma / Double($0.count).squareRoot() }
        let rules = rules(groups.indices.map { (groups[$0].mean - centre) / errors[$0] })
        let points = groups.indices.map { i in
            Point(
                value: groups[i].mean, lower: centre - 3 * errors[i],
                upper: centre + 3 * errors[i], rules: rules[i])
        }
        return ControlChart(centre: centre, points: points, sigma: sigma, method: meansMethod)
    }

    public static let momentsMethod = Method(
        "chart.moments",
        source: "Montgomery 2013, Statistical Quality Control, 6.3; Laney 2002, QE 14(4)")

    /// Means of samples of any size, limits from the spread within them, pooled.
    /// - Parameter laney: lets the limits also allow for moments that differ by more than chance,
    ///   as for shares; `sigma` is then how much more.
    public static func means(
        _ groups: [Moments], laney: Bool = false, baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        guard groups.allSatisfy({ $0.count > 0 && $0.mean.isFinite }) else {
            throw .outside("sample")
        }
        let base = try base(groups.count, baseline)
        let whole = Moments.merging(groups[..<base])
        let degrees = whole.count - base
        guard degrees > 0 else { throw .tooFew(have: whole.count, need: base + 1) }
        let within = groups[..<base].reduce(0) { $0 + $1.squares } / Double(degrees)
        guard within > 0 else { throw .constant("value") }
        return chart(
            groups.map(\.mean), whole.mean,
            groups.map { (within / Double($0.count)).squareRoot() }, base, floor: -.infinity,
            ceiling: .infinity, adjust: laney, method: momentsMethod)
    }

    /// Standard deviation of single values: mean of range ÷ d₂ of the sample's size.
    public static func within(_ groups: [Subgroup]) throws(Unfit) -> Double {
        guard !groups.isEmpty else { throw .empty }
        guard groups.allSatisfy({ $0.count > 1 }) else { throw .outside("subgroup") }
        guard groups.allSatisfy({ $0.mean.isFinite && $0.range.isFinite }) else {
            throw .notFinite("value")
        }
        var known: [Int: Double] = [:]
        var sum = 0.0
        for group in groups {
            let expected = known[group.count] ?? expectedRange(group.count)
            known[group.count] = expected
            sum += group.range / expected
        }
        guard sum > 0 else { throw .constant("value") }
        return sum / Double(groups.count)
    }

    /// d₂: the mean range of so many standard normal values, to the three figures that tables
    /// print, for so every published chart has it.
    /// Source: Tippett 1925, Biometrika 17: ∫ 1 − Φⁿ − (1 − Φ)ⁿ.
    public static func expectedRange(_ count: Int) -> Double {
        guard count > 1 else { return 0 }
        var sum = 0.0
        // Smooth and gone at both ends: the trapezoidal rule converges at once.
        let step = 0.05
        var x = -9.0
        while x <= 9 {
            let below = Double.pow(Normal.cdf(x), count)
            let above = Double.pow(Normal.upperTail(x), count)
            sum += 1 - below - above
            x += step
        }
        return (sum * step * 1000).rounded() / 1000
    }
}
