/// One text of a questionnaire, read for what a survey methodologist would change in it.
public struct QuestionReading: Sendable {
    let question: QuestionText
    let text: NormalText
    let marks: [QuestionMark]
    let tokens: [Token]
    private let helpKinds: QuestionLexicon.Kinds

    public init(_ question: QuestionText, lexicon: QuestionLexicon) {
        self.question = question
        text = NormalText(question.bytes, folding: lexicon.folding)
        marks = lexicon.marks(in: text)
        tokens = Tokens(text).all
        let help = NormalText(question.help, folding: lexicon.folding)
        helpKinds = lexicon.marks(in: help).reduce(into: []) { $0.formUnion($1.kinds) }
    }

    /// One finding a rule, in the order of the rules.
    public var findings: [WordingFinding] {
        var found: [WordingFinding?] = [jargon]
        // What is too long is hard to read; once is enough.
        found.append(tooLong ?? (question.use == .option ? nil : hardToRead))
        if asks {
            found += [doubleBarrelled, leading, loaded, absolute, vague, hypothetical, sensitive]
            found += [unclearReference, doubleNegative ?? negativeQuestion]
        }
        return found.compactMap(\.self)
    }

    /// Whether something is asked at all.
    private var asks: Bool { question.use != .option && question.use != .help }
    private var isTitle: Bool { asks && question.use != .line }
    /// Whether the answer says how far something holds.
    var isJudged: Bool { [.judged, .yesNo, .line].contains(question.use) }

    // MARK: Words that press, charge or blur

    private var leading: WordingFinding? {
        guard isTitle else { return nil }
        if let mark = first(.leading) { return finding("leading", mark) }
        if let mark = first(.praise) { return finding("leading", mark, [without(mark)]) }
        // "Do you agree that …" names only one side; asking for leave is another thing.
        if question.use == .yesNo, let mark = first(.agreeing),
            !question.isChinese || marks.contains(where: isEvaluation)
        {
            return finding("leading", mark)
        }
        if let last = marks.last, last.kinds.contains(.confirm), doubleNegative == nil {
            return finding("leading", last)
        }
        return nil
    }

    private func isEvaluation(_ mark: QuestionMark) -> Bool {
        mark.kinds.contains(.good) && !mark.kinds.contains(.agreeing)
    }

    private var loaded: WordingFinding? { first(.loaded).map { finding("loaded", $0) } }

    private var absolute: WordingFinding? {
        guard isJudged else { return nil }
        return first(.absolute).map { finding("absolute", $0) }
    }

    private var vague: WordingFinding? {
        guard isTitle else { return nil }
        let found = marks.firstIndex { mark in
            mark.kinds.contains(.vague) && !isExact(after: mark.range.upperBound)
        }
        return found.map { finding("vague_time", marks[$0]) }
    }

    /// A number soon after the words makes them exact: "in the past 30 days".
    private func isExact(after place: Int) -> Bool {
        if marks.contains(where: { $0.range.lowerBound == place && $0.kinds.contains(.exact) }) {
            return true
        }
        let next = tokens.first { Int($0.start) >= place }
        guard let next, Int(next.start) <= place + 1 else { return false }
        return next.kind == .digit
            || marks.contains {
                $0.range.lowerBound == Int(next.start) && $0.kinds.contains(.exact)
            }
    }

    private var hypothetical: WordingFinding? {
        guard isTitle else { return nil }
        if let mark = first(.imagine) { return finding("hypothetical", mark) }
        guard let mark = first(.condition), first(.would) != nil else { return nil }
        return finding("hypothetical", mark)
    }

    private var sensitive: WordingFinding? {
        guard isTitle, question.use != .judged, !question.pointsBelow,
            !helpKinds.contains(.purpose), first(.purpose) == nil
        else { return nil }
        return first(.sensitive).map { finding("sensitive", $0) }
    }

    // MARK: Hard words

    private var jargon: WordingFinding? {
        if let mark = first(.jargon) { return finding("jargon", mark) }
        guard let token = tokens.first(where: isUnknownAcronym) else { return nil }
        return finding("jargon", Int(token.start)..<Int(token.end))
    }

    /// Two to five capitals that are not explained in brackets and that not everybody knows.
    private func isUnknownAcronym(_ token: Token) -> Bool {
        let range = Int(token.start)..<Int(token.end)
        guard token.kind == .letter, (2...5).contains(range.count) else { return false }
        let bytes = question.bytes[text.originalRange(range)]
        guard bytes.allSatisfy({ (0x41...0x5A).contains($0) }) else { return false }
        let isKnown = marks.contains { $0.range == range && $0.kinds.contains(.known) }
        let place = range.upperBound
        let isExplained = place < text.count && text.scalars[place] == 0x28
        // A sentence that shouts is no list of acronyms.
        let shouted = question.bytes.filter { (0x41...0x5A).contains($0) }.count
        let small = question.bytes.filter { (0x61...0x7A).contains($0) }.count
        return !isKnown && !isExplained && (question.isChinese || small > shouted)
    }

    // MARK: Making findings

    func first(_ kind: QuestionLexicon.Kinds) -> QuestionMark? {
        marks.first { $0.kinds.contains(kind) }
    }

    func finding(
        _ rule: String, _ mark: QuestionMark, _ rewordings: [String] = []
    ) -> WordingFinding {
        finding(rule, mark.range, rewordings)
    }

    func finding(
        _ rule: String, _ scalars: Range<Int>, _ rewordings: [String] = []
    ) -> WordingFinding {
        let range = text.originalRange(scalars)
        return WordingFinding(
            rule: rule, range: range, words: string(range), rewordings: rewordings)
    }

    func string(_ range: Range<Int>) -> String {
        String(decoding: question.bytes[range], as: UTF8.self)
    }

    /// The text with some of its scalars replaced.
    func replacing(_ scalars: Range<Int>, with words: String = "") -> String {
        let range = text.originalRange(scalars)
        return string(0..<range.lowerBound) + words
            + string(range.upperBound..<question.bytes.count)
    }

    /// The text without a word and the blank behind it.
    private func without(_ mark: QuestionMark) -> String {
        var end = mark.range.upperBound
        if end < text.count, text.scalars[end] == 0x20 { end += 1 }
        return replacing(mark.range.lowerBound..<end)
    }
}
