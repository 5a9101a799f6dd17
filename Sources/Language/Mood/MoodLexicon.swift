/// Words of mood and the words that change them, read from files of our own words.
public struct MoodLexicon: Sendable {
    /// What one phrase may do; most do one thing.
    struct Entry: Sendable {
        /// -4 to 4.
        var mood: Float = 0
        /// A mood that a negation beside it does not turn.
        var isCue = false
        /// What it multiplies the next word by; 0 is no negation.
        var negation: Float = 0
        var degree: Float = 0
        /// What follows in the sentence weighs this much more than what came before.
        var contrast: Float = 0
        var concession: Float = 0
        var wish: Float = 0
        var question: Float = 0
    }

    let phrases: Phrases<Entry>
    let folding: Folding

    /// - Parameters:
    ///   - files: UTF-8; a line is a kind, a number and phrases parted by blanks, `_` for a blank
    ///     in a phrase. Lines that begin with `#` or have no number are remarks.
    public init(_ files: [[UInt8]], folding: Folding) {
        var phrases = Phrases<Entry>()
        for line in files.flatMap({ WordLine.all(of: $0) }) {
            guard let number = line.words.first,
                let value = Float(String(decoding: number, as: UTF8.self))
            else { continue }
            for word in line.words.dropFirst() {
                phrases.add(word, folding: folding, new: Entry()) { $0.take(line.kind, value) }
            }
        }
        self.phrases = phrases
        self.folding = folding
    }
}

extension MoodLexicon.Entry {
    fileprivate mutating func take(_ kind: String, _ value: Float) {
        switch kind {
        // The strongest line that names a phrase holds.
        case "mood": if value.magnitude > mood.magnitude { mood = value }
        case "cue", "irony":
            mood = value
            isCue = true
        case "negation": negation = value
        case "degree": degree = value
        case "contrast": contrast = value
        case "concession": concession = value
        case "wish": wish = value
        case "question": question = value
        default: break
        }
    }
}
