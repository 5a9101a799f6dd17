import Base

/// Texts of other programs are HTML; ours are plain.
enum Markup {
    /// Tags that only shape what is read.
    private static let plain: Set<String> = [
        "p", "br", "div", "span", "b", "strong", "i", "em", "u", "font", "h1", "h2", "h3", "h4",
        "h5", "h6", "ul", "ol", "li", "small", "center", "sub", "sup", "big", "label", "section",
    ]
    private static let lines: Set<String> = ["p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr"]

    /// The words of a text, and whether something else was in it: a picture, a link, a table.
    static func text(of html: String) -> (text: String, hadMore: Bool) {
        guard html.utf8.contains(where: { $0 == 0x3C || $0 == 0x26 }) else {
            return (trimmed(html), false)
        }
        var out = ""
        var hadMore = false
        var rest = html[...]
        while let open = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            out += rest[..<open]
            rest = rest[open...]
            if rest.first == "&" {
                let (character, length) = entity(rest)
                out += character
                rest = rest.dropFirst(length)
                continue
            }
            let next = rest.dropFirst().first
            let isTag = next.map { $0.isLetter || $0 == "/" || $0 == "!" || $0 == "?" } ?? false
            guard isTag, let close = rest.firstIndex(of: ">") else {
                out += "<"
                rest = rest.dropFirst()
                continue
            }
            let name = rest[rest.index(after: rest.startIndex)..<close]
                .drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            rest = rest[rest.index(after: close)...]
            if lines.contains(name) { out += "\n" }
            if !name.isEmpty, !plain.contains(name) { hadMore = true }
            if name == "script" || name == "style", let end = rest.range(of: "</\(name)") {
                rest = rest[end.lowerBound...]
            }
        }
        return (trimmed(out + rest), hadMore)
    }

    private static let named = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ",
        "hellip": "\u{2026}", "ndash": "\u{2013}", "mdash": "\u{2014}", "rsquo": "\u{2019}",
        "lsquo": "\u{2018}", "ldquo": "\u{201C}", "rdquo": "\u{201D}", "eacute": "\u{E9}",
        "auml": "\u{E4}", "ouml": "\u{F6}", "uuml": "\u{FC}", "szlig": "\u{DF}",
    ]

    private static func entity(_ text: Substring) -> (String, Int) {
        let body = text.dropFirst().prefix(10)
        guard let end = body.firstIndex(of: ";") else { return ("&", 1) }
        let name = body[..<end]
        let length = name.count + 2
        if name.first == "#" {
            let digits = name.dropFirst()
            let value =
                digits.first == "x" || digits.first == "X"
                ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let scalar = value.flatMap(Unicode.Scalar.init), scalar.value >= 0x20 else {
                return (" ", length)
            }
            return (String(scalar), length)
        }
        return named[String(name)].map { ($0, length) } ?? ("&", 1)
    }

    /// Without empty lines and blanks at the ends of lines.
    private static func trimmed(_ text: String) -> String {
        text.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty }
            .joined(separator: "\n")
    }

    /// Plain text as HTML shows it.
    static func html(_ text: String) -> String {
        text.escapedMarkup.replacing("\n", with: "<br />")
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// Where a text stands in this one, in small letters or not.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while let place = self[start...].firstIndex(of: "<") {
            let end = index(place, offsetBy: text.count, limitedBy: endIndex) ?? endIndex
            if self[place..<end].lowercased() == text { return place..<end }
            start = index(after: place)
        }
        return nil
    }
}
