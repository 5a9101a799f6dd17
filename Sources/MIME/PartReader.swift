import Glibc

/// Goes through a mail's parts within limits; what lies beyond them is left out and said.
struct PartReader {
    struct Rendered {
        var text = ""
        var isEmpty: Bool { text.allSatisfy(\.isWhitespace) }
    }

    private let bytes: [UInt8]
    private let limits: Letter.Limits
    private(set) var files: [Letter.File] = []
    private(set) var faults: Set<Letter.Fault> = []
    private var parts = 0
    private var fileBytes = 0
    private var textBytes = 0

    init(_ bytes: [UInt8], _ limits: Letter.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// Where the head of what begins at `range` ends, and where its body begins.
    func head(of range: Range<Int>) -> (head: Range<Int>, body: Range<Int>) {
        var place = range.lowerBound
        while place < range.upperBound {
            let end = lineEnd(from: place, to: range.upperBound)
            let isEmpty =
                end == place || end == place + 1 && bytes[place] == 0x0D
            if isEmpty {
                return (
                    range.lowerBound..<place, min(end + 1, range.upperBound)..<range.upperBound
                )
            }
            place = end + 1
        }
        return (range, range.upperBound..<range.upperBound)
    }

    /// The place of the line feed that ends a line, or the end of all.
    private func lineEnd(from place: Int, to end: Int) -> Int {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, place < end,
                let found = memchr(base + place, 0x0A, end - place)
            else { return end }
            return UnsafeRawPointer(found) - base
        }
    }

    mutating func read(_ range: Range<Int>, depth: Int = 0, isDigest: Bool = false) -> Rendered {
        let (head, body) = head(of: range)
        let headers = Headers(bytes[head])
        if headers.isBroken { faults.insert(.brokenHead) }
        return read(headers, body, depth: depth, isDigest: isDigest)
    }

    mutating func read(
        _ headers: Headers, _ body: Range<Int>, depth: Int, isDigest: Bool = false
    ) -> Rendered {
        parts += 1
        guard parts <= limits.parts else {
            faults.insert(.tooManyParts)
            return Rendered()
        }
        let standard = isDigest ? "message/rfc822" : "text/plain"
        let type = ContentType(headers.plain("content-type") ?? standard)
        if type.value.hasPrefix("multipart/"), let boundary = type["boundary"], !boundary.isEmpty {
            guard depth < limits.depth else {
                faults.insert(.tooDeep)
                return Rendered()
            }
            return readParts(of: body, type, boundary, depth)
        }
        if type.value.hasPrefix("multipart/") { faults.insert(.noBoundary) }
        let disposition = ContentType(headers.plain("content-disposition") ?? "")
        let name = disposition["filename"] ?? type["name"]
        let isText =
            ["text/plain", "text/html", ""].contains(type.value)
            || type.value.hasPrefix("multipart/") || !type.value.contains("/")
        if isText, disposition.value != "attachment", name == nil {
            return readText(headers, body, type)
        }
        keep(headers, body, type, disposition, name)
        return Rendered()
    }

    private mutating func readText(
        _ headers: Headers, _ body: Range<Int>, _ type: ContentType
    ) -> Rendered {
        let coding = (headers.plain("content-transfer-encoding") ?? "").blanksTrimmed.lowercased()
        let room = max(0, limits.textBytes - textBytes)
        let (raw, isCutOff, isBroken) = TransferCoding.decode(bytes[body], coding, most: room)
        textBytes += raw.count
        if isCutOff { faults.insert(.textCutOff) }
        if isBroken { faults.insert(.brokenCoding) }
        let (text, isWrong) = Charset.text(raw[...], type["charset"])
        if isWrong { faults.insert(.wrongCharset) }
        let plain = type.value == "text/html" ? HTMLText.text(text) : PartReader.clean(text)
        return Rendered(text: plain)
    }

