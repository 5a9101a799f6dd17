import CKernels

/// The inner loops of a cut, made once for each width of the codes. Without `rows` they run over
/// all rows in order.
extension Codes {
    /// Up to so many counters are kept four times over: rows beside each other mostly hold one of a
    /// few values, and a counter cannot be raised again before it was written.
    private static let mostFourfold = 512

    /// `counts[code of rows[i]] += 1`.
    func count(_ rows: [Int32]?, into counts: inout [Int32]) {
        switch width {
        case .one where rows == nil && counts.count <= 256:
            Codes.countBytes(nil, [], bytes, nil, &counts)
        case .one: Codes.count(bytes, rows, &counts)
        case .two: Codes.count(shorts, rows, &counts)
        case .four: Codes.count(words, rows, &counts)
        }
    }

    /// `counts[table[code of rows[i]] * values + other code of rows[i]] += 1`.
    func count(
        _ rows: [Int32]?, through table: [Int32], with other: Codes, values: Int,
        into counts: inout [Int32]
    ) {
        if rows == nil, other.width == .one, width != .four, counts.count <= 256 {
            let cells = table.map { UInt8(truncatingIfNeeded: Int($0) * values) }
            Codes.countBytes(self, cells, other.bytes, nil, &counts)
            return
        }
        switch width {
        case .one: Codes.count(bytes, rows, table, other, values, &counts)
        case .two: Codes.count(shorts, rows, table, other, values, &counts)
        case .four: Codes.count(words, rows, table, other, values, &counts)
        }
    }

    /// The same of marked rows, of codes of one byte and at most as many counters as `mostMasked`:
    /// to look at every row costs less than to find those that are marked, unless they are few.
    /// - Parameter axis: codes of at most two bytes, and the group of each.
    func count(
        _ mask: Mask, by axis: (codes: Codes, table: [Int32])?, values: Int,
        into counts: inout [Int32]
    ) {
        precondition(width == .one && counts.count <= Codes.mostMasked)
        let cells = axis?.table.map { UInt8(truncatingIfNeeded: Int($0) * values) } ?? []
        Codes.countBytes(axis?.codes, cells, bytes, mask.bytes, &counts)
    }

    /// One byte stands for the rows that are not marked.
    static let mostMasked = 255

    /// `groups[i] = groups[i] * factor + table[code of rows[i]]`.
    func group(
        _ rows: [Int32]?, through table: [Int32], times factor: Int32, into groups: inout [Int32]
    ) {
        switch width {
        case .one: Codes.group(bytes, rows, table, factor, &groups)
        case .two: Codes.group(shorts, rows, table, factor, &groups)
        case .four: Codes.group(words, rows, table, factor, &groups)
        }
    }

    /// `counts[groups[i] * values + code of rows[i]] += 1`.
    func count(
        _ rows: [Int32]?, in groups: [Int32], values: Int, into counts: inout [Int32]
    ) {
        switch width {
        case .one: Codes.count(bytes, rows, groups, values, &counts)
        case .two: Codes.count(shorts, rows, groups, values, &counts)
        case .four: Codes.count(words, rows, groups, values, &counts)
        }
    }

