/// How many customers show each pattern: all that the purchase models need, and it merges. Patterns
/// keep the order in which they first came, so that sums come out the same on every run.
public struct PurchaseHistory: Reversible, Hashable {
    /// A pattern and its count side by side: counting a million customers waits for memory.
    private struct Entry: Sendable {
        let pattern: PurchasePattern
        var times: Int
    }

    private var entries: [Entry] = []
    /// Places in `entries` by hash, one more than the place and 0 where free. A million customers
    /// are counted several times faster than by a dictionary.
    private var slots: [Int32] = Array(repeating: 0, count: 64)

    public init() {}

    public mutating func add(_ pattern: PurchasePattern, times count: Int = 1) throws(Unfit) {
        guard pattern.isSound, count > 0 else { throw .outside("purchases") }
        entries[place(of: pattern)].times += count
    }

    public mutating func merge(_ other: PurchaseHistory) {
        for entry in other.entries where entry.times > 0 {
            entries[place(of: entry.pattern)].times += entry.times
        }
    }

    public mutating func subtract(_ other: PurchaseHistory) {
        for entry in other.entries where entry.times > 0 {
            let mine = place(of: entry.pattern)
            entries[mine].times -= entry.times
            precondition(entries[mine].times >= 0, "more is taken away than was added")
        }
    }

    public var customers: Int { entries.reduce(0) { $0 + $1.times } }

    /// The patterns that occurred.
    public var distinct: Int { entries.reduce(0) { $0 + ($1.times > 0 ? 1 : 0) } }

    var rows: [(pattern: PurchasePattern, times: Double)] {
        entries.lazy.filter { $0.times > 0 }.map { ($0.pattern, Double($0.times)) }
    }

    public static func == (a: PurchaseHistory, b: PurchaseHistory) -> Bool {
        a.counted == b.counted
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(counted) }

    private var counted: [PurchasePattern: Int] {
        var result: [PurchasePattern: Int] = [:]
        for entry in entries where entry.times > 0 { result[entry.pattern] = entry.times }
        return result
    }

    private mutating func place(of pattern: PurchasePattern) -> Int {
        let mask = slots.count - 1
        var slot = PurchaseHistory.mix(pattern) & mask
        while slots[slot] != 0 {
            let found = Int(slots[slot]) - 1
            if entries[found].pattern == pattern { return found }
            slot = (slot + 1) & mask
        }
        entries.append(Entry(pattern: pattern, times: 0))
        slots[slot] = Int32(entries.count)
        if entries.count * 2 > slots.count { grow() }
        return entries.count - 1
    }

    private mutating func grow() {
        let mask = slots.count * 4 - 1
        slots = Array(repeating: 0, count: mask + 1)
        for (index, entry) in entries.enumerated() {
            var slot = PurchaseHistory.mix(entry.pattern) & mask
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
