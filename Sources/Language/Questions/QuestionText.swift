/// A text of a questionnaire and what it is for: the same words are right in a label and wrong in
/// a question.
public struct QuestionText: Sendable {
    /// What stands there.
    public enum Use: Sendable {
        /// The title of a question whose answer is a step of a scale.
        case judged
        /// The title of a question that is answered by yes or no.
        case yesNo
        /// The title of a field for one fact: a name, a number, a day.
        case fact
        /// The title of a question answered freely.
        case open
        /// The title of a question that offers a list, or has lines of its own.
        case choice
        /// A line that is judged.
        case line
        /// An option, or words on a scale.
        case option
        /// Words that explain; nothing is asked.
        case help
    }

    public let bytes: [UInt8]
    /// `zh` or `en`.
    public let language: String
    public let use: Use
    /// What is said beside the question: its help.
    public let help: [UInt8]
    /// Whether "these" in the title are the lines or options below it.
    public let pointsBelow: Bool
    /// Whether what "it" is can be seen above: the question follows upon another.
    public let follows: Bool

    public init(
        _ bytes: [UInt8], language: String, use: Use, help: [UInt8] = [], pointsBelow: Bool = false,
        follows: Bool = false
    ) {
        self.bytes = bytes
        self.language = language
        self.use = use
        self.help = help
        self.pointsBelow = pointsBelow
        self.follows = follows
    }

    var isChinese: Bool { language == "zh" }
}

/// What is wrong with the wording of one text.
public struct WordingFinding: Hashable, Sendable {
    /// In snake case, as the sentences that say why are named.
    public let rule: String
    /// Bytes of the text.
    public let range: Range<Int>
    /// The words found.
    public let words: String
    /// Texts that could stand instead, each whole; none where that cannot be told.
    public let rewordings: [String]

    public init(rule: String, range: Range<Int>, words: String, rewordings: [String] = []) {
        self.rule = rule
        self.range = range
        self.words = words
        self.rewordings = rewordings
    }
}
