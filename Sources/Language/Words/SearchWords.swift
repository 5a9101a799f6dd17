/// By which words a text is found, the same whatever keeps them. A word of letters is found by
/// its beginning, from three letters on; one with a figure in it, such as a number of an order,
/// as a whole; what is written without blanks, as Chinese is, by any part of it, in traditional
/// and simplified characters alike.
public struct SearchWords: Sendable {
    /// What an index has to hold for a text to be worth a look; `find` then tells whether it is
    /// what was meant. Empty where a search names no word at all.
    public let terms: [String]
    fileprivate let wanted: [Wanted]

    fileprivate enum Wanted: Hashable {
        /// A stretch of characters, wherever it stands.
        case stretch([UInt32])
        case word([UInt32], isWhole: Bool)
    }

    /// Letters of the shortest and of the longest beginning that an index holds.
    static let beginnings = 3...7
    /// Of the longest number; what goes on behind tells nobody apart.
    static let longest = 40

    public init(_ search: String) {
        let text = NormalText(Array(search.utf8), folding: .full)
        var terms: [String] = []
        var wanted: [Wanted] = []
        for run in SearchRun.all(in: text) {
            let letters = run.letters(of: text)
            switch run.kind {
            case .pairs:
                wanted.append(.stretch(letters))
                terms += SearchRun.pairs(of: letters)
            case .word:
                let isWhole = letters.count < SearchWords.beginnings.lowerBound
                wanted.append(.word(letters, isWhole: isWhole))
                terms.append(letters.prefix(SearchWords.beginnings.upperBound).text)
            case .number:
                wanted.append(.word(letters, isWhole: true))
                terms.append(letters.text)
            }
        }
        var seen = Set<String>()
        self.terms = terms.filter { seen.insert($0).inserted }
        self.wanted = wanted
    }

    /// The terms by which an index finds a text, each once.
    public static func held(in text: String) -> [String] {
        let text = NormalText(Array(text.utf8), folding: .full)
        var seen = Set<String>()
        var held: [String] = []
        func add(_ term: String) { if seen.insert(term).inserted { held.append(term) } }
        for run in SearchRun.all(in: text) {
            let letters = run.letters(of: text)
            switch run.kind {
            case .pairs:
                for letter in letters { add([letter].text) }
                if letters.count > 1 { SearchRun.pairs(of: letters).forEach(add) }
            case .word:
                for count in beginnings where count < letters.count {
                    add(letters.prefix(count).text)
                }
                add(letters.prefix(beginnings.upperBound).text)
            case .number: add(letters.text)
            }
        }
        return held
    }

    /// Where a text shows what was searched for: ranges of its UTF-8, ascending, apart. Nil where
    /// a part of the search stands nowhere in it.
    public func find(in text: String) -> [Range<Int>]? {
        let text = NormalText(Array(text.utf8), folding: .full)
        var missing = Set(wanted)
        var found: [Range<Int>] = []
        for run in SearchRun.all(in: text) {
            let letters = run.letters(of: text)
            for one in wanted {
                for place in one.places(in: run, letters) {
                    missing.remove(one)
                    found.append(text.originalRange(place))
                }
            }
        }
        return missing.isEmpty ? SearchWords.joined(found) : nil
    }

    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }
}

extension SearchWords.Wanted {
    /// Scalars of the text that show it within one run.
    fileprivate func places(in run: SearchRun, _ letters: [UInt32]) -> [Range<Int>] {
        switch self {
        case .stretch(let wanted):
            guard run.kind == .pairs, letters.count >= wanted.count else { return [] }
            let start = run.range.lowerBound
            return (0...letters.count - wanted.count)
                .filter { letters[$0..<$0 + wanted.count].elementsEqual(wanted) }
                .map { start + $0..<start + $0 + wanted.count }
        case .word(let wanted, let isWhole):
            let fits =
                switch run.kind {
                case .pairs: false
                // A number is told by all of it.
                case .number: letters == wanted
                case .word: isWhole ? letters == wanted : letters.starts(with: wanted)
                }
            return fits ? [run.range] : []
        }
    }
}

/// A stretch of text without a blank or mark within.
private struct SearchRun {
    enum Kind { case pairs, word, number }

    let range: Range<Int>
    let kind: Kind

    static func all(in text: NormalText) -> [SearchRun] {
        var runs: [SearchRun] = []
        var place = 0
        while place < text.count {
            let first = Scalars.kind(text.scalars[place])
            let start = place
            place += 1
            switch first {
            case .han:
                while place < text.count, Scalars.kind(text.scalars[place]) == .han { place += 1 }
                runs.append(SearchRun(range: start..<place, kind: .pairs))
            case .letter, .digit:
                while place < text.count, text.continuesWord(at: place) { place += 1 }
                let hasFigure = text.scalars[start..<place].contains {
                    Scalars.kind($0) == .digit
                }
                runs.append(SearchRun(range: start..<place, kind: hasFigure ? .number : .word))
            case .space, .mark, .symbol: break
            }
        }
        return runs
    }

    /// Its scalars without apostrophes, cut where none is longer.
    func letters(of text: NormalText) -> [UInt32] {
        let letters = text.scalars[range].filter { $0 != 0x27 }
        return kind == .pairs ? letters : Array(letters.prefix(SearchWords.longest))
    }

    /// Each two neighbours; a single one for itself.
    static func pairs(of letters: [UInt32]) -> [String] {
        guard letters.count > 1 else { return [letters.text] }
        return letters.indices.dropLast().map { letters[$0...$0 + 1].text }
    }
}

extension NormalText {
    /// Letters, digits, and the apostrophe between two letters.
    fileprivate func continuesWord(at place: Int) -> Bool {
        switch Scalars.kind(scalars[place]) {
        case .letter, .digit: true
        default:
            scalars[place] == 0x27 && place + 1 < count
                && Scalars.kind(scalars[place + 1]) == .letter
        }
    }
}

extension Collection<UInt32> {
    fileprivate var text: String {
        var text = String.UnicodeScalarView()
        for scalar in self { if let scalar = Unicode.Scalar(scalar) { text.append(scalar) } }
        return String(text)
    }
}
