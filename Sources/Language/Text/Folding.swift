/// Makes one of what people mean as one: full and half width, upper and lower case, forms such as
/// ① and ﬁ, and, if asked for, traditional and simplified characters.
public struct Folding: Sendable {
    /// What a scalar folds to when it carries no meaning of its own.
    static let nothing: UInt32 = .max
    /// What a scalar folds to that is read together with others: a mark on the letter before it,
    /// or a form that stands for several characters.
    static let composite: UInt32 = 1
    /// The plane that nearly all text lies in; entries are the folded scalar.
    private let plane: [UInt16]

    /// Width and case only.
    public init() { plane = Folding.plain }

    /// - Parameter variants: UTF-8; pairs of characters parted by blanks or line ends, the first
    ///   folds to the second. Lines that begin with `#` are remarks.
    init(variants: [UInt8]) {
        var plane = Folding.plain
        for line in WordLine.lines(of: variants) {
            for pair in NormalText.plainScalars(line).split(whereSeparator: { $0 <= 0x20 }) {
                guard pair.count == 2, let from = pair.first, let to = pair.last,
                    from < 0x10000, to < 0x10000
                else { continue }
                plane[Int(from)] = UInt16(to)
            }
        }
        // Radicals stand for characters that may themselves be traditional.
        for radical in 0x2E80...0x2FD5 { plane[radical] = plane[Int(plane[radical])] }
        self.plane = plane
    }

    @inline(__always)
    func fold(_ scalar: UInt32) -> UInt32 {
        guard scalar < 0x10000 else { return Folding.foldRare(scalar) }
        let folded = plane[Int(scalar)]
        return folded == 0 ? Folding.nothing : UInt32(folded)
    }

    private static func foldRare(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        // Skin tones and tags change no meaning.
        case 0x1F3FB...0x1F3FF, 0xE0000...0xE01EF: return nothing
        // Letters and figures of formulas, twice or once an alphabet; letters in squares.
        case 0x1D400...0x1D6A3: return 0x61 + (scalar - 0x1D400) % 26
        case 0x1D7CE...0x1D7FF: return 0x30 + (scalar - 0x1D7CE) % 10
        case 0x1F130...0x1F189 where (scalar - 0x1F130) % 32 < 26:
            return 0x61 + (scalar - 0x1F130) % 32
        default: return scalar
        }
    }

    private static let plain: [UInt16] = {
        var plane = [UInt16](unsafeUninitializedCapacity: 0x10000) { buffer, count in
            for value in 0..<0x10000 { buffer[value] = UInt16(value) }
            count = 0x10000
        }
        // A line end parts sentences; all other controls are blanks.
        for value in 0..<0x20 where value != 0x0A { plane[value] = 0x20 }
        // Full width stands for the same in half width; the ideographic space is a space.
        for value in 0xFF01...0xFF5E { plane[value] = UInt16(value - 0xFEE0) }
        plane[0x3000] = 0x20
        plane[0xA0] = 0x20
        for value in 0x41...0x5A {
            plane[value] = UInt16(value + 0x20)
            plane[value + 0xFEE0] = UInt16(value + 0x20)
        }
        for value in 0xC0...0x24F { plane[value] = lowercased(value) }
        for value in 0x386...0x52F { plane[value] = lowercased(value) }
        for (from, to) in quotes { plane[from] = to }
        for (from, to) in forms {
            plane[Int(from)] = UInt16(to.count == 1 ? to[0] : composite)
        }
        for mark in (marks + jamo).joined() { plane[mark] = UInt16(composite) }
        // Soft hyphen, zero-width, marks of direction, variation selectors, the byte order mark.
        for value in [0xAD, 0x61C, 0x180E, 0xFEFF] { plane[value] = 0 }
        for range in [0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F] {
            for value in range { plane[value] = 0 }
        }
        return plane
    }()

    /// Typographic quotes, dashes and the Chinese stop as they are typed on a plain keyboard.
    private static let quotes: [(Int, UInt16)] = [
        (0x2018, 0x27), (0x2019, 0x27), (0x201C, 0x22), (0x201D, 0x22), (0x2013, 0x2D),
        (0x2014, 0x2D), (0x3001, 0x2C), (0xFF61, 0x3002), (0x300C, 0x22), (0x300D, 0x22),
    ]

    private static func lowercased(_ value: Int) -> UInt16 {
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return UInt16(value) }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard lower.count == 1, let first = lower.first, first.value < 0x10000 else {
            return UInt16(value)
        }
        return UInt16(first.value)
    }
}

extension NormalText {
    /// The scalars as they stand.
    static func plainScalars(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        bytes.withUnsafeBufferPointer { buffer in
            var scalars: [UInt32] = []
            var place = 0
            while place < buffer.count {
                let (scalar, length) = Scalars.decode(buffer, at: place)
                scalars.append(scalar)
                place += length
            }
            return scalars
        }
    }
}
