/// Finds what in a text points to one person, and hides it. Rules and check figures only: the same
/// text gives the same findings everywhere, in time linear in its length.
///
/// Check figures: identity numbers by ISO 7064 MOD 11-2 (GB 11643-1999), cards by Luhn (ISO/IEC
/// 7812-1), accounts by MOD 97-10 (ISO 13616).
public struct PersonalData: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case mail, identity, card, phone, address, name
        /// A passport, plate or messenger account.
        case account
    }

    public struct Finding: Sendable, Equatable {
        public let kind: Kind
        /// Bytes of the original text.
        public let range: Range<Int>
    }

    let words: PersonalWords
    let folding: Folding

    /// - Parameter file: UTF-8; a line is a kind and words parted by blanks, `_` for a blank.
    public init(_ file: [UInt8], folding: Folding) {
        words = PersonalWords(file, folding: folding)
        self.folding = folding
    }

    /// What was found, in the order of the text, without overlap.
    public func findings(in bytes: [UInt8]) -> [Finding] {
        let text = NormalText(bytes, folding: folding)
        var spans: [PersonalSpan] = []
        text.scalars.withUnsafeBufferPointer { scalars in
            let scan = PersonalScan(
                scalars: scalars, words: words,
                isUpper: { place in
                    let start = Int(text.offsets[place])
                    return start < bytes.count && PersonalData.isUpper(bytes, at: start)
                })
            var numbers = NumberScan(scalars: scalars, words: words)
            numbers.run()
            spans = numbers.spans + scan.mails() + scan.named() + scan.addresses()
        }
        // Two may share a form such as ⑳, which belongs to the first.
        var end = 0
        return PersonalSpan.apart(spans).compactMap { span in
            let range = text.originalRange(span.range)
            guard range.upperBound > end else { return nil }
            defer { end = range.upperBound }
            return Finding(
                kind: span.kind, range: max(end, range.lowerBound)..<range.upperBound)
        }
    }

    /// The text with every finding hidden; what is left of one tells what it was and no more.
    public func masked(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var place = 0
        for finding in findings(in: bytes) {
            out += bytes[place..<finding.range.lowerBound]
            let text = String(decoding: bytes[finding.range], as: UTF8.self)
            out += Array(PersonalData.hidden(text, as: finding.kind).utf8)
            place = finding.range.upperBound
        }
        return out + bytes[place...]
    }

    /// What is left to see of a piece of personal data: enough to tell which it is, and nothing of
    /// its length.
    public static func hidden(_ text: String, as kind: Kind) -> String {
        switch kind {
        case .mail: "***" + text[(text.firstIndex(of: "@") ?? text.endIndex)...]
        case .phone, .identity, .card, .account:
            text.count > 4 ? "***" + text.suffix(2) : "***"
        case .name: text.first.map { "\($0)**" } ?? ""
        case .address: "***"
        }
    }

    /// Latin capitals, also of full width; case is lost in the normal text.
    private static func isUpper(_ bytes: [UInt8], at place: Int) -> Bool {
        if (0x41...0x5A).contains(bytes[place]) { return true }
        guard place + 2 < bytes.count, bytes[place] == 0xEF, bytes[place + 1] == 0xBC
        else { return false }
        return (0xA1...0xBA).contains(bytes[place + 2])
    }
}

/// A finding in places of the normal text.
struct PersonalSpan {
    let kind: PersonalData.Kind
    let range: Range<Int>

    /// Of findings that overlap, the one whose kind comes first in `Kind` stays.
    static func apart(_ spans: [PersonalSpan]) -> [PersonalSpan] {
        let order = Dictionary(
            uniqueKeysWithValues: PersonalData.Kind.allCases.enumerated().map { ($1, $0) })
        let ranked = spans.sorted { left, right in
            if left.range.lowerBound != right.range.lowerBound {
                return left.range.lowerBound < right.range.lowerBound
            }
            return (order[left.kind] ?? 0) < (order[right.kind] ?? 0)
        }
        var kept: [PersonalSpan] = []
        for span in ranked {
            if let last = kept.last, last.range.upperBound > span.range.lowerBound {
                if (order[span.kind] ?? 0) < (order[last.kind] ?? 0) {
                    kept[kept.count - 1] = span
                }
            } else {
                kept.append(span)
            }
        }
        return kept
    }
}

/// The words that give personal data away.
struct PersonalWords: Sendable {
    enum Kind: UInt32, CaseIterable {
        case surname, title, address, named, family, signed, notname, number, call, street, road
        case house, stop, end, province, numeral, before

        /// One of its own for each, so that a phrase can be of several kinds.
        var bit: UInt32 { 1 << rawValue }
    }

    /// Each with a bit for every kind it is of.
    private var phrases = Phrases<UInt32>()

    init(_ file: [UInt8], folding: Folding) {
        for line in WordLine.all(of: file) {
            guard let kind = Kind.allCases.first(where: { "\($0)" == line.kind }) else { continue }
            for word in line.words {
                phrases.add(word, folding: folding, new: 0) { $0 |= kind.bit }
            }
        }
    }

    /// Where the longest word of a kind that begins at a place ends; Latin words are whole ones.
    func end(
        of kind: Kind, _ scalars: UnsafeBufferPointer<UInt32>, from place: Int
    ) -> Int? {
        var found: Int?
        phrases.tree.allWords(scalars, from: place) { phrase, end in
            if phrases.entries[phrase] & kind.bit != 0 { found = end }
        }
        return found
    }
}
