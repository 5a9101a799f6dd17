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
            Codes.countBytes(nil, [], bytes, &counts)
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
        switch width {
        case .one where rows == nil && other.width == .one && counts.count <= 256:
            let cells = table.map { UInt8(truncatingIfNeeded: Int($0) * values) }
            Codes.countBytes(bytes, cells, other.bytes, &counts)
        case .one: Codes.count(bytes, rows, table, other, values, &counts)
        case .two: Codes.count(shorts, rows, table, other, values, &counts)
        case .four: Codes.count(words, rows, table, other, values, &counts)
        }
    }

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
                counts.withUnsafeMutableBufferPointer { counts in
                    func put(_ place: Int, _ row: Int) {
                        let code = Int(truncatingIfNeeded: codes[row])
                        counts[Int(groups[place]) &* values &+ code] &+= 1
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

    /// `counts[table[code] + other code] += 1` of all rows, where no cell is above a byte.
    private static func countBytes(
        _ codes: [UInt8]?, _ table: [UInt8], _ others: [UInt8], _ counts: inout [Int32]
    ) {
        precondition(codes.map { $0.count == others.count } ?? true)
        var sums = Array(repeating: Int32(0), count: 256)
        if let codes {
            kernels_count(codes, table, table.count, others, others.count, &sums)
        } else {
            kernels_count(nil, nil, 0, others, others.count, &sums)
        }
        for cell in counts.indices { counts[cell] &+= sums[cell] }
    }

    @inline(__always)
    private static func count<C: FixedWidthInteger>(
        _ codes: [C], _ rows: [Int32]?, _ counts: inout [Int32]
    ) {
        codes.withUnsafeBufferPointer { codes in
            each(rows ?? [], upTo: rows == nil ? codes.count : nil, &counts) { row in
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
                    each(rows ?? [], upTo: rows == nil ? codes.count : nil, &counts) { row in
                        Int(table[Int(truncatingIfNeeded: codes[row])]) &* values
                            &+ Int(truncatingIfNeeded: others[row])
                    }
                }
            }
        }
    }

    /// Raises the counter of each row.
    /// - Parameter count: of all rows, where no rows are named.
    @inline(__always)
    private static func each(
        _ rows: [Int32], upTo count: Int?, _ counts: inout [Int32], _ counter: (Int) -> Int
    ) {
        let isFourfold = counts.count <= mostFourfold
        var fourfold = Array(repeating: Int32(0), count: isFourfold ? 4 * counts.count : 0)
        counts.withUnsafeMutableBufferPointer { counts in
            fourfold.withUnsafeMutableBufferPointer { fourfold in
                rows.withUnsafeBufferPointer { rows in
                    switch (count, isFourfold) {
                    case (let count?, true):
                        for row in 0..<count { fourfold[4 &* counter(row) &+ row & 3] &+= 1 }
                    case (let count?, false):
                        for row in 0..<count { counts[counter(row)] &+= 1 }
                    case (nil, true):
                        for place in 0..<rows.count {
                            fourfold[4 &* counter(Int(rows[place])) &+ place & 3] &+= 1
                        }
                    case (nil, false):
                        for row in rows { counts[counter(Int(row))] &+= 1 }
                    }
                }
                for place in fourfold.indices { counts[place >> 2] &+= fourfold[place] }
            }
        }
    }
}
