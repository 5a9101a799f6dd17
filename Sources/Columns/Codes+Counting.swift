/// The inner loops of a cut, made once for each width of the codes. Without `rows` they run over
/// all rows in order.
extension Codes {
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
}
