/// A wording or a structure that would give worse answers: no fault, its author decides.
public struct Advice: Hashable, Sendable {
    public enum Severity: String, CaseIterable, Sendable {
        /// Answers would be biased or could not be read.
        case warning
        /// Worth a second look.
        case hint
    }

    /// In the document: `pages[0].items[1].title.en`.
    public let path: String
    /// What it is: the name of the sentences that say why and what to do.
    public let rule: String
    /// Of the words; nil where it is no matter of words.
    public let language: String?
    /// Where in the text, in UTF-16 units as scripts of a page count; nil where it is the whole.
    public let range: Range<Int>?
    /// What the sentences name.
    public let words: String
    /// Texts that could stand instead.
    public let rewordings: [String]

    public init(
        _ path: String, _ rule: String, language: String? = nil, range: Range<Int>? = nil,
        words: String = "", rewordings: [String] = []
    ) {
        self.path = path
        self.rule = rule
        self.language = language
        self.range = range
        self.words = words
        self.rewordings = rewordings
    }

    public var severity: Severity { Advice.hints.contains(rule) ? .hint : .warning }

    private static let warnings = [
        "double_barrelled", "leading", "loaded", "double_negative", "negative_question",
        "sensitive", "unbalanced_scale", "unlabelled_scale", "overlapping_ranges",
        "gap_in_ranges", "double_option", "scale_direction", "missing_translation",
        "languages_differ",
    ]
    private static let hints = [
        "absolute", "vague_time", "jargon", "too_long", "reading_level", "unclear_reference",
        "hypothetical", "missing_other", "missing_none", "missing_not_applicable",
        "too_many_options", "too_many_rows", "too_many_open", "too_many_questions",
    ]
    /// All there are, as `accept` in a document may name them.
    public static let rules = warnings + hints
}
