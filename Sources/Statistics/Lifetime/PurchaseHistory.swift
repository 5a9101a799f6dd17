/// How many customers show each pattern: all that the purchase models need, and it merges. Patterns
/// keep the order in which they first came, so that sums come out the same on every run.
public struct PurchaseHistory: Reversible, Hashable {
    private var patterns: [PurchasePattern] = []
    private var times: [Int] = []
    /// Places in `patterns` by hash, one more than the place and 0 where free. A million customers
    /// are counted several times faster than by a dictionary.
    private var slots: [Int32] = Array(repeating: 0, count: 64)

    public init() {}

    public mutating func add(_ pattern: PurchasePattern, times count: Int = 1) throws(Unfit) {
        guard pattern.isSound, count > 0 else { throw .outside("purchases") }
        times[place(of: pattern)] += count
    }

    public mutating func merge(_ other: PurchaseHistory) {
        for (index, pattern) in other.patterns.enumerated() where other.times[index] > 0 {
            times[place(of: pattern)] += other.times[index]
        }
    }

    public mutating func subtract(_ other: PurchaseHistory) {
        for (index, pattern) in other.patterns.enumerated() where other.times[index] > 0 {
            let mine = place(of: pattern)
            times[mine] -= other.times[index]
            precondition(times[mine] >= 0, "more is taken away than was added")
        }
    }

    public var customers: Int { times.reduce(0, +) }

    /// The patterns that occurred.
    public var distinct: Int { times.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }

    var rows: [(pattern: PurchasePattern, times: Double)] {
        patterns.indices.lazy.filter { times[$0] > 0 }.map { (patterns[$0], Double(times[$0])) }
    }

    public static func == (a: PurchaseHistory, b: PurchaseHistory) -> Bool {
        a.counted == b.counted
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(counted) }

    private var counted: [PurchasePattern: Int] {
        var result: [PurchasePattern: Int] = [:]
        for index in patterns.indices where times[index] > 0 {
            result[patterns[index]] = times[index]
        }
        return result
    }

    private mutating func place(of pattern: PurchasePattern) -> Int {
        let mask = slots.count - 1
        var slot = PurchaseHistory.mix(pattern) & mask
        while slots[slot] != 0 {
            let found = Int(slots[slot]) - 1
            if patterns[found] == pattern { return found }
            slot = (slot + 1) & mask
        }
        patterns.append(pattern)
        times.append(0)
        slots[slot] = Int32(patterns.count)
        if patterns.count * 2 > slots.count { grow() }
        return patterns.count - 1
    }

    private mutating func grow() {
        let mask = slots.count * 4 - 1
        slots = Array(repeating: 0, count: mask + 1)
        for (index, pattern) in patterns.enumerated() {
            var slot = PurchaseHistory.mix(pattern) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index + 1)
        }
    }

    private static func mix(_ pattern: PurchasePattern) -> Int {
        // Zero and minus zero are equal and must fall together.
        var h = (pattern.recency + 0.0).bitPattern &* 0x9e37_79b9_7f4a_7c15
        h ^= h >> 29
        h &+= (pattern.age + 0.0).bitPattern &* 0xbf58_476d_1ce4_e5b9
        h ^= h >> 32
        h &+= UInt64(truncatingIfNeeded: pattern.frequency) &* 0x94d0_49bb_1331_11eb
        h ^= h >> 31
        return Int(truncatingIfNeeded: h & 0x7fff_ffff)
    }
}
