/// A time zone: how far local clocks are ahead of UTC at each moment.
public struct Zone: Hashable, Sendable {
    /// As in the IANA database, such as `Asia/Shanghai`.
    public let name: String
    /// Moments (seconds since 1970) at which the offset changes, ascending.
    private let changes: [Int64]
    /// The offset before all changes, then that from each change on.
    private let offsets: [Int64]
    /// What holds after the last change, for ever.
    private let rule: ZoneRule?

    init(name: String, changes: [Int64], offsets: [Int64], rule: ZoneRule?) {
        precondition(offsets.count == changes.count + 1, "an offset on either side of a change")
        self.name = name
        self.changes = changes
        self.offsets = offsets
        self.rule = rule
    }

    public static let utc = Zone(name: "UTC", changes: [], offsets: [0], rule: nil)

    /// A zone whose clocks never change, named after its offset: `UTC+05:30`.
    public init(fixedOffsetSeconds offset: Int) {
        var name = Array("UTC".utf8)
        name.append(offset: offset)
        self.init(
            name: String(decoding: name, as: UTF8.self), changes: [], offsets: [Int64(offset)],
            rule: nil)
    }

    /// How far clocks are ahead of UTC (east is positive).
    public func offsetSeconds(at instant: Instant) -> Int {
        Int(offset(at: instant.wholeSeconds))
    }

    func offset(at seconds: Int64) -> Int64 {
        let place = place(of: seconds)
        guard place == changes.count, let rule else { return offsets[place] }
        return rule.offset(at: seconds)
    }

    /// How many changes have come by then.
    private func place(of seconds: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The offset throughout a range of a few days; nil if it changes.
    func steadyOffset(from start: Int64, through end: Int64) -> Int64? {
        let place = place(of: start)
        guard place == changes.count || changes[place] > end else { return nil }
        guard place == changes.count, let rule else { return offsets[place] }
        let first = rule.offset(at: start)
        return rule.offset(at: end) == first ? first : nil
    }

    /// What a local time means that clocks skip.
    enum Skipped {
        /// As long after the change as it would have been after the old time.
        case shifted
        /// The moment of the change. Later local times never come earlier this way.
        case nextMoment
    }

    /// The first moment at which clocks show a local time, in seconds since 1970.
    func seconds(showing local: Int64, ifSkipped: Skipped) -> Int64 {
        let day: Int64 = 86_400
        if let offset = steadyOffset(from: local - day, through: local + day) {
            return local - offset
        }
        let before = offset(at: local - day)
        let after = offset(at: local + day)
        // With several changes in those two days one offset in between may be the right one.
        let between = offset(at: local - before)
        let found = [before, between, after].map { local - $0 }
            .filter { $0 + offset(at: $0) == local }
        if let first = found.min() { return first }
        let shifted = local - before
        guard ifSkipped == .nextMoment else { return shifted }
        // The change lies where the new offset begins, between these two.
        var (low, high) = (local - max(between, after), shifted)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if middle + offset(at: middle) > local { high = middle } else { low = middle }
        }
        return high
    }
}

extension [UInt8] {
    /// `+05:30`; seconds, which no clock has had since 1972, are cut off.
    mutating func append(offset seconds: Int) {
        append(UInt8(ascii: seconds < 0 ? "-" : "+"))
        append(figures: abs(seconds) / 3_600, count: 2)
        append(UInt8(ascii: ":"))
        append(figures: abs(seconds) / 60 % 60, count: 2)
    }
}
