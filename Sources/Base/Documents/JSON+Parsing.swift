/// Text that is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Byte offset from 0.
    public let offset: Int
    public let reason: String

    public var description: String { "\(reason) at byte \(offset)" }
}

extension JSON {
    /// Reads one JSON text (RFC 8259) to its end.
    /// - Parameter depth: how deep arrays and objects may nest; hostile input is refused past it.
    public init(parsing bytes: some Sequence<UInt8>, depth: Int = 64) throws(JSONError) {
        let whole: Result<JSON, JSONError>? = bytes.withContiguousStorageIfAvailable { buffer in
            Result { () throws(JSONError) -> JSON in
                var parser = JSONParser(bytes: buffer, depthLeft: depth)
                return try parser.document()
            }
        }
        if let whole {
            self = try whole.get()
        } else {
            self = try JSON(parsing: Array(bytes), depth: depth)
        }
    }

    public init(parsing text: String, depth: Int = 64) throws(JSONError) {
        self = try JSON(parsing: Array(text.utf8), depth: depth)
    }
}

private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    var depthLeft: Int
    var at = 0

    init(bytes: UnsafeBufferPointer<UInt8>, depthLeft: Int) {
        self.bytes = bytes
        self.depthLeft = depthLeft
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value()
        skipSpace()
        guard at == bytes.count else { throw error("more text after the value") }
        return value
    }

    func error(_ reason: String) -> JSONError { JSONError(offset: at, reason: reason) }

    mutating func skipSpace() {
        while at < bytes.count {
            let byte = bytes[at]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            at += 1
        }
    }

    mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard at < bytes.count else { throw error("a value is missing") }
        switch bytes[at] {
        case UInt8(ascii: "{"):
            return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSON
    ) throws(JSONError) -> JSON {
        guard depthLeft > 0 else { throw error("nested too deep") }
        depthLeft -= 1
        at += 1
        let value = try body(&self)
        depthLeft += 1
        return value
    }

    mutating func object() throws(JSONError) -> JSON {
        var object = JSON.Object()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        var seen = Set<String>()
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw error("a member name in quotes is missing")
            }
            let key = try string()
            // Short objects are checked by walking; a set would cost more than it saves.
            let isTwice: Bool
            if object.count < 16 {
                isTwice = object[key] != nil
            } else {
                if seen.isEmpty { seen = Set(object.keys) }
                isTwice = !seen.insert(key).inserted
            }
            guard !isTwice else { throw error("the member \"\(key)\" stands twice") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is missing") }
            object.append(key, try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "}")) { return .object(object) }
            throw error("a comma or a closing brace is missing")
        }
    }

    mutating func array() throws(JSONError) -> JSON {
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            if take(UInt8(ascii: "]")) { return .array(elements) }
            throw error("a comma or a closing bracket is missing")
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let length = text.utf8CodeUnitCount
        guard at + length <= bytes.count else { throw error("a value is cut off") }
        for index in 0..<length where bytes[at + index] != text.utf8Start[index] {
            throw error("not a JSON value")
        }
        at += length
        return value
    }

    mutating func number() throws(JSONError) -> Double {
        let start = at
        _ = take(UInt8(ascii: "-"))
        let firstDigit = at
        guard skipDigits() > 0 else {
            at = start
            throw error("not a JSON value")
        }
        if bytes[firstDigit] == UInt8(ascii: "0"), at - firstDigit > 1 {
            throw error("a number with a leading zero")
        }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard skipDigits() > 0 else { throw error("digits are missing after the point") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            guard skipDigits() > 0 else { throw error("digits are missing in the exponent") }
        }
        if isWhole, at - firstDigit <= 15 {
            var whole = 0
            for index in firstDigit..<at { whole = whole * 10 + Int(bytes[index] & 0x0F) }
            return firstDigit == start ? Double(whole) : -Double(whole)
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw error("a number too large") }
        return value
    }

    mutating func skipDigits() -> Int {
        let start = at
        while at < bytes.count, bytes[at] &- 0x30 < 10 { at += 1 }
        return at - start
    }

    mutating func string() throws(JSONError) -> String {
        at += 1
        let start = at
        var all: UInt8 = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                let slice = UnsafeBufferPointer(rebasing: bytes[start..<at])
                at += 1
                // ASCII needs no second look.
                if all < 0x80 { return String(decoding: slice, as: UTF8.self) }
                guard let text = String(validating: slice, as: UTF8.self) else {
                    at = start
                    throw error("text that is not UTF-8")
                }
                return text
            }
            all |= byte
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw error("a control character in a string") }
            at += 1
        }
        throw error("a closing quote is missing")
    }

    mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text: [UInt8] = Array(bytes[start..<at])
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("text that is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw error("a control character in a string")
            default: text.append(byte)
            }
        }
        throw error("a closing quote is missing")
    }

    mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        guard at < bytes.count else { throw error("an escape is cut off") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try scalar().utf8)
        default: throw error("an unknown escape")
        }
    }

    /// The scalar of `\uXXXX`, or of a surrogate pair; a lone surrogate is refused, because no
    /// UTF-8 text can hold it.
    mutating func scalar() throws(JSONError) -> String {
        let first = try hex()
        guard (0xD800..<0xE000).contains(first) else {
            return String(UnicodeScalar(first).map(Character.init) ?? "\u{FFFD}")
        }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("half of a surrogate pair")
        }
        let second = try hex()
        guard (0xDC00..<0xE000).contains(second) else { throw error("half of a surrogate pair") }
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
        return String(UnicodeScalar(code).map(Character.init) ?? "\u{FFFD}")
    }

    mutating func hex() throws(JSONError) -> UInt32 {
        guard at + 4 <= bytes.count else { throw error("an escape is cut off") }
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[at]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw error("an escape with no hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            at += 1
        }
        return code
    }
}
