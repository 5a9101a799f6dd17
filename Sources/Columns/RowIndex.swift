/// Row number by id, in four bytes a slot: the ids themselves stand in the table already.
/// Open addressing with linear probing; between half and four fifths full, since ten million rows
/// would feel every doubling.
struct RowIndex: Sendable {
    private var slots: [UInt32] = []
    private(set) var count = 0
    private static let empty = UInt32.max

    var byteCount: Int { slots.capacity * 4 }

    func row(of id: Int64, in chunks: [Chunk]) -> Int? {
        guard count > 0 else { return nil }
        var slot = home(id)
        while slots[slot] != RowIndex.empty {
            let row = Int(slots[slot])
            if chunks.id(at: row) == id { return row }
            slot = next(slot)
        }
        return nil
    }

    /// - Parameter id: not in the index yet.
    mutating func insert(_ id: Int64, row: Int, in chunks: [Chunk]) {
        if (count + 1) * 5 > slots.count * 4 { grow(in: chunks) }
        place(id, row)
        count += 1
    }

    mutating func move(_ id: Int64, from old: Int, to new: Int) {
        var slot = home(id)
        while slots[slot] != UInt32(old) { slot = next(slot) }
        slots[slot] = UInt32(new)
    }

    /// Closes the gap, so that no search stops short of a row behind it.
    mutating func remove(_ id: Int64, row: Int, in chunks: [Chunk]) {
        var gap = home(id)
        while slots[gap] != UInt32(row) { gap = next(gap) }
        var slot = gap
        while true {
            slot = next(slot)
            guard slots[slot] != RowIndex.empty else { break }
            let wanted = home(chunks.id(at: Int(slots[slot])))
            guard distance(from: wanted, to: slot) >= distance(from: gap, to: slot) else {
                continue
            }
            slots[gap] = slots[slot]
            gap = slot
        }
        slots[gap] = RowIndex.empty
        count -= 1
    }

    private mutating func grow(in chunks: [Chunk]) {
        let rows = slots.filter { $0 != RowIndex.empty }
        slots = Array(repeating: RowIndex.empty, count: max(64, slots.count * 3 / 2))
        for row in rows { place(chunks.id(at: Int(row)), Int(row)) }
    }

    private mutating func place(_ id: Int64, _ row: Int) {
        var slot = home(id)
        while slots[slot] != RowIndex.empty { slot = next(slot) }
        slots[slot] = UInt32(row)
    }

    private func next(_ slot: Int) -> Int { slot + 1 == slots.count ? 0 : slot + 1 }

    private func distance(from a: Int, to b: Int) -> Int { b >= a ? b - a : b - a + slots.count }

    /// Fibonacci hashing: ids of one millisecond differ only in their low bits.
    private func home(_ id: Int64) -> Int {
        let mixed = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed.multipliedFullWidth(by: UInt64(slots.count)).high)
    }
}

extension [Chunk] {
    func id(at row: Int) -> Int64 { self[row / Chunk.rows].ids[row % Chunk.rows] }
}
