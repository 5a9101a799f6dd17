/// Decoding of UTF-8 that never fails, and what kind of thing a scalar is.
enum Scalars {
    static let replacement: UInt32 = 0xFFFD

    /// The scalar that begins at a byte and how many bytes it takes. A byte that begins none is one
    /// replacement character.
    @inline(__always)
    static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[place])
        if first < 0x80 { return (first, 1) }
        let left = bytes.count - place
        if first >= 0xE0, first < 0xF0, left >= 3 {
            let second = UInt32(bytes[place + 1])
            let third = UInt32(bytes[place + 2])
            let scalar = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
            let isWhole = second & 0xC0 == 0x80 && third & 0xC0 == 0x80
            let isScalar = scalar >= 0x800 && !(0xD800...0xDFFF).contains(scalar)
            return isWhole && isScalar ? (scalar, 3) : (replacement, 1)
        }
        if first >= 0xC2, first < 0xE0, left >= 2 {
            let second = UInt32(bytes[place + 1])
            guard second & 0xC0 == 0x80 else { return (replacement, 1) }
            return ((first & 0x1F) << 6 | second & 0x3F, 2)
        }
        if first >= 0xF0, first < 0xF5, left >= 4 {
            let second = UInt32(bytes[place + 1])
            let third = UInt32(bytes[place + 2])
            let fourth = UInt32(bytes[place + 3])
            let high = (first & 0x07) << 18 | (second & 0x3F) << 12
            let scalar = high | (third & 0x3F) << 6 | fourth & 0x3F
            let isWhole =
                second & 0xC0 == 0x80 && third & 0xC0 == 0x80 && fourth & 0xC0 == 0x80
            let isScalar = scalar >= 0x10000 && scalar <= 0x10FFFF
            return isWhole && isScalar ? (scalar, 4) : (replacement, 1)
        }
        return (replacement, 1)
    }

    enum Kind: UInt8 {
        case space, han, letter, digit, mark, symbol
    }

    @inline(__always)
    static func kind(_ scalar: UInt32) -> Kind {
        if scalar < 0x80 { return asciiKinds[Int(scalar)] }
        if scalar >= 0x4E00 && scalar <= 0x9FFF { return .han }
        return rareKind(scalar)
    }

    private static let asciiKinds: [Kind] = (0..<0x80).map { value in
        switch UInt8(value) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case 0...0x20, 0x7F: .space
        default: .mark
        }
    }

    private static func rareKind(_ scalar: UInt32) -> Kind {
        switch scalar {
        case 0x80...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: .space
        // The circle is written for nought.
        case 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x3FFFD, 0x3007, 0x25CB: .han
        // Kana and Hangul are read character by character, as Han is.
        case 0x3041...0x30FF, 0xAC00...0xD7A3: .han
        case 0x2010...0x2027, 0x2030...0x205E, 0x3001...0x3006, 0x3008...0x3020, 0xFE30...0xFE6F,
            0xFF01...0xFF0F, 0xFF1A...0xFF20:
            .mark
        case 0x2190...0x2BFF, 0x1F000...0x1FAFF: .symbol
        case 0xC0...0x1FFF where scalar != 0xD7 && scalar != 0xF7: .letter
        case 0xFFFD: .symbol
        default: .mark
        }
    }
}