    /// Line breaks as one sign, without controls and signs that turn the direction of writing.
    static func clean(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var before: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { before = scalar }
            switch scalar.value {
            case 0x0D: out.append("\n")
            case 0x0A: if before != "\r" { out.append("\n") }
            case 0x09: out.append("\t")
            case 0..<0x20, 0x7F, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069: continue
            default: out.append(scalar)
            }
        }
        return String(out).blanksTrimmed
    }

    private mutating func keep(
        _ headers: Headers, _ body: Range<Int>, _ type: ContentType, _ disposition: ContentType,
        _ name: String?
    ) {
        guard files.count < limits.files else {
            faults.insert(.tooManyFiles)
            return
        }
        let coding = (headers.plain("content-transfer-encoding") ?? "").blanksTrimmed.lowercased()
        let room = min(limits.fileBytes, max(0, limits.allFileBytes - fileBytes))
        let (raw, isCutOff, isBroken) = TransferCoding.decode(bytes[body], coding, most: room + 1)
        if isBroken { faults.insert(.brokenCoding) }
        let isTooLarge = isCutOff || raw.count > room
        if isTooLarge { faults.insert(.fileTooLarge) } else { fileBytes += raw.count }
        files.append(
            Letter.File(
                name: String((name ?? PartReader.name(of: type.value)).prefix(200)),
                type: type.value, bytes: isTooLarge ? [] : raw, isCutOff: isTooLarge,
                isInline: disposition.value == "inline" || headers.has("content-id")))
    }

    private static func name(of type: String) -> String {
        switch type {
        case "message/rfc822": "mail.eml"
        case "text/calendar": "invitation.ics"
        default: "file"
        }
    }

    private mutating func readParts(
        of body: Range<Int>, _ type: ContentType, _ boundary: String, _ depth: Int
    ) -> Rendered {
        let ranges = split(body, at: Array("--\(boundary)".utf8))
        let isDigest = type.value == "multipart/digest"
        var shown: [Rendered] = []
        var plain: Rendered?
        for range in ranges {
            let (head, inner) = head(of: range)
            let headers = Headers(bytes[head])
            let own = ContentType(headers.plain("content-type") ?? "text/plain").value
            let one = read(headers, inner, depth: depth + 1, isDigest: isDigest)
            if own == "text/plain", !one.isEmpty, plain == nil { plain = one }
            shown.append(one)
        }
        guard type.value == "multipart/alternative" else {
            return Rendered(
                text: shown.filter { !$0.isEmpty }.map(\.text).joined(separator: "\n\n"))
        }
        // The same thing said in several ways: as it was written, else the richest.
        return plain ?? shown.last { !$0.isEmpty } ?? Rendered()
    }

    /// The parts between lines that begin with the boundary; a last one that nothing ends is one.
    private mutating func split(_ body: Range<Int>, at boundary: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        var place = body.lowerBound
        while place < body.upperBound {
            let end = lineEnd(from: place, to: body.upperBound)
            if isBoundary(place..<end, boundary) {
                if let start { found.append(start..<max(start, trimmed(place, from: start))) }
                start = end + 1
                if isClosing(place..<end, boundary) {
                    return found
                }
                guard found.count <= limits.parts else {
                    faults.insert(.tooManyParts)
                    return found
                }
            }
            place = end + 1
        }
        faults.insert(.unclosed)
        if let start, start < body.upperBound { found.append(start..<body.upperBound) }
        return found
    }

    private func isBoundary(_ line: Range<Int>, _ boundary: [UInt8]) -> Bool {
        guard line.count >= boundary.count, bytes[line.lowerBound] == 0x2D else { return false }
        for (offset, byte) in boundary.enumerated()
        where bytes[line.lowerBound + offset] != byte { return false }
        // Another boundary may begin with this one.
        let rest = bytes[(line.lowerBound + boundary.count)..<line.upperBound]
        return rest.allSatisfy(\.isBlank) || rest.starts(with: [0x2D, 0x2D])
    }

    private func isClosing(_ line: Range<Int>, _ boundary: [UInt8]) -> Bool {
        bytes[(line.lowerBound + boundary.count)..<line.upperBound].starts(with: [0x2D, 0x2D])
    }

    /// The break before a boundary belongs to it.
    private func trimmed(_ place: Int, from start: Int) -> Int {
        var end = place
        if end > start, bytes[end - 1] == 0x0A { end -= 1 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }
}
