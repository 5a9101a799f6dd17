/// Cuts an expression's text into tokens, with their places in bytes.
struct ExpressionLexer {
    enum Token: Hashable {
        case number(Double)
        case text(String)
        /// A plain one is a single word without point or back-quote: it may be a function.
        case name(String, isPlain: Bool)
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, Hashable, CaseIterable {
        case and, or, not, `in`, contains, `true`, `false`
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"
        case percent = "%"
        case open = "("
        case close = ")"
        case openList = "["
        case closeList = "]"
        case comma = ","
    }

    let source: String
    let bytes: [UInt8]
    private(set) var at = 0
    /// Where the token last read stands.
    private(set) var place = 0..<0

    init(_ source: String) {
        self.source = source
        bytes = Array(source.utf8)
    }

    func error(_ code: String, _ values: [String: String] = [:], _ range: Range<Int>)
        -> ExpressionError
    {
        ExpressionError(code, values, at: range, of: source)
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    mutating func next() throws(ExpressionError) -> Token {
        skipSpace()
        let start = at
        defer { place = start..<at }
        guard start < bytes.count else { return .end }
        let byte = bytes[at]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try quoted(byte))
        case UInt8(ascii: "`"): return try name()
        default:
            if Letters.start(bytes, at) > 0 { return try name() }
            return .symbol(try sign())
        }
    }

    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    /// Besides ASCII's, the no-break space and the wide space of Chinese input methods.
    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            case 0xC2 where byte(at + 1) == 0xA0: at += 2
            case 0xE3 where byte(at + 1) == 0x80 && byte(at + 2) == 0x80: at += 3
            default: return
            }
        }
    }

    // MARK: Numbers and texts

    private mutating func skipDigits() -> Bool {
        let start = at
        while byte(at) &- 0x30 < 10 { at += 1 }
        return at > start
    }

    private mutating func number() throws(ExpressionError) -> Double {
        let start = at
        var isGood = skipDigits()
        if byte(at) == UInt8(ascii: ".") {
            at += 1
            isGood = skipDigits() && isGood
        }
        if byte(at) | 0x20 == UInt8(ascii: "e") {
            at += 1
            if byte(at) == UInt8(ascii: "+") || byte(at) == UInt8(ascii: "-") { at += 1 }
            isGood = skipDigits() && isGood
        }
        let end = at
        skipName()
        let written = text(start..<at)
        guard isGood, at == end, let value = Double(written), value.isFinite else {
            throw error("badNumber", ["found": written], start..<at)
        }
        return value
    }

    private mutating func quoted(_ quote: UInt8) throws(ExpressionError) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == quote { return String(decoding: text, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let escaped = self.byte(at)
            switch escaped {
            case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): text.append(escaped)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            default:
                guard at < bytes.count else { break }
                let place = (at - 1)..<(at + Letters.length(escaped))
                throw error("unknownEscape", ["found": self.text(place)], place)
            }
            at += 1
        }
        throw error("textNotClosed", start..<start + 1)
    }

    private func error(_ code: String, _ range: Range<Int>) -> ExpressionError {
        error(code, [:], range)
    }

    // MARK: Names and signs

    private mutating func skipName() {
        while case let length = Letters.rest(bytes, at), length > 0 { at += length }
    }

    private mutating func name() throws(ExpressionError) -> Token {
        var name: [UInt8] = []
        var isPlain = true
        while true {
            if byte(at) == UInt8(ascii: "`") {
                isPlain = false
                try quotedName(into: &name)
            } else {
                let start = at
                skipName()
                guard at > start else {
                    throw error("badName", [:], start..<min(start + 1, bytes.count))
                }
                name += bytes[start..<at]
            }
            guard byte(at) == UInt8(ascii: ".") else { break }
            isPlain = false
            name.append(UInt8(ascii: "."))
            at += 1
        }
        let text = String(decoding: name, as: UTF8.self)
        if isPlain, let word = Symbol(rawValue: text) { return .symbol(word) }
        return .name(text, isPlain: isPlain)
    }

    /// In back-quotes every character stands for itself; a back-quote is written twice.
    private mutating func quotedName(into name: inout [UInt8]) throws(ExpressionError) {
        let start = at
        let before = name.count
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "`") {
                if self.byte(at) == byte {
                    at += 1
                } else {
                    guard name.count > before else { throw error("badName", start..<at) }
                    return
                }
            }
            name.append(byte)
        }
        throw error("nameNotClosed", start..<start + 1)
    }

    private mutating func sign() throws(ExpressionError) -> Symbol {
        for (sign, instead) in Self.foreign where bytes[at...].starts(with: sign.utf8) {
            throw error(
                "writeInstead", ["found": sign, "instead": instead], at..<at + sign.utf8.count)
        }
        for length in [2, 1] where at + length <= bytes.count {
            let end = at + length
            if bytes[at] < 0x80, let symbol = Symbol(rawValue: text(at..<end)) {
                at = end
                return symbol
            }
        }
        if bytes[at] == UInt8(ascii: "=") {
            throw error("writeInstead", ["found": "=", "instead": "=="], at..<at + 1)
        }
        if bytes[at] == UInt8(ascii: "!") {
            throw error("writeInstead", ["found": "!", "instead": "not"], at..<at + 1)
        }
        let place = at..<at + Letters.length(bytes[at])
        throw error("unknownSign", ["found": text(place)], place)
    }

    /// Signs of other languages and of Chinese input methods, and what to write.
    private static let foreign: [(String, String)] = [
        ("===", "=="), ("&&", "and"), ("&", "and"), ("||", "or"), ("|", "or"), ("<>", "!="),
        ("≤", "<="), ("≥", ">="), ("≠", "!="), ("（", "("), ("）", ")"), ("，", ","), ("、", ","),
        ("“", "\""), ("”", "\""), ("‘", "'"), ("’", "'"), ("【", "["), ("】", "]"), ("＝", "=="),
        ("＞", ">"), ("＜", "<"), ("！", "not"), ("÷", "/"), ("×", "*"), ("−", "-"), ("＋", "+"),
        ("。", "."), ("％", "%"),
    ]
}

