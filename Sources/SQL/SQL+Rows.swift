extension SQL {
    /// `(?, ?), (?, ?)`: the rows of one INSERT. Rows of one width and count make one text, so
    /// that the statement is prepared once.
    public static func rows(_ rows: [[SQLValue]]) -> SQL {
        let width = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "rows of one width")
        var whole = Interpolation(literalCapacity: 0, interpolationCount: 0)
        let row = "(" + repeatElement("?", count: width).joined(separator: ", ") + ")"
        whole.text = repeatElement(row, count: rows.count).joined(separator: ", ")
        whole.binds.reserveCapacity(width * rows.count)
        for row in rows { whole.binds += row }
        return SQL(stringInterpolation: whole)
    }

    /// `(?, ?, ?)`: what a value may be one of.
    public static func list(_ values: [some SQLBindable]) -> SQL {
        rows([values.map(\.sqlValue)])
    }
}

extension Array {
    /// In parts of at most `size`.
    public func parts(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
