import Glibc

/// What a cell's bytes say.
extension ArraySlice where Element == UInt8 {
    /// Without blanks at both ends.
    var trimmed: ArraySlice<UInt8> {
        var start = startIndex
        var end = endIndex
        while start < end, self[start] <= 0x20 { start += 1 }
        while end > start, self[end - 1] <= 0x20 { end -= 1 }
        return self[start..<end]
    }

    /// Blank, `NA` or `N/A`; of trimmed bytes.
    var isMissing: Bool {
        switch count {
        case 0: true
        case 2: self[startIndex] == 0x4E && self[startIndex + 1] == 0x41
        case 3:
            self[startIndex] == 0x4E && self[startIndex + 1] == 0x2F
                && self[startIndex + 2] == 0x41
        default: false
        }
    }

    /// The number they show, of trimmed bytes; nil for anything else, also for infinity and
    /// not-a-number.
    var number: Double? {
        withUnsafeBufferPointer { bytes in
            CellReading.plainNumber(bytes) ?? CellReading.anyNumber(bytes)
        }
    }
}

private enum CellReading {
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// At most 15 figures, a sign, a point: exact, because both parts of the division are.
    static func plainNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = bytes.first, bytes.count <= 17 else { return nil }
        var place = first == 0x2D || first == 0x2B ? 1 : 0
        var figures = 0
        var decimals = 0
        var whole: Int64 = 0
        var isBehindPoint = false
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x2E, !isBehindPoint {
                isBehindPoint = true
            } else {
                let digit = byte &- 0x30
                guard digit < 10 else { return nil }
                whole = whole * 10 + Int64(digit)
                figures += 1
                if isBehindPoint { decimals += 1 }
            }
            place += 1
        }
        guard figures > 0, figures <= 15 else { return nil }
        let value = Double(whole) / powersOfTen[decimals]
        return first == 0x2D ? -value : value
    }

    /// Longer ones and those with an exponent. Hexadecimal and words are no numbers of a table.
    static func anyNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard !bytes.isEmpty, bytes.count <= 400,
            bytes.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }),
            let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite
        else { return nil }
        return value
    }
}