/// Which characters make a name: letters of every script, digits and `_` (Unicode's XID).
enum Letters {
    /// Whether a name needs no quotes: parts with dots between, of which the first does not begin
    /// with a digit.
    static func isPlainPath(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        var at = start(bytes, 0)
        guard at > 0 else { return false }
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: ".") { at += 1 }
            let length = rest(bytes, at)
            guard length > 0 else { return false }
            at += length
        }
        return true
    }

    /// Bytes of the character at `index`, if a name may begin with it; else 0.
    static func start(_ bytes: [UInt8], _ index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        let byte = bytes[index]
        if byte < 0x80 {
            return byte | 0x20 &- 0x61 < 26 || byte == UInt8(ascii: "_") ? 1 : 0
        }
        return scalar(bytes, index).properties.isXIDStart ? length(byte) : 0
    }

    /// Bytes of the character at `index`, if a name may go on with it; else 0.
    static func rest(_ bytes: [UInt8], _ index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        let byte = bytes[index]
        if byte < 0x80 { return byte &- 0x30 < 10 ? 1 : start(bytes, index) }
        return scalar(bytes, index).properties.isXIDContinue ? length(byte) : 0
    }

    /// Bytes of the character that begins with `byte`.
    static func length(_ byte: UInt8) -> Int {
        byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    private static func scalar(_ bytes: [UInt8], _ index: Int) -> Unicode.Scalar {
        let slice = bytes[index..<min(index + length(bytes[index]), bytes.count)]
        return String(decoding: slice, as: UTF8.self).unicodeScalars.first ?? " "
    }
}
