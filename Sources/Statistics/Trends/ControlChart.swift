/// What stays within ordinary variation, and what does not.
public struct ControlChart: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public let value: Double
        public let lower: Double
        public let upper: Double
        /// Rules that fire at this point.
        public let rules: [RunRule]
    }

    public let centre: Double
    public let points: [Point]
    /// Standard deviation of single values, or Laney's sigma of z for shares.
    public let sigma: Double
    public let method: Method

    /// d₂ of two values as tables print it; exactly 2/√π = 1.12838.
    static let d2 = 1.128

    public static let pMethod = Method(
        "chart.p", source: "Shewhart 1931, Economic Control of Quality of Manufactured Product")
    public static let laneyMethod = Method(
        "chart.laney", source: "Laney 2002, Improved Control Charts for Attributes, QE 14(4)")
    public static let uMethod = Method("chart.u", source: "Shewhart 1931; Poisson counts")
    public static let individualsMethod = Method(
        "chart.individuals", source: "Shewhart 1931; rules of Nelson 1984, JQT 16(4)")

    init(centre: Double, points: [Point], sigma: Double, method: Method) {
        self.centre = centre
        self.points = points
        self.sigma = sigma
        self.method = method
    }

    /// Shares of `hits` in `sizes`. With `laney` the limits also allow for days that differ by
    /// more than chance, without which large samples alarm nearly always.
    /// - Parameter baseline: how many first points the limits rest on; all where absent.
    public static func shares(
        hits: [Int], sizes: [Int], laney: Bool = false, baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        guard hits.count == sizes.count else { throw .mismatched("sizes") }
        guard zip(hits, sizes).allSatisfy({ 0 <= $0 && $0 <= $1 && $1 > 0 }) else {
            throw .outside("hits")
        }
        let base = try ControlChart.base(hits.count, baseline)
        let centre =
            Double(hits[..<base].reduce(0, +)) / Double(sizes[..<base].reduce(0, +))
        guard centre > 0, centre < 1 else { throw .constant("share") }
        let values = zip(hits, sizes).map { Double($0) / Double($1) }
        let errors = sizes.map { (centre * (1 - centre) / Double($0)).squareRoot() }
        return chart(
            values, centre, errors, base, ceiling: 1, adjust: laney,
            method: laney ? laneyMethod : pMethod)
    }

    /// Counts per exposure: complaints per thousand orders.
    public static func rates(
        counts: [Int], exposures: [Double], laney: Bool = false, baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        guard counts.count == exposures.count else { throw .mismatched("exposures") }
        guard zip(counts, exposures).allSatisfy({ $0 >= 0 && $1 > 0 && $1.isFinite }) else {
            throw .outside("counts")
        }
        let base = try ControlChart.base(counts.count, baseline)
        let centre = Double(counts[..<base].reduce(0, +)) / exposures[..<base].reduce(0, +)
        guard centre > 0 else { throw .constant("count") }
        let values = zip(counts, exposures).map { Double($0) / $1 }
        let errors = exposures.map { (centre / $0).squareRoot() }
        return chart(
            values, centre, errors, base, ceiling: .infinity, adjust: laney,
            method: laney ? laneyMethod : uMethod)
    }

    /// Single values, limits from the mean moving range.
    /// - Parameter centre, sigma: known ones; from the baseline where absent.
    public static func individuals(
        _ values: [Double], centre known: Double? = nil, sigma spread: Double? = nil,
        baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        let (centre, sigma) = try ControlChart.known(values, known, spread, baseline)
        let z = values.map { ($0 - centre) / sigma }
        let lower = centre - 3 * sigma
        let upper = centre + 3 * sigma
        let rules = ControlChart.rules(z)
        let points = values.indices.map { i in
            Point(value: values[i], lower: lower, upper: upper, rules: rules[i])
        }
        return ControlChart(
            centre: centre, points: points, sigma: sigma, method: individualsMethod)
    }

    /// Mean and sigma of single values: mean moving range ÷ 1.128.
    static func level(
        _ values: [Double], _ baseline: Int?
    ) throws(Unfit) -> (centre: Double, sigma: Double) {
        guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
        let base = try base(values.count, baseline)
        let sigma = meanRange(Array(values[..<base])) / d2
        guard sigma > 0 else { throw .constant("value") }
        return (Moments(Array(values[..<base])).mean, sigma)
    }

    /// D₄ of two values: the upper limit of moving ranges ÷ their mean.
    public static let rangeLimit = 3.267

    /// Mean absolute step from one value to the next.
    public static func meanRange(_ values: [Double]) -> Double {
        Moments(zip(values, values.dropFirst()).map { abs($1 - $0) }).mean
    }

    static func base(_ count: Int, _ baseline: Int?) throws(Unfit) -> Int {
        guard count > 1 else { throw count == 0 ? .empty : .tooFew(have: 1, need: 2) }
        let base = baseline ?? count
        guard base > 1, base <= count else { throw .outside("baseline") }
        return base
    }

    /// The rules that fire at each point.
    static func rules(_ z: [Double]) -> [[RunRule]] {
        var result = Array(repeating: [RunRule](), count: z.count)
        for rule in RunRule.allCases {
            for index in rule.points(z) { result[index].append(rule) }
        }
        return result
    }

    static func chart(
        _ values: [Double], _ centre: Double, _ errors: [Double], _ base: Int,
        floor: Double = 0, ceiling: Double, adjust: Bool, method: Method
    ) -> ControlChart {
        var z = values.indices.map { (values[$0] - centre) / errors[$0] }
        let sigma = adjust ? meanRange(Array(z[..<base])) / d2 : 1
        // Points that do not differ at all leave a sigma of zero and nothing to divide by.
        if adjust, sigma > 0 { z = z.map { $0 / sigma } }
        let rules = rules(z)
        let points = values.indices.map { i in
            let reach = 3 * errors[i] * sigma
            return Point(
                value: values[i], lower: max(floor, centre - reach),
                upper: min(ceiling, centre + reach), rules: rules[i])
        }
        return ControlChart(centre: centre, points: points, sigma: sigma, method: method)
    }
}
