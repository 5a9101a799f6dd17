/// Row number by id, for the rows of a chunk that is not full yet, in two bytes a slot: the ids
/// themselves stand in the chunk already. Open addressing with linear probing.
struct RowIndex: Sendable {
    private var slots: [UInt16] = []
    private(set) var count = 0
    private static let empty = UInt16.max

    init() {}

    init(_ ids: RowIDs) {
        for row in 0..<ids.count { insert(ids[row], row: row, in: ids) }
    }

    var byteCount: Int { slots.capacity * 2 }

    func row(of id: Int64, in ids: RowIDs) -> Int? {
        guard count > 0 else { return nil }
        var slot = home(id)
        while slots[slot] != RowIndex.empty {
            let row = Int(slots[slot])
            if ids[row] == id { return row }
            slot = next(slot)
        }
        return nil
    }

    /// - Parameter id: not in the index yet.
    mutating func insert(_ id: Int64, row: Int, in ids: RowIDs) {
        if (count + 1) * 5 > slots.count * 4 { grow(ids) }
        place(id, row)
        count += 1
    }

    mutating func move(_ id: Int64, from old: Int, to new: Int) {
        var slot = home(id)
        while slots[slot] != UInt16(old) { slot = next(slot) }
        slots[slot] = UInt16(new)
    }

    /// Closes the gap, so that no search stops short of a row behind it.
    mutating func remove(_ id: Int64, row: Int, in ids: RowIDs) {
        var gap = home(id)
        while slots[gap] != UInt16(row) { gap = next(gap) }
        var slot = gap
        while true {
            slot = next(slot)
            guard slots[slot] != RowIndex.empty else { break }
            let wanted = home(ids[Int(slots[slot])])
            guard distance(from: wanted, to: slot) >= distance(from: gap, to: slot) else {
                continue
            }
            slots[gap] = slots[slot]
            gap = slot
        }
        slots[gap] = RowIndex.empty
        count -= 1
    }

    private mutating func grow(_ ids: RowIDs) {
        let rows = slots.filter { $0 != RowIndex.empty }
        slots = Array(repeating: RowIndex.empty, count: max(64, slots.count * 3 / 2))
        for row in rows { place(ids[Int(row)], Int(row)) }
    }

    private mutating func place(_ id: Int64, _ row: Int) {
        var slot = home(id)
        while slots[slot] != RowIndex.empty { slot = next(slot) }
        slots[slot] = UInt16(row)
    }

    private func next(_ slot: Int) -> Int { slot + 1 == slots.count ? 0 : slot + 1 }

    private func distance(from a: Int, to b: Int) -> Int { b >= a ? b - a : b - a + slots.count }

    /// Fibonacci hashing: ids of one millisecond differ only in their low bits.
    private func home(_ id: Int64) -> Int {
        let mixed = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(slots.count)).high)
    }
}
