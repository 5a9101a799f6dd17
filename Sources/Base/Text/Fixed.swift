extension Double {
    /// Rounded half away from zero at that decimal digit of the number *as it is written*: 2.675
    /// becomes 2.68, as on paper, although the nearest binary number is a little smaller.
    public func rounded(toDigits digits: Int) -> Double {
        guard isFinite, digits < 16 else { return self }
        guard digits >= 0 else {
            let power = Double.powersOfTen[Swift.min(-digits, 15)]
            return (self / power).rounded() * power
        }
        return Double(fixed(digits)) ?? self
    }

    static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    /// With exactly `digits` decimals (at most 15), rounded as `rounded(toDigits:)`; never "-0".
    /// Not-a-number and infinities read `–`, since they are no figure.
    public func fixed(_ digits: Int = 0) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(24)
        writeFixed(digits, grouping: nil, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// As `fixed`, with a comma between thousands.
    public func grouped(_ digits: Int = 0) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(32)
        writeFixed(digits, grouping: UInt8(ascii: ","), to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    private func writeFixed(_ digits: Int, grouping: UInt8?, to out: inout [UInt8]) {
        precondition(0...15 ~= digits, "between 0 and 15 decimals")
        guard isFinite else { return out.append(contentsOf: "–".utf8) }
        var figures = scaledFigures(digits)
        if figures.count <= digits {
            figures.insert(
                contentsOf: repeatElement(0x30, count: digits + 1 - figures.count), at: 0)
        }
        if self < 0, figures.contains(where: { $0 != 0x30 }) { out.append(UInt8(ascii: "-")) }
        let whole = figures.count - digits
        for (index, figure) in figures.enumerated() {
            if index == whole { out.append(UInt8(ascii: ".")) }
            if let grouping, index > 0, index < whole, (whole - index) % 3 == 0 {
                out.append(grouping)
            }
            out.append(figure)
        }
    }

    /// The decimal figures of `|self| × 10^digits`, rounded to a whole number.
    private func scaledFigures(_ digits: Int) -> [UInt8] {
        let scaled = magnitude * Double.powersOfTen[digits]
        let below = scaled.rounded(.down)
        // Far enough from a half that neither the product's own error nor the way of reading a
        // half can change the outcome.
        if scaled < 1e9, Swift.abs(scaled - below - 0.5) > 1e-6 {
            return Array(String(Int64(scaled.rounded())).utf8)
        }
        return roundedFigures(digits)
    }

    /// As `scaledFigures`, exactly, from the shortest decimal text of the number.
    private func roundedFigures(_ digits: Int) -> [UInt8] {
        var figures: [UInt8] = []
        var exponent = 0
        var isBehindPoint = false
        let text = Array(magnitude.description.utf8)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: "e") {
                let power = String(decoding: text[(index + 1)...], as: UTF8.self)
                exponent += Int(power) ?? 0
                break
            }
            if byte == UInt8(ascii: ".") {
                isBehindPoint = true
            } else {
                figures.append(byte)
                if isBehindPoint { exponent -= 1 }
            }
        }
        let surplus = -(exponent + digits)
        if surplus <= 0 {
            figures += repeatElement(0x30, count: -surplus)
        } else {
            let isUp = surplus <= figures.count && figures[figures.count - surplus] >= 0x35
            figures.removeLast(Swift.min(surplus, figures.count))
            if isUp { Double.increment(&figures) }
        }
        let leading = figures.prefix { $0 == 0x30 }.count
        figures.removeFirst(Swift.min(leading, Swift.max(figures.count - 1, 0)))
        return figures.isEmpty ? [0x30] : figures
    }

    private static func increment(_ figures: inout [UInt8]) {
        for index in figures.indices.reversed() {
            if figures[index] < 0x39 {
                figures[index] += 1
                return
            }
            figures[index] = 0x30
        }
        figures.insert(0x31, at: 0)
    }
}
