/// Reads the figures and signs of dates and times, byte by byte.
struct FigureReader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { at == bytes.count }
    var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: sign) else { return false }
        at += 1
        return true
    }

    mutating func take(text: some Collection<UInt8>) -> Bool {
        guard bytes[at...].starts(with: text) else { return false }
        at += text.count
        return true
    }

    /// As many figures as there are, within `count`; fewer is nil.
    mutating func number(_ count: ClosedRange<Int>) -> Int? {
        let start = at
        var number = 0
        while at < bytes.count, at - start < count.upperBound, bytes[at] &- 0x30 < 10 {
            number = number * 10 + Int(bytes[at] &- 0x30)
            at += 1
        }
        guard at - start >= count.lowerBound else {
            at = start
            return nil
        }
        return number
    }

    /// The figures behind a point, in millionths; what is finer is cut off.
    mutating func millionths() -> Int? {
        let start = at
        var number = 0
        var weight = 100_000
        while at < bytes.count, bytes[at] &- 0x30 < 10 {
            number += Int(bytes[at] &- 0x30) * weight
            weight /= 10
            at += 1
        }
        return at > start ? number : nil
    }

    /// `2026-10-01`.
    mutating func isoDate() -> CivilDate? {
        guard let year = number(4...4), take("-"), let month = number(2...2), take("-"),
            let day = number(2...2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Letters of ASCII, as many as there are.
    mutating func letters() -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, bytes[at] | 0x20 &- 0x61 < 26 { at += 1 }
        return bytes[start..<at]
    }
}

extension [UInt8] {
    /// `number` in decimal, padded with zeros to `count` figures.
    mutating func append(figures number: Int, count: Int) {
        var weight = 1
        for _ in 1..<count { weight *= 10 }
        while weight > 0 {
            append(0x30 + UInt8(number / weight % 10))
            weight /= 10
        }
    }
}
