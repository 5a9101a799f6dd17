/// The options of a question or the words of its scale, read as a list: whether they run from bad
/// to good, whether they leave a gap, whether something is missing among them.
public struct OptionList: Sendable {
    /// What the list is.
    public enum Use: Sendable {
        /// One of them is chosen.
        case single
        /// Several are chosen; whether an answer is asked for.
        case multiple(isRequired: Bool)
        /// All are put in order.
        case ranked
        /// Words of a scale, the lowest first.
        case scale
    }

    /// What is wrong with the list, or with one option of it.
    public struct Finding: Hashable, Sendable {
        public let rule: String
        /// Place of the option; nil where it is the whole list.
        public let option: Int?
        public let words: String
        public let rewordings: [String]
    }

    public let use: Use
    let isChinese: Bool
    let options: [Option]
    /// Whether the question asks how many.
    private let asksForCount: Bool

    struct Option: Sendable {
        let words: String
        let scalars: [UInt32]
        let kinds: QuestionLexicon.Kinds
        /// 1 good, -1 bad, 0 in between; nil where it tells neither.
        let leaning: Int?
        /// Whether nothing but a number and its unit stands there.
        let isBareNumber: Bool
        let range: NumberRange?
    }

    public init(
        _ options: [[UInt8]], title: [UInt8], language: String, use: Use, lexicon: QuestionLexicon
    ) {
        self.use = use
        isChinese = language == "zh"
        self.options = options.map { Option($0, lexicon) }
        let title = NormalText(title, folding: lexicon.folding)
        asksForCount = lexicon.marks(in: title).contains { $0.kinds.contains(.counting) }
    }

    /// Whether a respondent reads the same thing upwards (1), downwards (-1), or neither (0).
    public var direction: Int {
        guard let first = options.first?.leaning, let last = options.last?.leaning else {
            return 0
        }
        return (last - first).signum()
    }

    public var findings: [Finding] {
        var found = [unbalanced, unlabelled].compactMap(\.self) + doubles + ranges
        if let missing { found.append(missing) }
        return found
    }

    // MARK: Scales

    private var isScale: Bool {
        switch use {
        case .single, .scale: true
        case .multiple, .ranked: false
        }
    }

    /// More steps on one side of the middle than on the other push answers to it.
    private var unbalanced: Finding? {
        let leanings = options.compactMap(\.leaning)
        guard isScale, options.count >= 4, leanings.count == options.count,
            options.first?.kinds.contains(.zero) != true,
            options.last?.kinds.contains(.zero) != true
        else { return nil }
        let good = leanings.count { $0 > 0 }
        let bad = leanings.count { $0 < 0 }
        guard good != bad else { return nil }
        return Finding(
            rule: "unbalanced_scale", option: nil, words: "\(good) : \(bad)", rewordings: [])
    }

    private var unlabelled: Finding? {
        guard isScale, !asksForCount, options.count >= 3, options.allSatisfy(\.isBareNumber) else {
            return nil
        }
        return Finding(
            rule: "unlabelled_scale", option: nil,
            words: "\(options[0].words) … \(options[options.count - 1].words)", rewordings: [])
    }

    // MARK: Options

    private var doubles: [Finding] {
        var seen = Set<[UInt32]>()
        return options.indices.compactMap { place in
            guard !seen.insert(options[place].scalars).inserted else { return nil }
            return Finding(
                rule: "double_option", option: place, words: options[place].words,
                rewordings: [])
        }
    }

    private func has(_ kinds: QuestionLexicon.Kinds) -> Bool {
        options.contains { !$0.kinds.isDisjoint(with: kinds) }
    }

    /// Whether the options are steps, or all there are.
    private var isComplete: Bool {
        let steps: QuestionLexicon.Kinds = [.good, .bad, .neutral, .zero, .frequency, .degree]
        let ordered = options.count {
            $0.range != nil || $0.isBareNumber || !$0.kinds.isDisjoint(with: steps)
        }
        let closed = options.count { $0.kinds.contains(.closed) }
        return ordered * 2 >= options.count || closed == options.count
            || has(.yes) && has(.no)
    }

    /// Whether the options are steps of a scale.
    public var isSteps: Bool {
        let steps: QuestionLexicon.Kinds = [.good, .bad, .neutral, .zero, .frequency, .degree]
        return options.count { !$0.kinds.isDisjoint(with: steps) } * 2 > options.count
            && !isYesNo
    }

    /// Whether they are a plain yes and no.
    public var isYesNo: Bool {
        options.count <= 3 && has(.yes) && has(.no) && !has([.good, .bad])
    }

    private var missing: Finding? {
        guard options.count >= 3, !has([.other, .nothing, .unsure]) else { return nil }
        switch use {
        case .multiple(isRequired: true):
            return Finding(rule: "missing_none", option: nil, words: "", rewordings: [])
        case .single where isComplete, .ranked, .scale: return nil
        case .single, .multiple:
            return Finding(rule: "missing_other", option: nil, words: "", rewordings: [])
        }
    }

    // MARK: Ranges of numbers

    private var ranges: [Finding] {
        guard isScale else { return [] }
        let known = options.indices.compactMap { place in
            options[place].range.map { (place: place, range: $0) }
        }
        guard known.count >= 3, known.count >= options.count - 1,
            Set(known.map(\.range.unit)).count == 1
        else { return [] }
        let sorted = known.sorted { $0.range < $1.range }
        for (low, high) in zip(sorted, sorted.dropFirst()) {
            if low.range.overlaps(high.range) {
                return [finding("overlapping_ranges", low, high)]
            }
            if low.range.leavesGap(before: high.range) {
                return [finding("gap_in_ranges", low, high)]
            }
        }
        return []
    }

    private func finding(
        _ rule: String, _ low: (place: Int, range: NumberRange),
        _ high: (place: Int, range: NumberRange)
    ) -> Finding {
        let (first, second) = (options[low.place].words, options[high.place].words)
        var rewordings: [String] = []
        let next = high.range.low.number
        if next.rounded() == next, let text = low.range.ending(before: Int(next), in: first) {
            rewordings = ["\(text) / \(second)"]
        }
        return Finding(
            rule: rule, option: max(low.place, high.place), words: "\(first) / \(second)",
            rewordings: rewordings)
    }
}

extension OptionList.Option {
    init(_ bytes: [UInt8], _ lexicon: QuestionLexicon) {
        let text = NormalText(bytes, folding: lexicon.folding)
        let marks = lexicon.marks(in: text)
        let tokens = Tokens(text).all
        words = String(decoding: bytes, as: UTF8.self)
        scalars = text.scalars.filter { Scalars.kind($0) != .space }
        kinds = marks.reduce(into: []) { $0.formUnion($1.kinds) }
        leaning = OptionList.Option.leaning(marks)
        let letters = tokens.count { $0.kind == .letter || $0.kind == .han }
        isBareNumber = tokens.first?.kind == .digit && letters <= 1 && tokens.count <= 2
        range = NumberRange(text, tokens, marks)
    }

    private static func leaning(_ marks: [QuestionMark]) -> Int? {
        let leans: QuestionLexicon.Kinds = [.good, .bad, .neutral]
        guard let place = marks.firstIndex(where: { !$0.kinds.isDisjoint(with: leans) }) else {
            return nil
        }
        let kinds = marks[place].kinds
        if kinds.contains(.neutral) { return 0 }
        let isTurned = marks[..<place].contains { $0.kinds.contains(.negation) }
        return kinds.contains(.good) == isTurned ? -1 : 1
    }
}
