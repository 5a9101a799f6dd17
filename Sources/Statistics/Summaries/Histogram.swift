/// How often each whole-number rating was given. Exact, small, and enough for most of the field.
public struct Histogram: Reversible, Hashable {
    /// The widest span of ratings it keeps; ratings are few, and this bounds memory.
    public static let widest = 1 << 16
    /// The rating that `counts[0]` counts.
    public private(set) var lowest = 0
    public private(set) var counts: [Int] = []

    public init() {}

    /// Counts of the ratings `lowest`, `lowest + 1`, …
    public init(lowest: Int, counts: [Int]) {
        precondition(counts.count <= Histogram.widest && counts.allSatisfy { $0 >= 0 })
        self.lowest = lowest
        self.counts = counts
    }

    @inlinable
    public init(_ ratings: some Sequence<Int>) {
        self.init()
        for rating in ratings { add(rating) }
    }

    public static func == (a: Histogram, b: Histogram) -> Bool {
        let left = a.trimmed
        let right = b.trimmed
        return left.lowest == right.lowest && left.counts == right.counts
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(trimmed.lowest)
        hasher.combine(trimmed.counts)
    }

    public mutating func add(_ rating: Int, times: Int = 1) {
        cover(rating...rating)
        counts[rating - lowest] += times
    }

    public mutating func merge(_ other: Histogram) {
        guard !other.counts.isEmpty else { return }
        cover(other.lowest...(other.lowest + other.counts.count - 1))
        for (index, count) in other.counts.enumerated() {
            counts[other.lowest - lowest + index] += count
        }
    }

    public mutating func subtract(_ other: Histogram) {
        for (index, count) in other.counts.enumerated() where count > 0 {
            let place = other.lowest - lowest + index
            precondition(
                counts.indices.contains(place) && counts[place] >= count,
                "more is taken away than was added")
            counts[place] -= count
        }
    }

    public var total: Int { counts.reduce(0, +) }

    public subscript(rating: Int) -> Int {
        counts.indices.contains(rating - lowest) ? counts[rating - lowest] : 0
    }

    /// How many ratings lie within the range.
    public func count(in range: ClosedRange<Int>) -> Int {
        var sum = 0
        for (index, count) in counts.enumerated() where range.contains(lowest + index) {
            sum += count
        }
        return sum
    }

    /// Lowest and highest rating given; absent when empty.
    public var span: ClosedRange<Int>? {
        let kept = trimmed
        return kept.counts.isEmpty ? nil : kept.lowest...(kept.lowest + kept.counts.count - 1)
    }

    public var moments: Moments {
        let n = total
        guard n > 0 else { return Moments() }
        var sum = 0.0
        for (index, count) in counts.enumerated() { sum += Double(lowest + index) * Double(count) }
        let mean = sum / Double(n)
        var squares = 0.0
        for (index, count) in counts.enumerated() {
            let deviation = Double(lowest + index) - mean
            squares += deviation * deviation * Double(count)
        }
        return Moments(count: n, mean: mean, squares: squares)
    }

    private var trimmed: (lowest: Int, counts: [Int]) {
        guard let first = counts.firstIndex(where: { $0 != 0 }),
            let last = counts.lastIndex(where: { $0 != 0 })
        else { return (0, []) }
        return (lowest + first, Array(counts[first...last]))
    }

    private mutating func cover(_ range: ClosedRange<Int>) {
        guard !counts.isEmpty else {
            precondition(range.count <= Histogram.widest, "ratings too far apart")
            lowest = range.lowerBound
            counts = Array(repeating: 0, count: range.count)
            return
        }
        let low = min(lowest, range.lowerBound)
        let high = max(lowest + counts.count - 1, range.upperBound)
        guard low < lowest || high >= lowest + counts.count else { return }
        precondition(high - low < Histogram.widest, "ratings too far apart")
        let before = Array(repeating: 0, count: lowest - low)
        let after = Array(repeating: 0, count: high - lowest - counts.count + 1)
        counts = before + counts + after
        lowest = low
    }
}