    @inline(__always)
    private static func group<C: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ table: [Int32], _ factor: Int32, _ groups: inout [Int32]
    ) {
        precondition((rows?.count ?? codes.count) == groups.count)
        codes.withUnsafeBufferPointer { codes in
            table.withUnsafeBufferPointer { table in
                groups.withUnsafeMutableBufferPointer { groups in
                    func put(_ place: Int, _ row: Int) {
                        let code = Int(truncatingIfNeeded: codes[row])
                        groups[place] = groups[place] &* factor &+ table[code]
                    }
                    guard let rows else {
                        for row in 0..<groups.count { put(row, row) }
                        return
                    }
                    rows.withUnsafeBufferPointer { rows in
                        for place in 0..<rows.count { put(place, Int(rows[place])) }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func count<C: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ groups: [Int32], _ values: Int, _ counts: inout [Int32]
    ) {
        precondition((rows?.count ?? codes.count) == groups.count)
        codes.withUnsafeBufferPointer { codes in
            groups.withUnsafeBufferPointer { groups in
                each(rows ?? [], upTo: rows == nil ? groups.count : nil, &counts) { place, row in
                    Int(groups[place]) &* values &+ Int(truncatingIfNeeded: codes[row])
                }
            }
        }
    }

    /// `counts[table[code] + other code] += 1`, where no cell is above a byte.
    /// - Parameter mask: of the rows that count; nil where all do.
    private static func countBytes(
        _ codes: Codes?, _ table: [UInt8], _ others: [UInt8], _ mask: [UInt8]?,
        _ counts: inout [Int32]
    ) {
        precondition((codes?.count ?? others.count) == others.count)
        precondition((mask?.count ?? others.count) == others.count)
        var sums = Array(repeating: Int32(0), count: 256)
        func count(_ codes: UnsafeRawPointer?, _ width: Int32) {
            guard let mask else {
                kernels_count(codes, width, table, table.count, others, nil, others.count, &sums)
                return
            }
            kernels_count(codes, width, table, table.count, others, mask, others.count, &sums)
        }
        switch codes?.width {
        case nil: count(nil, 0)
        case .one: codes?.bytes.withUnsafeBytes { count($0.baseAddress, 1) }
        case .two: codes?.shorts.withUnsafeBytes { count($0.baseAddress, 2) }
        case .four: preconditionFailure("codes of four bytes are counted one by one")
        }
        for cell in counts.indices { counts[cell] &+= sums[cell] }
    }

    @inline(__always)
    private static func count<C: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ counts: inout [Int32]
    ) {
        codes.withUnsafeBufferPointer { codes in
            each(rows ?? [], upTo: rows == nil ? codes.count : nil, &counts) { _, row in
                Int(truncatingIfNeeded: codes[row])
            }
        }
    }

    @inline(__always)
    private static func count<C: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ table: [Int32], _ other: Codes, _ values: Int,
        _ counts: inout [Int32]
    ) {
        switch other.width {
        case .one: count(codes, rows, table, other.bytes, values, &counts)
        case .two: count(codes, rows, table, other.shorts, values, &counts)
        case .four: count(codes, rows, table, other.words, values, &counts)
        }
    }

    @inline(__always)
    private static func count<C: FixedWidthInteger, D: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ table: [Int32], _ others: [D], _ values: Int,
        _ counts: inout [Int32]
    ) {
        precondition(codes.count == others.count)
        codes.withUnsafeBufferPointer { codes in
            others.withUnsafeBufferPointer { others in
                table.withUnsafeBufferPointer { table in
                    each(rows ?? [], upTo: rows == nil ? codes.count : nil, &counts) { _, row in
                        Int(table[Int(truncatingIfNeeded: codes[row])]) &* values
                            &+ Int(truncatingIfNeeded: others[row])
                    }
                }
            }
        }
    }

    /// Raises the counter of each row.
    /// - Parameters:
    ///   - count: of all rows, where no rows are named.
    ///   - counter: by the row's place among those that count, and its number.
    @inline(__always)
    private static func each(
        _ rows: [Int32], upTo count: Int?, _ counts: inout [Int32], _ counter: (Int, Int) -> Int
    ) {
        let isFourfold = counts.count <= mostFourfold
        var fourfold = Array(repeating: Int32(0), count: isFourfold ? 4 * counts.count : 0)
        counts.withUnsafeMutableBufferPointer { counts in
            fourfold.withUnsafeMutableBufferPointer { fourfold in
                rows.withUnsafeBufferPointer { rows in
                    switch (count, isFourfold) {
                    case (let count?, true):
                        for row in 0..<count { fourfold[4 &* counter(row, row) &+ row & 3] &+= 1 }
                    case (let count?, false):
                        for row in 0..<count { counts[counter(row, row)] &+= 1 }
                    case (nil, true):
                        for place in 0..<rows.count {
                            let row = Int(rows[place])
                            fourfold[4 &* counter(place, row) &+ place & 3] &+= 1
                        }
                    case (nil, false):
                        for place in 0..<rows.count {
                            counts[counter(place, Int(rows[place]))] &+= 1
                        }
                    }
                }
                for place in fourfold.indices { counts[place >> 2] &+= fourfold[place] }
            }
        }
    }
}
