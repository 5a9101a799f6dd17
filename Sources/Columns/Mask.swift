import CKernels

/// One byte a row of a chunk, all ones where a condition holds: it fits the fastest cache, and
/// sixteen rows are combined by one instruction.
struct Mask: Sendable {
    /// What happens to the rows that are marked already.
    enum Mode: Sendable { case set, and, or }

    private(set) var bytes: [UInt8] = []

    static let hit: UInt8 = 0xFF

    /// Takes the size of the next chunk; what was marked before is lost.
    mutating func fit(_ count: Int) {
        guard bytes.count != count else { return }
        bytes = Array(repeating: 0, count: count)
    }

    mutating func put(_ mode: Mode, everywhere holds: Bool) {
        switch (mode, holds) {
        case (.set, _): fill(holds ? Mask.hit : 0)
        case (.and, false): fill(0)
        case (.or, true): fill(Mask.hit)
        case (.and, true), (.or, false): break
        }
    }

    private mutating func fill(_ byte: UInt8) {
        bytes.withUnsafeMutableBufferPointer { $0.update(repeating: byte) }
    }

    mutating func put(_ mode: Mode, _ other: Mask) { put(mode, other.bytes) { $0 != 0 } }

    /// Marks the rows whose value fulfils a condition.
    @inline(__always)
    mutating func put<T>(_ mode: Mode, _ values: [T], where holds: (T) -> Bool) {
        let count = bytes.count
        precondition(values.count == count)
        values.withUnsafeBufferPointer { values in
            bytes.withUnsafeMutableBufferPointer { out in
                switch mode {
                case .set: for row in 0..<count { out[row] = holds(values[row]) ? 0xFF : 0 }
                case .and: for row in 0..<count { out[row] &= holds(values[row]) ? 0xFF : 0 }
                case .or: for row in 0..<count { out[row] |= holds(values[row]) ? 0xFF : 0 }
                }
            }
        }
    }

    /// The same by a look into a table: all ones or nothing for each code.
    @inline(__always)
    mutating func put<C: FixedWidthInteger>(_ mode: Mode, _ codes: [C], through table: [UInt8]) {
        let count = bytes.count
        precondition(codes.count == count)
        codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                bytes.withUnsafeMutableBufferPointer { out in
                    func own(_ row: Int) -> UInt8 { table[Int(truncatingIfNeeded: codes[row])] }
                    if C.self == UInt8.self, case .set = mode {
                        kernels_look_up_bytes(
                            UnsafeRawPointer(codes.baseAddress)?.assumingMemoryBound(
                                to: UInt8.self), table.baseAddress, table.count,
                            out.baseAddress, count)
                        return
                    }
                    // No branches: which rows are marked is hard to foresee.
                    switch mode {
                    case .set: for row in 0..<count { out[row] = own(row) }
                    case .and: for row in 0..<count { out[row] &= own(row) }
                    case .or: for row in 0..<count { out[row] |= own(row) }
                    }
                }
            }
        }
    }

    /// Whether every row is marked.
    var isFull: Bool {
        // All at once: to stop at the first that is not would be to look at one after the other.
        bytes.reduce(Mask.hit, &) != 0
    }

    /// How many rows are marked.
    var count: Int {
        var sum = 0
        for byte in bytes { sum &+= Int(byte & 1) }
        return sum
    }

    var rows: [Int32] {
        var rows: [Int32] = []
        self.rows(into: &rows)
        return rows
    }

    /// The marked rows in order.
    func rows(into rows: inout [Int32]) {
        let count = bytes.count
        rows = [Int32](unsafeUninitializedCapacity: count) { out, found in
            bytes.withUnsafeBytes { bytes in
                var row = 0
                while row + 8 <= count {
                    // One bit of each byte; eight rows without a hit cost one look.
                    var word =
                        bytes.loadUnaligned(fromByteOffset: row, as: UInt64.self)
                        & 0x0101_0101_0101_0101
                    while word != 0 {
                        out[found] = Int32(truncatingIfNeeded: row + word.trailingZeroBitCount >> 3)
                        found += 1
                        word &= word &- 1
                    }
                    row += 8
                }
                while row < count {
                    if bytes[row] != 0 {
                        out[found] = Int32(truncatingIfNeeded: row)
                        found += 1
                    }
                    row += 1
                }
            }
        }
    }
}
