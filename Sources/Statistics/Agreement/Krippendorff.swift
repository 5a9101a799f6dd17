/// Krippendorff's alpha: any number of raters, any scale, missing ratings allowed.
/// Source: Krippendorff 2011 "Computing Krippendorff's Alpha-Reliability".
public struct Krippendorff: Reversible, Hashable {
    public enum Scale: String, CaseIterable, Hashable, Sendable {
        case nominal, ordinal, interval, ratio
    }

    /// How often each set of ratings met in one unit: as many coincidences as people can type, in
    /// the room of the few kinds of them. Sorted, so that equal sets are equal.
    private var kinds: [[Double]: Int] = [:]
    public private(set) var units = 0

    /// Distances on the ratio scale are taken pair by pair of values.
    public static let mostRatioValues = 5000

    public static let method = Method(
        "agreement.krippendorffAlpha", source: "Krippendorff 2011; interval by resampling units")

    public init() {}

    /// All ratings of one unit. A unit with fewer than two says nothing about agreement.
    public mutating func add(_ ratings: [Double]) throws(Unfit) {
        guard ratings.allSatisfy(\.isFinite) else { throw .notFinite("rating") }
        guard ratings.count > 1 else { return }
        units += 1
        kinds[ratings.sorted(), default: 0] += 1
    }

    public mutating func merge(_ other: Krippendorff) {
        units += other.units
        kinds.merge(other.kinds, uniquingKeysWith: +)
    }

    public mutating func subtract(_ other: Krippendorff) {
        units -= other.units
        for (kind, count) in other.kinds {
            let left = kinds[kind, default: 0] - count
            precondition(left >= 0, "more is taken away than was added")
            kinds[kind] = left > 0 ? left : nil
        }
    }

    /// 1 perfect, 0 as by chance, below 0 systematic disagreement. Undefined when all ratings are
    /// the same.
    public func alpha(_ scale: Scale) throws(Unfit) -> Double {
        guard units > 0 else { throw .empty }
        let table = try KrippendorffTable(kinds, scale)
        return try table.alpha(table.times)
    }

    /// Alpha with a percentile interval from resampled units.
    public func estimate(
        _ scale: Scale, draws: Int = 1000, level: Double = 0.95, using chance: inout SplitMix64
    ) throws(Unfit) -> Estimate {
        guard units > 0 else { throw .empty }
        let table = try KrippendorffTable(kinds, scale)
        let value = try table.alpha(table.times)
        let owners = table.times.enumerated().flatMap { Array(repeating: $0, count: $1) }
        var found: [Double] = []
        for _ in 0..<draws {
            var times = Array(repeating: 0, count: table.times.count)
            for _ in owners { times[owners[chance.index(below: owners.count)]] += 1 }
            // A resample in which all ratings are the same has no alpha.
            if let alpha = try? table.alpha(times) { found.append(alpha) }
        }
        guard !found.isEmpty else { throw .tooFew(have: units, need: 2) }
        let ends = Percentile.interval(found, level: level)
        return Estimate(
            value: value, low: ends.low, high: ends.high, n: units,
            method: Krippendorff.method, level: level)
    }
}

/// The kinds of units in a fixed order with the places of their values, ready to be weighed again
/// and again.
private struct KrippendorffTable {
    /// How often the value at a place was given.
    typealias Run = (place: Int, count: Double)

    let scale: Krippendorff.Scale
    /// Values that occurred, ascending.
    let values: [Double]
    let kinds: [(runs: [Run], size: Double)]
    let times: [Int]

    init(_ found: [[Double]: Int], _ scale: Krippendorff.Scale) throws(Unfit) {
        let sorted = found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let values = Set(sorted.lazy.map(\.key).joined()).sorted()
        if scale == .ratio {
            if let lowest = values.first, lowest < 0 { throw .outside("rating") }
            guard values.count <= Krippendorff.mostRatioValues else {
                throw .outside("more than \(Krippendorff.mostRatioValues) different ratings")
            }
        }
        let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
        kinds = sorted.map { kind in
            var runs: [Run] = []
            for place in kind.key.compactMap({ places[$0] }) {
                if runs.last?.place == place {
                    runs[runs.count - 1].count += 1
                } else {
                    runs.append((place, 1))
                }
            }
            return (runs, Double(kind.key.count))
        }
        times = sorted.map(\.value)
        self.scale = scale
        self.values = values
    }

    /// 1 − (n − 1) · observed ÷ expected disagreement, over all pairs of ratings.
    func alpha(_ times: [Int]) throws(Unfit) -> Double {
        var totals = Array(repeating: 0.0, count: values.count)
        for (kind, count) in zip(kinds, times) where count > 0 {
            for run in kind.runs { totals[run.place] += run.count * Double(count) }
        }
        let positions = self.positions(totals)
        var observed = 0.0
        for (kind, count) in zip(kinds, times) where count > 0 && kind.runs.count > 1 {
            let apart = disagreement(kind.runs, kind.size, positions)
            observed += Double(count) / (kind.size - 1) * apart
        }
        let n = totals.reduce(0, +)
        let all = totals.indices.compactMap { totals[$0] > 0 ? Run($0, totals[$0]) : nil }
        guard all.count > 1 else { throw .undefined("all ratings are the same") }
        return 1 - (n - 1) * observed / disagreement(all, n, positions)
    }

    /// Where values stand so that their distance is the squared gap: on the ordinal scale, in the
    /// middle of those who chose them.
    private func positions(_ totals: [Double]) -> [Double] {
        guard scale == .ordinal else { return values }
        var before = 0.0
        return totals.map { total in
            defer { before += total }
            return before + total / 2
        }
    }

    /// Sum of the distances of all pairs of `n` ratings.
    private func disagreement(_ runs: [Run], _ n: Double, _ positions: [Double]) -> Double {
        switch scale {
        case .nominal:
            return (n * n - runs.reduce(0) { $0 + $1.count * $1.count }) / 2
        case .ordinal, .interval:
            // Σ over pairs of the squared gap = n · Σ squared deviations from the mean.
            let start = positions[runs[0].place]
            let shift = runs.reduce(0) { $0 + $1.count * (positions[$1.place] - start) } / n
            return n
                * runs.reduce(0) { sum, run in
                    let gap = positions[run.place] - start - shift
                    return sum + run.count * gap * gap
                }
        case .ratio:
            var sum = 0.0
            for a in runs.indices.dropFirst() {
                for b in 0..<a {
                    let (x, y) = (values[runs[a].place], values[runs[b].place])
                    let gap = (x - y) / (x + y)
                    sum += runs[a].count * runs[b].count * gap * gap
                }
            }
            return sum
        }
    }
}
