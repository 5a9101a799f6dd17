/// Words by which the wording of questions is judged, read from a file of our own words.
public struct QuestionLexicon: Sendable {
    let phrases: Phrases<Entry>
    let folding: Folding

    /// What one phrase is; some are several things.
    struct Entry: Sendable {
        var kinds: Kinds = []
        /// What may stand instead.
        var plain: String?
    }

    /// - Parameter file: UTF-8; a line is a kind and phrases parted by blanks, `_` for a blank in a
    ///   phrase, `=` before what may stand instead. Lines that begin with `#` are remarks.
    public init(_ file: [UInt8], folding: Folding) {
        var phrases = Phrases<Entry>()
        for line in WordLine.all(of: file) {
            guard let kind = Kinds.named[line.kind] else { continue }
            for word in line.words {
                let sides = word.split(separator: UInt8(ascii: "="), maxSplits: 1)
                guard let phrase = sides.first else { continue }
                phrases.add(phrase, folding: folding, new: Entry()) { entry in
                    entry.kinds.insert(kind)
                    guard sides.count > 1 else { return }
                    entry.plain = String(decoding: WordLine.blanked(sides[1]), as: UTF8.self)
                }
            }
        }
        self.phrases = phrases
        self.folding = folding
    }
}

extension QuestionLexicon {
    /// Kinds of phrases, as the file names them.
    struct Kinds: OptionSet, Hashable, Sendable {
        let rawValue: UInt64

        private static let names = [
            "fine", "pair", "joiner", "orword", "asking", "span", "example", "leading", "agreeing",
            "praise", "loaded", "absolute", "vague", "exact", "jargon", "known", "plain",
            "sensitive", "purpose", "negation", "negative", "either", "ask", "confirm", "if",
            "would", "imagine", "pronoun", "pointing", "bare", "determiner", "counting", "good",
            "bad", "neutral", "zero", "frequency", "degree", "other", "nothing", "unsure", "yes",
            "no", "closed", "under", "upto", "over", "atleast", "to", "ending",
        ]
        static let named: [String: Kinds] = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1, Kinds(rawValue: 1 << $0)) })

        private static func of(_ name: String) -> Kinds {
            guard let kind = named[name] else { preconditionFailure("\(name) is no kind") }
            return kind
        }

        static let (pair, joiner, or) = (of("pair"), of("joiner"), of("orword"))
        static let (asking, span, example) = (of("asking"), of("span"), of("example"))
        static let (leading, agreeing, praise) = (of("leading"), of("agreeing"), of("praise"))
        static let (loaded, absolute, vague) = (of("loaded"), of("absolute"), of("vague"))
        static let (exact, jargon, known) = (of("exact"), of("jargon"), of("known"))
        static let (plain, sensitive, purpose) = (of("plain"), of("sensitive"), of("purpose"))
        static let (negation, negative) = (of("negation"), of("negative"))
        static let (either, ask, confirm) = (of("either"), of("ask"), of("confirm"))
        static let (condition, would, imagine) = (of("if"), of("would"), of("imagine"))
        static let (pronoun, pointing, bare) = (of("pronoun"), of("pointing"), of("bare"))
        static let (determiner, counting) = (of("determiner"), of("counting"))
        static let (good, bad, neutral) = (of("good"), of("bad"), of("neutral"))
        static let (zero, frequency, degree) = (of("zero"), of("frequency"), of("degree"))
        static let (other, nothing, unsure) = (of("other"), of("nothing"), of("unsure"))
        static let (yes, no, closed) = (of("yes"), of("no"), of("closed"))
        static let (under, upTo, over) = (of("under"), of("upto"), of("over"))
        static let (atLeast, to, ending) = (of("atleast"), of("to"), of("ending"))
    }
}

/// A phrase of the lexicon in a text.
struct QuestionMark: Sendable {
    let kinds: QuestionLexicon.Kinds
    /// Scalars of the normal text.
    let range: Range<Int>
    let plain: String?
}

extension QuestionLexicon {
    /// The longest phrase at each place, from the left; phrases never overlap.
    func marks(in text: NormalText) -> [QuestionMark] {
        var marks: [QuestionMark] = []
        text.scalars.withUnsafeBufferPointer { scalars in
            var place = 0
            while place < scalars.count {
                let inWord =
                    place > 0 && QuestionLexicon.isWord(scalars[place])
                    && QuestionLexicon.isWord(scalars[place - 1])
                let found = phrases.tree.longest(scalars, from: place) { end in
                    end == scalars.count || !QuestionLexicon.isWord(scalars[end - 1])
                        || !QuestionLexicon.isWord(scalars[end])
                }
                guard !inWord, let found else {
                    place += 1
                    continue
                }
                let entry = phrases.entries[found.phrase]
                marks.append(
                    QuestionMark(
                        kinds: entry.kinds, range: place..<found.end, plain: entry.plain))
                place = found.end
            }
        }
        return marks
    }

    /// Letters that make words between blanks; Chinese has none.
    private static func isWord(_ scalar: UInt32) -> Bool {
        switch Scalars.kind(scalar) {
        case .letter, .digit: scalar < 0x2E80
        default: scalar == 0x27
        }
    }
}
