public import Base

/// What was read in one text that a customer wrote: its mood with the words that made it so, what
/// it speaks of, in which language, and by which model.
public struct TextReading: Hashable, Sendable {
    /// Where the text stands.
    public struct Place: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Sendable {
            /// The answer to a question; its subject is the response.
            case answer
            /// What a customer said in a case; its subject is the message.
            case message
        }

        public let kind: Kind
        public let subject: Int64
        /// Key of the question; empty for a message.
        public let item: String

        public init(response: ID<Response>, item: String) {
            self.init(kind: .answer, subject: response.raw, item: item)
        }

        public init(message: ID<CaseMessage>) {
            self.init(kind: .message, subject: message.raw, item: "")
        }

        public init(kind: Kind, subject: Int64, item: String) {
            self.kind = kind
            self.subject = subject
            self.item = item
        }
    }

    public enum Mood: String, CaseIterable, Sendable {
        case negative, neutral, positive
    }

    /// The mood of all texts of one answer together.
    public struct Overall: Hashable, Sendable {
        /// Their mean, -1 to 1, to a hundredth: of finer steps there would be too many to count by.
        public let score: Double
        /// That of most: of as many good as bad ones neither.
        public let mood: Mood
        /// What they say of each theme that they speak of: the mean of those texts that do.
        public let themes: [Theme]

        /// - Parameters:
        ///   - mean: of their scores.
        ///   - excess: how many more are positive than negative.
        ///   - themes: of each text.
        public init(mean: Double, excess: Int, themes: [[Theme]] = []) {
            score = Overall.hundredths(mean)
            mood = excess > 0 ? .positive : excess < 0 ? .negative : .neutral
            self.themes = Dictionary(grouping: themes.joined(), by: \.key).map { key, all in
                let sum = all.reduce(0) { $0 + $1.mood }
                return Theme(key: key, mood: Overall.hundredths(sum / Double(all.count)))
            }
            .sorted { $0.key < $1.key }
        }

        /// - Parameter readings: of each text, at least one.
        public init(_ readings: [TextReading]) {
            self.init(
                mean: readings.meanScore ?? 0,
                excess: readings.count { $0.mood == .positive }
                    - readings.count { $0.mood == .negative }, themes: readings.map(\.themes))
        }

        /// Nought has no sign.
        private static func hundredths(_ mean: Double) -> Double {
            (mean * 100).rounded() / 100 + 0
        }
    }

    /// A phrase that moved the mood.
    public struct Word: Hashable, Sendable {
        /// Bytes of the text.
        public let range: Range<Int>
        /// Above nought it speaks for a good mood.
        public let weight: Double

        public init(range: Range<Int>, weight: Double) {
            self.range = range
            self.weight = weight
        }
    }

    /// What the text speaks of: `dimension.empathy`, `touchpoint.delivery`, `topic.parking`.
    public struct Theme: Hashable, Sendable {
        public let key: String
        /// Of the clauses that speak of it, -1 to 1.
        public let mood: Double

        public init(key: String, mood: Double) {
            self.key = key
            self.mood = mood
        }
    }

    /// Tag of the language, `und` for another one than those that are known; nil without letters.
    public let language: String?
    /// -1 to 1; nought where nothing tells.
    public let score: Double
    public let mood: Mood
    /// In the order of the text.
    public let words: [Word]
    public let themes: [Theme]
    /// The workspace's model that read it; nought for the rules that come with the program.
    public let model: Int
    /// Stamp of the themes by which it was read; nought where an older program read it.
    public let stamp: Int64

    public init(
        language: String?, score: Double, mood: Mood, words: [Word], themes: [Theme], model: Int,
        stamp: Int64 = 0
    ) {
        self.language = language
        self.score = score
        self.mood = mood
        self.words = words
        self.themes = themes
        self.model = model
        self.stamp = stamp
    }
}

extension [TextReading] {
    /// -1 to 1; nil where there are none.
    public var meanScore: Double? {
        isEmpty ? nil : reduce(0) { $0 + $1.score } / Double(count)
    }

    /// The lowest mood in which a theme is spoken of; nil where it is not.
    public func mood(of theme: String) -> Double? {
        flatMap(\.themes).filter { $0.key == theme }.map(\.mood).min()
    }
}
