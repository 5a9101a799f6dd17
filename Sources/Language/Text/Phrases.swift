/// Phrases of our own words, each with what is known of it, found in texts as whole words: what
/// every lexicon of the program is made of.
struct Phrases<Entry: Sendable>: Sendable {
    private(set) var tree = PhraseTree()
    /// Of each phrase of the tree.
    private(set) var entries: [Entry] = []

    /// Learns something of a phrase.
    /// - Parameters:
    ///   - word: UTF-8 of a file, `_` for a blank.
    ///   - new: what is known of a phrase that comes for the first time.
    mutating func add(
        _ word: ArraySlice<UInt8>, folding: Folding, new: Entry, _ learn: (inout Entry) -> Void
    ) {
        let scalars = NormalText(WordLine.blanked(word), folding: folding).scalars
        guard !scalars.isEmpty else { return }
        let number = tree.insert(scalars)
        if number == entries.count { entries.append(new) }
        learn(&entries[number])
    }
}

/// A line of a file of our own words: its kind, then words parted by blanks. Lines that begin with
/// `#` are remarks.
struct WordLine {
    let kind: String
    let words: ArraySlice<ArraySlice<UInt8>>
    /// What stands behind the mark, where the file has one.
    let note: String?

    /// The lines of a file that are no remarks.
    static func lines(of file: [UInt8]) -> [ArraySlice<UInt8>] {
        file.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }
    }

    /// - Parameter mark: parts the words from a note, such as `>`; nil where the file has no notes.
    static func all(of file: [UInt8], notesBehind mark: UInt8? = nil) -> [WordLine] {
        lines(of: file).compactMap { line in
            let halves = mark.map { line.split(separator: $0, maxSplits: 1) } ?? [line]
            guard let words = halves.first?.split(separator: 0x20), let kind = words.first else {
                return nil
            }
            return WordLine(
                kind: String(decoding: kind, as: UTF8.self), words: words.dropFirst(),
                note: halves.count < 2
                    ? nil : String(decoding: halves[1].drop { $0 == 0x20 }, as: UTF8.self))
        }
    }

    static func blanked(_ word: ArraySlice<UInt8>) -> [UInt8] {
        word.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
    }
}

extension PhraseTree {
    /// The longest phrase that begins at a place and is no piece of a longer word of letters;
    /// characters of Han stand for themselves.
    @inline(__always)
    func longestWord(
        _ scalars: UnsafeBufferPointer<UInt32>, from place: Int
    ) -> (phrase: Int, end: Int)? {
        guard PhraseTree.isEdge(scalars, place) else { return nil }
        return longest(scalars, from: place) { PhraseTree.isEdge(scalars, $0) }
    }

    /// All of them, the shortest first.
    @inline(__always)
    func allWords(
        _ scalars: UnsafeBufferPointer<UInt32>, from place: Int, _ body: (Int, Int) -> Void
    ) {
        guard PhraseTree.isEdge(scalars, place) else { return }
        all(scalars, from: place) { phrase, end in
            if PhraseTree.isEdge(scalars, end) { body(phrase, end) }
        }
    }

    /// Whether a word may begin or end before a place.
    @inline(__always)
    private static func isEdge(_ scalars: UnsafeBufferPointer<UInt32>, _ place: Int) -> Bool {
        place == 0 || place >= scalars.count || Scalars.kind(scalars[place]) != .letter
            || Scalars.kind(scalars[place - 1]) != .letter
    }
}
