import Language

/// Parts lines of text into words.
public struct WordTexts: Sendable {
    private let lexicons: Lexicons

    public init(_ lexicons: Lexicons) { self.lexicons = lexicons }

    /// The same lines with two blanks between words; the text's own words are learnt first.
    public func parted(_ bytes: [UInt8]) -> [UInt8] {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let texts = lines.map { NormalText($0, folding: lexicons.folding) }
        let plain = lexicons.segmenter()
        let list = WordList(
            learning: texts, by: texts.indices.map { Int64($0) }, beside: plain)
        let segmenter = plain.knowing(list)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 3 / 2)
        for (number, text) in texts.enumerated() {
            if number > 0 { out.append(0x0A) }
            let line = lines[number]
            var isFirst = true
            for word in segmenter.words(in: text) {
                if !isFirst { out += [0x20, 0x20] }
                isFirst = false
                let range = text.originalRange(word)
                out += line[line.startIndex + range.lowerBound..<line.startIndex + range.upperBound]
            }
        }
        return out
    }
}
