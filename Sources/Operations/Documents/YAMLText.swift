import Base
import Yams

/// A YAML text and where each of its parts stands, so that one place can be changed while the rest
/// stays as its author wrote it, comments and order and all.
struct YAMLText {
    let bytes: [UInt8]
    let json: JSON
    let root: Part
    private let lines: [Int]

    /// A part and the byte where it begins; where it ends is found when asked for.
    struct Part {
        enum Content {
            case scalar
            case mapping([Entry])
            case sequence([Part])
        }

        struct Entry {
            let key: String
            let start: Int
            let value: Part
        }

        let start: Int
        let content: Content
        /// Nothing was written, as after `key:`.
        var isEmpty = false
    }

    init(_ text: String) throws(Refusal) {
        let node = try YAMLDocument.composed(text)
        json = try YAMLDocument(node).json
        let bytes = Array(text.utf8)
        var lines = [0]
        for (at, byte) in bytes.enumerated() where byte == 0x0A { lines.append(at + 1) }
        self.bytes = bytes
        self.lines = lines
        root = YAMLText.part(node, lines, bytes)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    private static func part(_ node: Yams.Node, _ lines: [Int], _ bytes: [UInt8]) -> Part {
        let start = node.mark.map { offset($0, lines, bytes) } ?? 0
        switch node {
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                Part.Entry(
                    key: key.scalar?.string ?? "",
                    start: key.mark.map { offset($0, lines, bytes) } ?? 0,
                    value: part(value, lines, bytes))
            }
            return Part(start: start, content: .mapping(entries))
        case .sequence(let sequence):
            return Part(start: start, content: .sequence(sequence.map { part($0, lines, bytes) }))
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return Part(
                start: start, content: .scalar, isEmpty: isPlain && scalar.string.isEmpty)
        case .alias: return Part(start: start, content: .scalar)
        }
    }

    /// Marks count characters; a text is spliced by bytes.
    private static func offset(_ mark: Mark, _ lines: [Int], _ bytes: [UInt8]) -> Int {
        guard lines.indices.contains(mark.line - 1) else { return bytes.count }
        var at = lines[mark.line - 1]
        var left = mark.column - 1
        while left > 0, at < bytes.count {
            at += 1
            while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
            left -= 1
        }
        return at
    }

    // MARK: Lines

    private func line(of offset: Int) -> Int {
        var (low, high) = (0, lines.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    func lineStart(_ offset: Int) -> Int { lines[line(of: offset)] }

    /// Where the line ends, before its break.
    func lineEnd(_ offset: Int) -> Int {
        let next = line(of: offset) + 1
        return next < lines.count ? lines[next] - 1 : bytes.count
    }

    /// Spaces before what begins there; nil where something else stands before it.
    func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    func isBlank(_ range: Range<Int>) -> Bool {
        bytes[range].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// The first sign of the line that begins there, and its column; nil for an empty line.
    func firstSign(ofLineAt start: Int) -> (sign: UInt8, column: Int)? {
        let end = lineEnd(start)
        var at = start
        while at < end, bytes[at] == 0x20 { at += 1 }
        guard at < end, bytes[at] != 0x0D else { return nil }
        return (bytes[at], at - start)
    }

    /// The line's start, or that of the comments right above it, which speak of it.
    func lead(_ offset: Int, column: Int) -> Int {
        var start = lineStart(offset)
        while start > 0 {
            let above = lineStart(start - 1)
            guard let first = firstSign(ofLineAt: above), first.sign == UInt8(ascii: "#"),
                first.column == column
            else { break }
            start = above
        }
        return start
    }
}
