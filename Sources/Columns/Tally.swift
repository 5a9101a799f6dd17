public import Base
public import Statistics

/// How often each value was met in one cell of a cut: enough for every measure of one item. Plain
/// numbers are summed up instead.
public struct Tally: Reversible, Hashable {
    /// Rows in the cell, with or without a value.
    public private(set) var rows = 0
    /// By value, without missing ones.
    public private(set) var counts: [JSON: Int] = [:]
    private var plain = Moments()

    public init() {}

    /// - Parameter counts: by place of the value; the first is of missing ones.
    init(values: [JSON], counts: [Int], plain: Moments) {
        for (value, count) in zip(values, counts) where count > 0 {
            rows += count
            if !value.isNull { self.counts[value] = count }
        }
        self.plain = plain
    }

    /// Of rows that each have a value, by value.
    public init(counts: [JSON: Int]) {
        rows = counts.values.reduce(0, +)
        self.counts = counts
    }

    /// The tally of values seen one by one; `.null` is a row without a value.
    public init(_ values: some Sequence<JSON>) {
        for value in values {
            rows += 1
            if !value.isNull { counts[value, default: 0] += 1 }
        }
    }

    public mutating func merge(_ other: Tally) {
        rows += other.rows
        counts.merge(other.counts) { $0 + $1 }
        plain.merge(other.plain)
    }

    public mutating func subtract(_ other: Tally) {
        rows -= other.rows
        for (value, count) in other.counts {
            let left = (counts[value] ?? 0) - count
            precondition(left >= 0, "more is taken away than was added")
            counts[value] = left > 0 ? left : nil
        }
        plain.subtract(other.plain)
    }

    /// Rows with a value.
    public var answered: Int { counts.values.reduce(plain.count, +) }

    /// How many values fulfil a condition; an element of a list counts as a value.
    public func count(where holds: (JSON) -> Bool) -> Int {
        counts.reduce(0) { sum, entry in
            let isHit = entry.key.array?.contains(where: holds) ?? holds(entry.key)
            return isHit ? sum + entry.value : sum
        }
    }

    /// Of all numbers.
    public var moments: Moments {
        var n = 0
        var sum = 0.0
        for case (.number(let value), let count) in counts {
            n += count
            sum += value * Double(count)
        }
        guard n > 0 else { return plain }
        let mean = sum / Double(n)
        var squares = 0.0
        for case (.number(let value), let count) in counts {
            squares += (value - mean) * (value - mean) * Double(count)
        }
        var moments = Moments(count: n, mean: mean, squares: squares)
        moments.merge(plain)
        return moments
    }

    /// Of the whole numbers of a rating; others are left out.
    public func ratings(_ scale: ClosedRange<Int>) -> Histogram {
        var histogram = Histogram()
        for case (.number(let value), let count) in counts {
            guard let rating = Int(exactly: value), scale.contains(rating) else { continue }
            histogram.add(rating, times: count)
        }
        return histogram
    }
}
