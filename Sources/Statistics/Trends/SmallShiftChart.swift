import RealModule

extension ControlChart {
    public static let ewmaMethod = Method(
        "chart.ewma", source: "Roberts 1959, Technometrics 1(3)")

    /// Exponentially weighted means: finds small lasting shifts.
    /// - Parameters:
    ///   - weight: of the newest value.
    ///   - width: of the limits in sigmas; 2.86 with weight 0.2 alarms once in 370 by chance.
    ///   - centre, sigma: known ones; from the moving range of the baseline where absent.
    public static func ewma(
        _ values: [Double], weight: Double = 0.2, width: Double = 2.86, centre: Double? = nil,
        sigma: Double? = nil, baseline: Int? = nil
    ) throws(Unfit) -> ControlChart {
        guard weight > 0, weight <= 1 else { throw .outside("weight") }
        let (middle, spread) = try known(values, centre, sigma, baseline)
        var level = middle
        var remaining = 1.0
        var points: [Point] = []
        for value in values {
            level = weight * value + (1 - weight) * level
            remaining *= (1 - weight) * (1 - weight)
            let reach =
                width * spread * (weight / (2 - weight) * (1 - remaining)).squareRoot()
            let out = abs(level - middle) > reach
            points.append(
                Point(
                    value: level, lower: middle - reach, upper: middle + reach,
                    rules: out ? [.beyond] : []))
        }
        return ControlChart(centre: middle, points: points, sigma: spread, method: ewmaMethod)
    }

    static func known(
        _ values: [Double], _ centre: Double?, _ sigma: Double?, _ baseline: Int?
    ) throws(Unfit) -> (centre: Double, sigma: Double) {
        if let centre, let sigma {
            guard values.allSatisfy(\.isFinite) else { throw .notFinite("value") }
            guard sigma > 0 else { throw .constant("value") }
            return (centre, sigma)
        }
        let found = try level(values, baseline)
        return (centre ?? found.centre, sigma ?? found.sigma)
    }
}

/// Cumulative sums above and below: finds small lasting shifts and when they began.
/// Source: Page 1954 "Continuous Inspection Schemes", Biometrika 41.
public struct Cusum: Hashable, Sendable {
    /// In sigmas.
    public let above: [Double]
    /// In sigmas; never positive.
    public let below: [Double]
    public let threshold: Double
    public let centre: Double
    public let sigma: Double

    public static let method = Method("chart.cusum", source: "Page 1954, Biometrika 41")

    /// - Parameters:
    ///   - slack: half the shift to find, in sigmas.
    ///   - threshold: 4 alarms once in 168, 5 once in 465 by chance.
    public init(
        _ values: [Double], slack: Double = 0.5, threshold: Double = 5, centre: Double? = nil,
        sigma: Double? = nil, baseline: Int? = nil
    ) throws(Unfit) {
        let (middle, spread) = try ControlChart.known(values, centre, sigma, baseline)
        var up = 0.0
        var down = 0.0
        var rising: [Double] = []
        var falling: [Double] = []
        for value in values {
            let z = (value - middle) / spread
            up = max(0, up + z - slack)
            down = min(0, down + z + slack)
            rising.append(up)
            falling.append(down)
        }
        above = rising
        below = falling
        self.threshold = threshold
        self.centre = middle
        self.sigma = spread
    }

    /// Points at which either sum is beyond the threshold.
    public var alarms: [Int] {
        above.indices.filter { above[$0] > threshold || below[$0] < -threshold }
    }
}
