/// RFC 2047: `=?charset?B?…?=` inside a header's text.
enum EncodedWords {
    static let most = 10_000

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var out = ""
        var pending: (charset: String, bytes: [UInt8])?
        var plain: [UInt8] = []
        var rest = bytes.prefix(most)
        func flushPlain() {
            if !plain.isEmpty { out += Charset.text(plain[...], nil).text }
            plain = []
        }
        func flushWord() {
            if let word = pending { out += Charset.text(word.bytes[...], word.charset).text }
            pending = nil
        }
        while let byte = rest.first {
            if byte == 0x3D, let (word, length) = word(at: rest) {
                // Blanks between two words belong to neither.
                if pending != nil, plain.allSatisfy(\.isBlank) { plain = [] }
                if !plain.isEmpty || pending?.charset != word.charset {
                    flushWord()
                    flushPlain()
                }
                // One character may be cut in two by two words: they are read together.
                pending = (word.charset, (pending?.bytes ?? []) + word.bytes)
                rest = rest.dropFirst(length)
            } else {
                if !byte.isBlank, pending != nil { flushWord() }
                plain.append(byte)
                rest = rest.dropFirst()
            }
        }
        flushWord()
        flushPlain()
        return String(
            String.UnicodeScalarView(
                out.unicodeScalars.filter { $0.value >= 0x20 && $0 != "\u{7F}" })
        )
        .blanksTrimmed
    }

    private static func word(
        at bytes: ArraySlice<UInt8>
    ) -> (word: (charset: String, bytes: [UInt8]), length: Int)? {
        let text = bytes.prefix(1_000)
        guard text.starts(with: [0x3D, 0x3F]) else { return nil }
        let parts = text.dropFirst(2).split(
            separator: 0x3F, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[1].count == 1, let kind = parts[1].first,
            parts[3].first == 0x3D
        else { return nil }
        // A language may stand after the charset (RFC 2231).
        let label = parts[0].prefix { $0 != 0x2A }
        let charset = String(decoding: label, as: UTF8.self).lowercased()
        let body: [UInt8]
        switch kind | 0x20 {
        case 0x62: body = TransferCoding.base64(parts[2], most: most).bytes
        case 0x71:
            let blanks = parts[2].map { $0 == 0x5F ? 0x20 : $0 }
            body = TransferCoding.quotedPrintable(blanks[...], most: most).bytes
        default: return nil
        }
        return ((charset, body), parts[0].count + parts[2].count + 7)
    }
}

extension String {
    var blanksTrimmed: String {
        var text = Substring(self)
        while let first = text.unicodeScalars.first, first.properties.isWhitespace {
            text.unicodeScalars.removeFirst()
        }
        while let last = text.unicodeScalars.last, last.properties.isWhitespace {
            text.unicodeScalars.removeLast()
        }
        return String(text)
    }
}
