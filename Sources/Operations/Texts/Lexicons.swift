import Domain
public import Language

/// What the program knows of words before it has learnt anything, read once from its resources.
public struct Lexicons: Sendable {
    public let folding: Folding
    public let mood: MoodLexicon
    /// Before a workspace has changed any.
    let themes: ThemeReader
    public let personal: PersonalData
    public let coach: WordingCoach
    public let questions: QuestionLexicon
    private let seedWords: [UInt8]
    private let stopWords: [UInt8]
    private let dictionaries: @Sendable () -> [(bytes: [UInt8], share: Double)]

    /// - Parameters:
    ///   - file: the bytes of a file of `Resources/wording`.
    ///   - themes: the documents of `Resources/library/themes`.
    ///   - dictionaries: word lists of the system with counts, each with what its counts are worth;
    ///     read only when Chinese words are asked for.
    public init(
        file: (String) throws -> [UInt8], themes: [String],
        dictionaries: @escaping @Sendable () -> [(bytes: [UInt8], share: Double)]
    ) throws {
        folding = .full
        mood = MoodLexicon(try [file("mood-zh.txt"), file("mood-en.txt")], folding: folding)
        self.themes = ThemeReader(
            try themes.map { try Themes(document: YAMLDocument(parsing: $0).json) },
            folding: folding)
        coach = WordingCoach(
            chinese: try file("coach-zh.txt"), english: try file("coach-en.txt"), folding: folding)
        personal = PersonalData(try file("personal.txt"), folding: folding)
        questions = QuestionLexicon(try file("questions.txt"), folding: folding)
        seedWords = try file("words-zh.txt")
        stopWords = try file("stop-words.txt")
        self.dictionaries = dictionaries
    }

    /// A text as the methods read it.
    func normal(_ text: String) -> NormalText {
        NormalText(Array(text.utf8), folding: folding)
    }

    /// Parts Chinese into words.
    func segmenter() -> Segmenter {
        var segmenter = Segmenter(folding: folding)
        segmenter.add(dictionary: seedWords, count: 100)
        for (bytes, share) in dictionaries() { segmenter.add(dictionary: bytes, share: share) }
        return segmenter
    }

    func topicFinder() -> TopicFinder {
        TopicFinder(segmenter: segmenter(), stopWords: stopWords, folding: folding)
    }
}
