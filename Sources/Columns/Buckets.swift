public import Base

/// Consecutive spans of time, such as the days of a year in a time zone: each begins where the one
/// before ends.
public struct Buckets: Hashable, Sendable {
    /// One more than there are buckets: the last is the end.
    public let bounds: [Instant]

    public init(bounds: [Instant]) {
        precondition(bounds.count >= 2 && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 })
        self.bounds = bounds
    }

    public var count: Int { bounds.count - 1 }
    public var range: Range<Instant> { bounds[0]..<bounds[count] }

    public subscript(_ bucket: Int) -> Range<Instant> { bounds[bucket]..<bounds[bucket + 1] }

    /// Which bucket each quarter of an hour belongs to: no zone in use shifts by less, so finding
    /// a row's bucket is one division. Nil where a bound lies elsewhere.
    func byQuarter() -> [Int32]? {
        guard bounds.allSatisfy({ $0.microseconds % Buckets.quarter == 0 }) else { return nil }
        let start = bounds[0].microseconds / Buckets.quarter
        let end = bounds[count].microseconds / Buckets.quarter
        guard end - start <= 1 << 21 else { return nil }
        var table: [Int32] = []
        table.reserveCapacity(Int(end - start))
        for bucket in 0..<count {
            let until = bounds[bucket + 1].microseconds / Buckets.quarter - start
            while table.count < Int(until) { table.append(Int32(bucket)) }
        }
        return table
    }

    /// The bucket that holds a moment; nil outside all.
    public func bucket(of moment: Instant) -> Int? {
        range.contains(moment) ? index(of: moment.microseconds) : nil
    }

    static let quarter: Int64 = 900_000_000

    /// The bucket of a moment inside `range`.
    func index(of microseconds: Int64) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if bounds[middle].microseconds <= microseconds { low = middle } else { high = middle }
        }
        return low
    }
}
