import Base
import Glibc
import Operations

/// Reads `multipart/form-data` as it comes, keeping no more than a part's head and the length of a
/// boundary.
struct Multipart {
    enum Piece: Equatable {
        /// A field begins; a file's field has the name that the browser gives it.
        case field(name: String, file: String?)
        case bytes([UInt8])
        case end
    }

    private enum Place { case before, head, body, over }

    private static let headMost = 8_192
    /// A line end, two dashes and the boundary; every part ends so.
    private let mark: [UInt8]
    private var place = Place.before
    /// The first boundary has no line end before it, unless we lend it one.
    private var buffer: [UInt8] = [0x0D, 0x0A]
    private var fields = 0
    private let fieldsMost: Int

    /// - Parameter type: of the request's body; nil where it is something else.
    init?(contentType type: String, fieldsMost: Int = 100) {
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Multipart.parameter("boundary", of: type),
            (1...70).contains(boundary.utf8.count)
        else { return nil }
        self.fieldsMost = fieldsMost
        mark = Array("\r\n--\(boundary)".utf8)
    }

    /// Takes the next bytes.
    /// - Throws: `Refusal` where they break the form.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(Refusal) -> [Piece] {
        buffer.append(contentsOf: bytes)
        var pieces: [Piece] = []
        while try step(&pieces) {}
        return pieces
    }

    /// - Throws: `Refusal` when the body stopped before its end.
    func finish() throws(Refusal) {
        guard place == .over else { throw Refusal(.unreadable, "uploadCutOff") }
    }

    /// False when more bytes are needed.
    private mutating func step(_ pieces: inout [Piece]) throws(Refusal) -> Bool {
        switch place {
        case .over:
            buffer = []
            return false
        case .before: return try leaveMark(keeping: nil, &pieces)
        case .body: return try leaveMark(keeping: true, &pieces)
        case .head: return try head(&pieces)
        }
    }

    /// Goes on behind the next boundary; what stands before it belongs to the open part.
    private mutating func leaveMark(
        keeping: Bool?, _ pieces: inout [Piece]
    ) throws(Refusal) -> Bool {
        guard let at = find(mark) else {
            let sure = max(0, buffer.count - mark.count)
            if keeping != nil, sure > 0 { pieces.append(.bytes(Array(buffer[..<sure]))) }
            buffer.removeFirst(sure)
            return false
        }
        // What follows the boundary tells whether it is the last.
        guard buffer.count >= at + mark.count + 2 else { return false }
        if keeping != nil {
            if at > 0 { pieces.append(.bytes(Array(buffer[..<at]))) }
            pieces.append(.end)
        }
        buffer.removeFirst(at + mark.count)
        if buffer.starts(with: [0x2D, 0x2D]) {
            place = .over
        } else {
            guard buffer.starts(with: [0x0D, 0x0A]) else { throw Refusal(.unreadable, "badForm") }
            place = .head
        }
        return true
    }

    private mutating func head(_ pieces: inout [Piece]) throws(Refusal) -> Bool {
        guard let end = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
            guard buffer.count <= Multipart.headMost else { throw Refusal(.unreadable, "badForm") }
            return false
        }
        fields += 1
        guard end <= Multipart.headMost, fields <= fieldsMost,
            let text = String(validating: buffer[..<end], as: UTF8.self)
        else { throw Refusal(.unreadable, "badForm") }
        let line = text.split(whereSeparator: \.isNewline).map(String.init).first {
            $0.lowercased().hasPrefix("content-disposition:")
        }
        guard let line, let name = Multipart.parameter("name", of: line) else {
            throw Refusal(.unreadable, "badForm")
        }
        pieces.append(.field(name: name, file: Multipart.parameter("filename", of: line)))
        // The last line end of the head may be the first of an empty body's boundary.
        buffer.removeFirst(end + 2)
        if buffer.starts(with: mark) {
            place = .body
            return true
        }
        buffer.removeFirst(2)
        place = .body
        return true
    }

    private func find(_ wanted: [UInt8]) -> Int? {
        buffer.withUnsafeBytes { all in
            wanted.withUnsafeBytes { wanted in
                guard let start = all.baseAddress, let word = wanted.baseAddress else { return nil }
                var place = 0
                while place + wanted.count <= all.count,
                    let found = memchr(
                        start + place, CInt(wanted[0]), all.count - wanted.count + 1 - place)
                {
                    place = UnsafeRawPointer(found) - start
                    if memcmp(start + place, word, wanted.count) == 0 { return place }
                    place += 1
                }
                return nil
            }
        }
    }

    /// `name="…"` or `name=…` among the parameters of a header's line.
    private static func parameter(_ name: String, of line: String) -> String? {
        var isQuoted = false
        let parts = line.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == ";" && !isQuoted
        }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, String(pair[0]).trimmed.lowercased() == name else { continue }
            var value = String(pair[1]).trimmed
            if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 {
                value = String(value.dropFirst().dropLast())
            }
            return value
        }
        return nil
    }
}
