/// What a reader sees of an HTML mail, as plain text. Nothing of it is ever shown as HTML: what
/// can act (scripts, styles, forms, pictures from elsewhere) is not carried over at all.
public struct HTMLText {
    private let bytes: [UInt8]
    private var place = 0
    private var out: [UInt8] = []
    private var wantsBlank = false
    private var breaks = 0
    private var preformatted = 0
    private var link: (address: String, start: Int)?

    private static let most = 2 << 20
    private static let silent: Set<String> = [
        "script", "style", "head", "title", "template", "noscript", "svg", "math", "object",
        "iframe", "select", "textarea",
    ]
    private static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr",
    ]
    private static let lines: Set<String> = [
        "div", "tr", "li", "section", "article", "header", "footer", "dt", "dd", "address",
        "center", "form", "tbody",
    ]

    public static func text(_ html: String) -> String {
        var reader = HTMLText(bytes: Array(html.utf8.prefix(8 << 20)))
        return reader.read()
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func read() -> String {
        while place < bytes.count, out.count < HTMLText.most {
            switch bytes[place] {
            case 0x3C: tag()
            case 0x26: entity()
            case let byte:
                put(byte)
                place += 1
            }
        }
        return String(decoding: out, as: UTF8.self).blanksTrimmed
    }

    private mutating func put(_ byte: UInt8) {
        if byte.isBlank, preformatted == 0 {
            wantsBlank = true
            return
        }
        if byte == 0x0A, preformatted > 0 {
            breaks = max(breaks, 0) + 1
            return
        }
        flush()
        out.append(byte)
    }

    private mutating func flush() {
        if breaks > 0, !out.isEmpty {
            out += [UInt8](repeating: 0x0A, count: min(breaks, 2))
        } else if wantsBlank, let last = out.last, !last.isBlank {
            out.append(0x20)
        }
        breaks = 0
        wantsBlank = false
    }

    private mutating func put(_ text: some StringProtocol) {
        for byte in text.utf8 { put(byte) }
    }

    private mutating func entity() {
        let end = min(place + 32, bytes.count)
        guard let semicolon = bytes[place..<end].firstIndex(of: 0x3B) else {
            put(0x26)
            place += 1
            return
        }
        let name = String(decoding: bytes[(place + 1)..<semicolon], as: UTF8.self)
        guard let scalar = HTMLText.scalar(name) else {
            put(0x26)
            place += 1
            return
        }
        place = semicolon + 1
        if scalar == "\u{A0}" || scalar.value < 0x21 { put(0x20) } else { put(String(scalar)) }
    }

    private static func scalar(_ name: String) -> Unicode.Scalar? {
        if name.hasPrefix("#x") || name.hasPrefix("#X") {
            return UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        }
        if name.hasPrefix("#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) }
        return named[name]
    }

    /// One line each: a name and what it stands for.
    private static let named: [String: Unicode.Scalar] = {
        let table = """
            amp & lt < gt > quot " apos ' copy © reg ® trade ™ hellip … mdash — ndash – lsquo ‘
            rsquo ’ ldquo “ rdquo ” laquo « raquo » bull • middot · times × divide ÷ euro € pound £
            yen ¥ cent ¢ sect § para ¶ deg ° plusmn ± frac12 ½ frac14 ¼ auml ä ouml ö uuml ü Auml Ä
            Ouml Ö Uuml Ü szlig ß eacute é egrave è agrave à ccedil ç ntilde ñ larr ← rarr →
            """
        var found: [String: Unicode.Scalar] = ["nbsp": "\u{A0}", "ensp": " ", "emsp": " "]
        let words = table.split { $0 == " " || $0 == "\n" }
        for pair in stride(from: 0, to: words.count - 1, by: 2) {
            found[String(words[pair])] = words[pair + 1].unicodeScalars.first
        }
        return found
    }()

    private mutating func tag() {
        if bytes[place...].starts(with: "<!--".utf8) { return skip(past: "-->") }
        guard place + 1 < bytes.count else { place = bytes.count; return }
        let isEnd = bytes[place + 1] == 0x2F
        let start = place + (isEnd ? 2 : 1)
        let name = String(
            decoding: bytes[start...].prefix { byte in
                (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
            }, as: UTF8.self
        ).lowercased()
        // `a < b` is no tag; declarations are none that say something.
        guard !name.isEmpty else {
            if bytes[place + 1] == 0x21 || bytes[place + 1] == 0x3F { return skip(past: ">") }
            put(0x3C)
            place += 1
            return
        }
        let inside = start + name.utf8.count
        place = end(of: inside)
        let attributes = bytes[min(inside, place)..<place]
        if HTMLText.silent.contains(name) {
            if !isEnd { skip(past: "</\(name)") }
            return
        }
        isEnd ? close(name) : open(name, attributes)
    }

    /// Just behind the `>` that ends a tag; one inside quotes ends nothing.
    private func end(of start: Int) -> Int {
        var quote: UInt8?
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == 0x22 || byte == 0x27 {
                // Only the value of an attribute may be quoted.
                if place > start, bytes[..<place].last(where: { !$0.isBlank }) == 0x3D {
                    quote = byte
                }
            } else if byte == 0x3E {
                return place + 1
            }
            place += 1
        }
        return bytes.count
    }

    private mutating func skip(past text: String) {
        let wanted = Array(text.utf8)
        while place < bytes.count {
            let slice = bytes[place...].prefix(wanted.count)
            if slice.count == wanted.count, zip(slice, wanted).allSatisfy({ $0.lowered == $1 }) {
                place += wanted.count
                if text.hasPrefix("</") { place = end(of: place) }
                return
            }
            place += 1
        }
    }

    private mutating func open(_ name: String, _ attributes: ArraySlice<UInt8>) {
        switch name {
        case "br": breaks += 1
        case "img":
            if let text = HTMLText.attribute("alt", attributes), !text.isEmpty { put(text) }
        case "a":
            if let address = HTMLText.attribute("href", attributes),
                address.hasPrefix("http://") || address.hasPrefix("https://"),
                address.utf8.count <= 2_000
            {
                link = (address, out.count)
            }
        case "td", "th": wantsBlank = true
        default: block(name)
        }
        if name == "li" { put("- ") }
        if name == "pre" { preformatted += 1 }
    }

    private mutating func close(_ name: String) {
        if name == "pre" { preformatted = max(0, preformatted - 1) }
        if name == "a", let (address, start) = link {
            link = nil
            let shown = String(decoding: out[min(start, out.count)...], as: UTF8.self).blanksTrimmed
            if !shown.isEmpty, !address.contains(shown) { put(" (\(address))") }
        }
        block(name)
    }

    private mutating func block(_ name: String) {
        if HTMLText.paragraphs.contains(name) {
            breaks = max(breaks, 2)
        } else if HTMLText.lines.contains(name) {
            breaks = max(breaks, 1)
        }
    }

    private static func attribute(_ name: String, _ bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes.prefix(4_000), as: UTF8.self)
        let lower = text.lowercased()
        guard lower.utf8.count == text.utf8.count else { return nil }
        var search = lower.startIndex
        while let found = lower[search...].firstRange(of: name) {
            search = found.upperBound
            let before = lower[..<found.lowerBound].last
            guard before.map(\.isWhitespace) ?? true else { continue }
            let offset = lower.utf8.distance(from: lower.startIndex, to: found.upperBound)
            var rest = Substring(
                text[text.utf8.index(text.startIndex, offsetBy: offset)...]
            ).drop(while: \.isWhitespace)
            guard rest.popFirst() == "=" else { continue }
            rest = rest.drop(while: \.isWhitespace)
            if let quote = rest.first, quote == "\"" || quote == "'" {
                return unescaped(rest.dropFirst().prefix { $0 != quote })
            }
            return unescaped(rest.prefix { !$0.isWhitespace && $0 != ">" })
        }
        return nil
    }

    private static func unescaped(_ text: Substring) -> String {
        String(text).split(separator: "&amp;", omittingEmptySubsequences: false)
            .joined(separator: "&").blanksTrimmed
    }
}

extension UInt8 {
    /// An ASCII letter made small.
    var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
