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
        var slot = home(key)
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
        var slot = home(key)
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

    /// Gives all keys their slots. Many keys are first set apart by the part of the table that is
    /// theirs, so that each part is filled while it is at hand.
    private mutating func settle() {
        guard keys.count > 1 << 15 else {
            for number in keys.indices { place(Int32(number), at: home(keys[number])) }
            return
        }
        let shift = max(0, mask.trailingOnes - 6)
        var starts = [Int](repeating: 0, count: 1 << 6 + 1)
        for key in keys { starts[home(key) >> shift + 1] += 1 }
        for part in 1..<starts.count { starts[part] += starts[part - 1] }
        let parted = [(number: Int32, home: Int32)](unsafeUninitializedCapacity: keys.count) {
            buffer, count in
            for (number, key) in keys.enumerated() {
                let home = home(key)
                buffer[starts[home >> shift]] = (Int32(number), Int32(home))
                starts[home >> shift] += 1
            }
            count = keys.count
        }
        for (number, home) in parted { place(number, at: Int(home)) }
    }

    @inline(__always)
    private func home(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key >> 20) & mask }

    @inline(__always)
    private mutating func place(_ number: Int32, at home: Int) {
        var slot = home
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = number
    }
}

extension Int {
    fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
