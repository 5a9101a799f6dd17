import Base

/// Where parts end: the parser tells only where they begin.
extension YAMLText {
    /// - Parameters:
    ///   - indent: column of the key or dash that the part belongs to; -1 at the root.
    ///   - inFlow: whether it stands between braces or brackets.
    func end(of part: Part, indent: Int, inFlow: Bool) -> Int {
        if part.isEmpty || part.start >= bytes.count { return min(part.start, bytes.count) }
        if isFlow(part) { return flowEnd(part.start) }
        switch part.content {
        case .mapping(let entries):
            guard let last = entries.last else { return part.start }
            return end(of: last.value, indent: column(last.start), inFlow: false)
        case .sequence(let elements):
            guard let last = elements.last else { return part.start }
            return end(of: last, indent: column(part.start), inFlow: false)
        case .scalar: return scalarEnd(part.start, indent: indent, inFlow: inFlow)
        }
    }

    func isFlow(_ part: Part) -> Bool {
        if case .scalar = part.content { return false }
        guard part.start < bytes.count else { return false }
        return bytes[part.start] == UInt8(ascii: "{") || bytes[part.start] == UInt8(ascii: "[")
    }

    private func scalarEnd(_ start: Int, indent: Int, inFlow: Bool) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): quotedEnd(start)
        case UInt8(ascii: "|"), UInt8(ascii: ">"): blockEnd(start, indent: indent)
        default: plainEnd(start, indent: indent, inFlow: inFlow)
        }
    }

    private func quotedEnd(_ start: Int) -> Int {
        let quote = bytes[start]
        var at = start + 1
        while at < bytes.count {
            if bytes[at] == 0x5C, quote == UInt8(ascii: "\"") {
                at += 2
            } else if bytes[at] == quote {
                guard quote == UInt8(ascii: "'"), at + 1 < bytes.count, bytes[at + 1] == quote
                else { return at + 1 }
                at += 2
            } else {
                at += 1
            }
        }
        return bytes.count
    }

    /// A text of several lines after `|` or `>`: all lines further in than its key.
    private func blockEnd(_ start: Int, indent: Int) -> Int {
        var end = lineEnd(start)
        var next = end + 1
        while next < bytes.count {
            if let first = firstSign(ofLineAt: next) {
                guard first.column > indent else { break }
                end = lineEnd(next)
            }
            next = lineEnd(next) + 1
        }
        return end
    }

    private func plainEnd(_ start: Int, indent: Int, inFlow: Bool) -> Int {
        var at = start
        var end = start
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 0x0A {
                guard let first = firstSign(ofLineAt: at + 1), at + 1 < bytes.count,
                    first.sign != UInt8(ascii: "#"), inFlow || first.column > indent
                else { return end }
                at += 1
                continue
            }
            if byte == UInt8(ascii: "#"), at > start, isSpace(at - 1) { return end }
            if byte == UInt8(ascii: ":"), at + 1 >= bytes.count || isSpace(at + 1) { return end }
            if inFlow, ",[]{}".utf8.contains(byte) { return end }
            if !isSpace(at) { end = at + 1 }
            at += 1
        }
        return end
    }

    func isSpace(_ at: Int) -> Bool {
        bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0A || bytes[at] == 0x0D
    }

    /// After the brace or bracket that closes the one at `start`.
    func flowEnd(_ start: Int) -> Int {
        var depth = 0
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                // A quote in the middle of a plain word is a letter of it.
                if at > start, isSpace(at - 1) || ",[{:".utf8.contains(bytes[at - 1]) {
                    at = quotedEnd(at)
                    continue
                }
            case UInt8(ascii: "#") where at > start && isSpace(at - 1):
                at = lineEnd(at)
                continue
            default: break
            }
            at += 1
        }
        return bytes.count
    }

    /// After the colon of a member.
    func colonEnd(of entry: Part.Entry) -> Int {
        var at = entry.start
        if bytes[at] == UInt8(ascii: "'") || bytes[at] == UInt8(ascii: "\"") { at = quotedEnd(at) }
        while at < bytes.count, bytes[at] != UInt8(ascii: ":") || !isColon(at) { at += 1 }
        return min(at + 1, bytes.count)
    }

    private func isColon(_ at: Int) -> Bool {
        at + 1 >= bytes.count || isSpace(at + 1) || ",]}{[\"'".utf8.contains(bytes[at + 1])
    }

    // MARK: Comments

    /// Every comment of the text: a `#` after white space that stands in no scalar.
    func comments() -> [String] {
        guard bytes.contains(UInt8(ascii: "#")) else { return [] }
        var covered = [Bool](repeating: false, count: bytes.count)
        cover(root, indent: -1, inFlow: false, &covered)
        var found: [String] = []
        var at = 0
        while at < bytes.count {
            let isOne =
                bytes[at] == UInt8(ascii: "#") && !covered[at] && (at == 0 || isSpace(at - 1))
            guard isOne else {
                at += 1
                continue
            }
            let end = lineEnd(at)
            found.append(String(decoding: bytes[at..<end], as: UTF8.self))
            at = end
        }
        return found
    }

    private func cover(_ part: Part, indent: Int, inFlow: Bool, _ covered: inout [Bool]) {
        let isFlow = isFlow(part)
        switch part.content {
        case .scalar:
            let end = end(of: part, indent: indent, inFlow: inFlow)
            for at in part.start..<max(part.start, end) { covered[at] = true }
        case .mapping(let entries):
            for entry in entries {
                for at in entry.start..<colonEnd(of: entry) { covered[at] = true }
                cover(
                    entry.value, indent: column(entry.start), inFlow: inFlow || isFlow, &covered)
            }
        case .sequence(let elements):
            for element in elements {
                cover(element, indent: column(part.start), inFlow: inFlow || isFlow, &covered)
            }
        }
    }
}
