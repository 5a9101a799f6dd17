/// Finds the number of a 64-bit hash: open addressing, half full at most.
struct HashIndex: Sendable {
    private(set) var keys: [UInt64] = []
    private var slots: [Int32]
    private var mask: Int

    init(capacity: Int = 1 << 12) {
        var size = 16
        while size < capacity * 2 { size <<= 1 }
        slots = Array(repeating: -1, count: size)
        mask = size - 1
    }

    /// - Parameter keys: each once.
    init(keys: [UInt64]) {
        self.init(capacity: keys.count + 1)
        self.keys = keys
        settle()
    }

    var count: Int { keys.count }

    @inline(__always)
    func find(_ key: UInt64) -> Int? {
        var slot = HashIndex.home(key, mask)
        while true {
            let number = slots[slot]
            if number < 0 { return nil }
            if keys[Int(number)] == key { return Int(number) }
            slot = (slot + 1) & mask
        }
    }

    /// The number of the key, given to it now if it is new.
    @inline(__always)
    mutating func insert(_ key: UInt64) -> Int {
        var slot = HashIndex.home(key, mask)
        while true {
            let number = slots[slot]
            if number < 0 { break }
            if keys[Int(number)] == key { return Int(number) }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(keys.count)
        keys.append(key)
        if keys.count * 2 > mask { grow() }
        return keys.count - 1
    }

    private mutating func grow() {
        let size = (mask + 1) * 2
        slots = Array(repeating: -1, count: size)
        mask = size - 1
        settle()
    }

    private mutating func settle() {
        let mask = mask
        slots.withUnsafeMutableBufferPointer { slots in
            for (number, key) in keys.enumerated() {
                var slot = HashIndex.home(key, mask)
                while slots[slot] >= 0 { slot = (slot + 1) & mask }
                slots[slot] = Int32(number)
            }
        }
    }

    @inline(__always)
    private static func home(_ key: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: key >> 20) & mask
    }
}
