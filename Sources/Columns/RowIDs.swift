/// The ids of a chunk's rows: as they came while rows are added, packed once it is full. Ids are
/// made from the time, so that those of rows beside each other differ in half of their bits at
/// most; rows in the order of their ids are found by halving and need no index.
struct RowIDs: Sendable {
    private(set) var count = 0
    /// Empty once they are packed.
    private var plain: [Int64] = []
    /// The first id of every block of rows.
    private var bases: [Int64] = []
    /// The distance of each id from its block's first, `width` bits each, without gaps. One word
    /// more than they need, so that two can be read for each.
    private var bits: [UInt64] = []
    private var width = 0
    private(set) var isPacked = false

    private static let block = 128

    subscript(row: Int) -> Int64 { isPacked ? unpacked(row) : plain[row] }

    var all: [Int64] { isPacked ? (0..<count).map(unpacked) : plain }

    var byteCount: Int { 8 * (plain.capacity + bases.capacity + bits.capacity) }

    mutating func append(_ id: Int64) {
        precondition(!isPacked)
        plain.append(id)
        count += 1
    }

    mutating func set(_ row: Int, _ id: Int64) {
        precondition(!isPacked)
        plain[row] = id
    }

    mutating func removeLast() {
        precondition(!isPacked)
        plain.removeLast()
        count -= 1
    }

    /// Takes one out of packed ids; the others close up.
    mutating func remove(at row: Int) {
        precondition(isPacked)
        var ids = all
        ids.remove(at: row)
        self = RowIDs(packing: ids)
    }

    /// The row of an id among packed ones.
    func row(of id: Int64) -> Int? {
        var low = 0
        var high = bases.count
        while low < high {
            let middle = (low + high) / 2
            if bases[middle] <= id { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        (low, high) = ((low - 1) * RowIDs.block, min(low * RowIDs.block, count))
        while low < high {
            let middle = (low + high) / 2
            let found = unpacked(middle)
            if found == id { return middle }
            if found < id { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private func unpacked(_ row: Int) -> Int64 {
        let place = row &* width
        let (word, shift) = (place >> 6, UInt64(place & 63))
        let low = bits[word] &>> shift
        let high = (bits[word &+ 1] &<< 1) &<< (63 &- shift)
        return bases[row / RowIDs.block] &+ Int64(bitPattern: (low | high) & RowIDs.mask(width))
    }

    private static func mask(_ width: Int) -> UInt64 { width == 0 ? 0 : .max >> UInt64(64 - width) }

    private static func words(_ count: Int, _ width: Int) -> Int {
        max(1, (count * width + 63) / 64) + 1
    }
}

extension RowIDs {
    init(plain ids: [Int64]) {
        plain = ids
        count = ids.count
    }

    /// - Parameter ids: ascending.
    init(packing ids: [Int64]) {
        count = ids.count
        isPacked = true
        var distances: [UInt64] = []
        distances.reserveCapacity(count)
        for start in stride(from: 0, to: count, by: RowIDs.block) {
            bases.append(ids[start])
            for row in start..<min(start + RowIDs.block, count) {
                distances.append(UInt64(bitPattern: ids[row] &- ids[start]))
            }
        }
        width = 64 - (distances.max() ?? 0).leadingZeroBitCount
        bits = Array(repeating: 0, count: RowIDs.words(count, width))
        for (row, distance) in distances.enumerated() {
            let place = row * width
            bits[place >> 6] |= distance << UInt64(place & 63)
            bits[place >> 6 + 1] |= distance >> UInt64(64 - place & 63)
        }
    }

    func write(to out: inout BlockWriter) {
        out.write(width)
        out.write(bases)
        out.write(bits)
    }

    /// Packed ids as they were written; nil where the bytes are none.
    init?(from input: inout BlockReader, count: Int) {
        guard let width = input.count(upTo: 64),
            let bases: [Int64] = input.numbers((count + RowIDs.block - 1) / RowIDs.block),
            let bits: [UInt64] = input.numbers(RowIDs.words(count, width))
        else { return nil }
        (self.count, self.width, self.bases, self.bits) = (count, width, bases, bits)
        isPacked = true
    }
}
