extension MailMessage {
    private static let lineMost = 76

    /// A name before an address: quoted where it is plain, else as encoded words.
    static func phrase(_ text: String, of header: String) throws(Trouble) -> String {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            // An address stands on the same line; folding there is left to encoded words.
            let words = try encoded(text, of: header)
            return words.split(separator: "\r\n ", omittingEmptySubsequences: false)
                .joined(separator: " ")
        }
        var escaped = ""
        for character in text {
            if character == "\"" || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
        return "\"\(escaped)\""
    }

    /// A header's text: as it is, or as encoded words of UTF-8 in base 64 (RFC 2047), folded.
    static func encoded(_ text: String, of header: String) throws(Trouble) -> String {
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Trouble(.unfit, text: header)
        }
        let isPlain = text.utf8.allSatisfy { $0 < 0x7F } && !text.contains("=?")
        if isPlain, text.utf8.count <= 900 { return text }
        return base64Words(text)
    }

    /// Encoded words, folded: 39 bytes make 52 letters, so that a header's name fits before them;
    /// no character is cut in two.
    private static func base64Words(_ text: String) -> String {
        var words: [String] = []
        var part: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if part.count + bytes.count > 39 {
                words.append(base64(part))
                part = []
            }
            part += bytes
        }
        if !part.isEmpty { words.append(base64(part)) }
        return words.map { "=?UTF-8?B?\($0)?=" }.joined(separator: "\r\n ")
    }

    /// A body part with its headers, in the shorter of quoted-printable and base 64.
    static func append(part text: String, type: String, to out: inout [UInt8]) {
        let bytes = crlf(text)
        let quoted = quotedPrintable(bytes)
        let isQuoted = quoted.count <= bytes.count * 4 / 3 + bytes.count / 38
        out += "Content-Type: \(type); charset=utf-8\r\n".utf8
        out += "Content-Transfer-Encoding: \(isQuoted ? "quoted-printable" : "base64")\r\n".utf8
        out += "\r\n".utf8
        if isQuoted {
            out += quoted
        } else {
            appendLines(of: base64(bytes), to: &out)
        }
    }

    private static func appendLines(of base64: String, to out: inout [UInt8]) {
        let letters = Array(base64.utf8)
        for start in stride(from: 0, to: letters.count, by: lineMost) {
            out += letters[start..<min(start + lineMost, letters.count)]
            out += "\r\n".utf8
        }
    }

    /// A file with its headers. A name that is no plain ASCII is told twice: as RFC 2231 says, and
    /// as an encoded word for programs that know only that.
    static func append(_ file: File, to out: inout [UInt8]) throws(Trouble) {
        let isToken = { (text: String) in
            text.utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
            }
        }
        guard isToken(file.type), file.name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            file.base64.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw Trouble(.unfit, text: "Content-Disposition") }
        if isToken(file.name) {
            out += "Content-Type: \(file.type); name=\"\(file.name)\"\r\n".utf8
            out += "Content-Disposition: attachment; filename=\"\(file.name)\"\r\n".utf8
        } else {
            let words = base64Words(file.name)
            out += "Content-Type: \(file.type);\r\n name=\"\(words)\"\r\n".utf8
            out += "Content-Disposition: attachment;\r\n".utf8
            let parts = percentParts(file.name).enumerated().map { place, part in
                " filename*\(place)*=\(place == 0 ? "UTF-8''" : "")\(part)"
            }
            out += (parts.joined(separator: ";\r\n") + "\r\n").utf8
        }
        out += "Content-Transfer-Encoding: base64\r\n\r\n".utf8
        appendLines(of: file.base64, to: &out)
    }

    /// In parts short enough for a line, no sign cut in two.
    private static func percentParts(_ text: String) -> [String] {
        let digits = Array("0123456789ABCDEF")
        var parts = [""]
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x2D || byte == 0x5F
            let sign =
                isPlain
                ? String(UnicodeScalar(byte))
                : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            if parts[parts.count - 1].utf8.count + sign.utf8.count > 54 { parts.append("") }
            parts[parts.count - 1] += sign
        }
        return parts
    }

    /// Every line break as CRLF.
    private static func crlf(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count + 64)
        var before: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x0A: if before != 0x0D { out += [0x0D, 0x0A] } else { out.append(byte) }
            case 0x0D: out.append(byte)
            default:
                if before == 0x0D { out.append(0x0A) }
                out.append(byte)
            }
            // A lone CR becomes a break with the byte after it.
            before = byte
        }
        if before == 0x0D { out.append(0x0A) }
        return out
    }

    /// RFC 2045, 6.7: what is no plain ASCII as `=XX`, soft breaks before 76 letters.
    static func quotedPrintable(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 5 / 4)
        var column = 0
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == 0x0D, place + 1 < bytes.count, bytes[place + 1] == 0x0A {
                out += [0x0D, 0x0A]
                column = 0
                place += 2
                continue
            }
            let isLast = place + 1 == bytes.count || bytes[place + 1] == 0x0D
            let isPlain = (0x21...0x7E).contains(byte) && byte != 0x3D
            let isSpace = (byte == 0x20 || byte == 0x09) && !isLast
            let width = isPlain || isSpace ? 1 : 3
            if column + width > lineMost - 1 {
                out += [0x3D, 0x0D, 0x0A]
                column = 0
            }
            if width == 1 {
                out.append(byte)
            } else {
                out += [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            column += width
            place += 1
        }
        return out
    }

    /// RFC 4648.
    public static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let a = bytes[start]
            let b = start + 1 < bytes.count ? bytes[start + 1] : 0
            let c = start + 2 < bytes.count ? bytes[start + 2] : 0
            out.append(letters[Int(a >> 2)])
            out.append(letters[Int((a & 3) << 4 | b >> 4)])
            out.append(start + 1 < bytes.count ? letters[Int((b & 15) << 2 | c >> 6)] : 0x3D)
            out.append(start + 2 < bytes.count ? letters[Int(c & 63)] : 0x3D)
        }
        return String(decoding: out, as: UTF8.self)
    }
}
