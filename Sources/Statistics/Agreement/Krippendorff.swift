/// Krippendorff's alpha: any number of raters, any scale, missing ratings allowed.
/// Source: Krippendorff 2011 "Computing Krippendorff's Alpha-Reliability".
public struct Krippendorff: Summary, Hashable {
    public enum Scale: String, CaseIterable, Hashable, Sendable {
        case nominal, ordinal, interval, ratio
    }

    /// Values that occurred, ascending, and how often each pair met within a unit.
    public private(set) var values: [Double] = []
    private var coincidences: [[Double]] = []
    public private(set) var units = 0

    public static let method = Method(
        "agreement.krippendorffAlpha", source: "Krippendorff 2011; interval by resampling units")

    public init() {}

    /// All ratings of one unit. A unit with fewer than two says nothing about agreement.
    public mutating func add(_ ratings: [Double]) throws(Unfit) {
        guard ratings.allSatisfy(\.isFinite) else { throw .notFinite("rating") }
        guard ratings.count > 1 else { return }
        units += 1
        let places = ratings.map { place(of: $0) }
        // Places found early may have moved when a later value was new.
        let fixed = zip(ratings, places).map { rating, _ in place(of: rating) }
        let weight = 1 / Double(ratings.count - 1)
        for i in fixed.indices {
            for j in fixed.indices where i != j { coincidences[fixed[i]][fixed[j]] += weight }
        }
    }

    public mutating func merge(_ other: Krippendorff) {
        units += other.units
        for value in other.values { _ = place(of: value) }
        let places = other.values.map { place(of: $0) }
        for i in places.indices {
            for j in places.indices {
                coincidences[places[i]][places[j]] += other.coincidences[i][j]
            }
        }
    }

    /// 1 perfect, 0 as by chance, below 0 systematic disagreement. Undefined when all ratings are
    /// the same.
    public func alpha(_ scale: Scale) throws(Unfit) -> Double {
        guard units > 0 else { throw .empty }
        let totals = coincidences.map { $0.reduce(0, +) }
        let n = totals.reduce(0, +)
        if scale == .ratio, let lowest = values.first, lowest < 0 { throw .outside("rating") }
        var observed = 0.0
        var expected = 0.0
        for i in values.indices {
            for j in values.indices where j > i {
                let distance = distance(i, j, scale, totals)
                observed += coincidences[i][j] * distance
                expected += totals[i] * totals[j] * distance
            }
        }
        guard expected > 0 else { throw .undefined("all ratings are the same") }
        return 1 - (n - 1) * observed / expected
    }

    private func distance(_ i: Int, _ j: Int, _ scale: Scale, _ totals: [Double]) -> Double {
        switch scale {
        case .nominal:
            return 1
        case .ordinal:
            let between = totals[i...j].reduce(0, +) - (totals[i] + totals[j]) / 2
            return between * between
        case .interval:
            let gap = values[i] - values[j]
            return gap * gap
        case .ratio:
            let sum = values[i] + values[j]
            let gap = (values[i] - values[j]) / sum
            return sum == 0 ? 0 : gap * gap
        }
    }

    private mutating func place(of value: Double) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        if low < values.count, values[low] == value { return low }
        values.insert(value, at: low)
        for i in coincidences.indices { coincidences[i].insert(0, at: low) }
        coincidences.insert(Array(repeating: 0, count: values.count), at: low)
        return low
    }

    /// Alpha with a percentile interval from resampled units.
    public static func estimate(
        units: [[Double]], scale: Scale, draws: Int = 1000, level: Double = 0.95,
        using chance: inout SplitMix64
    ) throws(Unfit) -> Estimate {
        var whole = Krippendorff()
        for unit in units { try whole.add(unit) }
        let value = try whole.alpha(scale)
        let used = units.filter { $0.count > 1 }
        var found: [Double] = []
        for _ in 0..<draws {
            var sample = Krippendorff()
            for _ in used.indices { try sample.add(used[chance.index(below: used.count)]) }
            // A resample in which all ratings are the same has no alpha.
            if let alpha = try? sample.alpha(scale) { found.append(alpha) }
        }
        guard !found.isEmpty else { throw .tooFew(have: used.count, need: 2) }
        let ends = Percentile.interval(found, level: level)
        return Estimate(
            value: value, low: ends.low, high: ends.high, n: used.count, method: method,
            level: level)
    }
}
