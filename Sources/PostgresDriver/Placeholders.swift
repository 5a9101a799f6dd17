/// Writes `$1`, `$2`, … where a statement has `?` outside of strings, names and comments.
func numberingPlaceholders(_ text: String) -> String {
    var scanner = Scanner(Array(text.utf8))
    return scanner.numbered()
}

private struct Scanner {
    private let bytes: [UInt8]
    private var at = 0
    private var out: [UInt8] = []
    private var count = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        out.reserveCapacity(bytes.count + 16)
    }

    mutating func numbered() -> String {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "?"):
                count += 1
                out += Array("$\(count)".utf8)
                at += 1
            case UInt8(ascii: "'"):
                quoted(by: UInt8(ascii: "'"), hasEscapes: isEscapeString)
            case UInt8(ascii: "\""):
                quoted(by: UInt8(ascii: "\""), hasEscapes: false)
            case UInt8(ascii: "-") where byte(at + 1) == UInt8(ascii: "-"):
                while let next = byte(at), next != UInt8(ascii: "\n") { copyOne() }
            case UInt8(ascii: "/") where byte(at + 1) == UInt8(ascii: "*"):
                comment()
            case UInt8(ascii: "$"):
                dollar()
            default:
                copyOne()
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private func byte(_ place: Int) -> UInt8? {
        bytes.indices.contains(place) ? bytes[place] : nil
    }

    private mutating func copyOne() {
        out.append(bytes[at])
        at += 1
    }

    /// A doubled quote inside reads as the end of one string and the start of the next.
    private mutating func quoted(by quote: UInt8, hasEscapes: Bool) {
        copyOne()
        while let next = byte(at) {
            copyOne()
            if hasEscapes, next == UInt8(ascii: "\\"), at < bytes.count {
                copyOne()
            } else if next == quote {
                return
            }
        }
    }

    /// Whether the quote here begins `E'…'`, in which a backslash escapes.
    private var isEscapeString: Bool {
        guard let before = byte(at - 1), before | 0x20 == UInt8(ascii: "e") else { return false }
        return byte(at - 2).map { !isNamePart($0) } ?? true
    }

    /// Comments nest in PostgreSQL.
    private mutating func comment() {
        var depth = 0
        repeat {
            if byte(at) == UInt8(ascii: "/"), byte(at + 1) == UInt8(ascii: "*") {
                depth += 1
                copyOne()
            } else if byte(at) == UInt8(ascii: "*"), byte(at + 1) == UInt8(ascii: "/") {
                depth -= 1
                copyOne()
            }
            copyOne()
        } while depth > 0 && at < bytes.count
    }

    /// `$tag$ … $tag$` is a string too.
    private mutating func dollar() {
        var end = at + 1
        while let next = byte(end), isNamePart(next) { end += 1 }
        let isInsideName = byte(at - 1).map(isNamePart) ?? false
        guard byte(end) == UInt8(ascii: "$"), !isInsideName else { return copyOne() }
        let tag = bytes[at...end]
        for _ in tag { copyOne() }
        let content = at
        while at < bytes.count {
            copyOne()
            if at - content >= tag.count, bytes[..<at].suffix(tag.count).elementsEqual(tag) {
                return
            }
        }
    }

    private func isNamePart(_ byte: UInt8) -> Bool {
        let isLetter = (byte | 0x20) &- 0x61 < 26
        let isDigit = byte &- 0x30 < 10
        return isLetter || isDigit || byte == UInt8(ascii: "_") || byte > 0x7F
    }
}
