/// Reads the draft of a reply and says how it could be said better: words that push a customer
/// away, with a better way, and what a reply of its kind lacks. Rules on own words.
public struct WordingCoach: Sendable {
    /// Words that a reply is better without.
    public enum Fault: String, Sendable, CaseIterable {
        /// What cannot be done, where what can be done should stand.
        case negative
        case blame, cold, jargon
        /// More than can be kept, or less than can be checked.
        case promise
        case pronoun, tone
    }

    /// What a reply may be expected to have.
    public enum Part: String, Sendable, CaseIterable {
        case greeting
        /// Who looks after it, and under what number.
        case information
        case restate, question, empathy, apology
        /// What will be done, and until when.
        case step, time
        /// That somebody stays with it until it is settled.
        case assurance
        case confirm, thanks
    }

    public struct Advice: Sendable, Equatable {
        public let fault: Fault
        /// Bytes of the draft.
        public let range: Range<Int>
        /// A better way to say it, in the language of the draft.
        public let better: String
    }

    public struct Reading: Sendable, Equatable {
        public var advice: [Advice] = []
        /// What the draft has, in the order of `Part`.
        public var parts: [Part] = []

        /// What it was expected to have and has not.
        public func missing(of expected: [Part]) -> [Part] {
            expected.filter { !parts.contains($0) }
        }
    }

    private enum Meaning {
        case exception
        case fault(Fault, better: Int)
        case part(Part)
    }

    private let chinese: CoachWords
    private let english: CoachWords
    private let folding: Folding

    /// - Parameters:
    ///   - chinese, english: UTF-8; what stands in them is told in `coach-zh.txt` of the wording.
    public init(chinese: [UInt8], english: [UInt8], folding: Folding) {
        self.folding = folding
        self.chinese = CoachWords(chinese, folding: folding)
        self.english = CoachWords(english, folding: folding)
    }

    /// What a draft has and what could be said better, in the order of the text. Each sentence is
    /// read in its own language; one without letters in that of the sentence before.
    public func reading(of draft: [UInt8]) -> Reading {
        let text = NormalText(draft, folding: folding)
        var reading = Reading()
        var parts = Set<Part>()
        var words = chinese
        for sentence in Sentences(text).ranges {
            let range = text.originalRange(sentence)
            if let language = WrittenLanguage(draft[range], folding: folding) {
                words = language.isChinese ? chinese : english
            }
            text.scalars.withUnsafeBufferPointer { scalars in
                let part = UnsafeBufferPointer(rebasing: scalars[sentence])
                for found in words.advice(in: part, parts: &parts) {
                    let first = sentence.lowerBound
                    let places = first + found.range.lowerBound..<first + found.range.upperBound
                    reading.advice.append(
                        Advice(
                            fault: found.fault, range: text.originalRange(places),
                            better: found.better))
                }
            }
        }
        reading.parts = Part.allCases.filter { parts.contains($0) }
        return reading
    }
}
