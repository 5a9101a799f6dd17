public import Base
public import Domain
import Language

/// Reads a questionnaire as a survey methodologist would: words by `Language`, structure by
/// `Domain`.
public struct InstrumentAdviser: Sendable {
    private let lexicon: QuestionLexicon

    public init(_ lexicons: Lexicons) { lexicon = lexicons.questions }

    /// A document as publishing would read it, with advice.
    /// - Throws: `Refusal` with every fault, each path led by `document:LINE`.
    public func check(_ text: String) throws(Refusal) -> CheckedInstrument {
        check(try InstrumentDocument(text))
    }

    func check(_ document: InstrumentDocument) -> CheckedInstrument {
        CheckedInstrument(
            instrument: document.instrument,
            advice: advice(on: document.instrument, document.json))
    }

    func advice(on instrument: Instrument, _ document: JSON) -> [Advice] {
        let placed = instrument.placedItems(of: document)
        let structural = instrument.structuralAdvice(placed) { direction($0, instrument) }
        let all = placed.flatMap { one in
            instrument.languages.flatMap { worded(one, $0) }
                + structural.filter { $0.path.isBelow(one.path) }
        }
        let rest = structural.filter { advice in
            !placed.contains { advice.path.isBelow($0.path) }
        }
        return unaccepted(all + rest, instrument, placed)
    }

    private func unaccepted(
        _ advice: [Advice], _ instrument: Instrument, _ placed: [Instrument.PlacedItem]
    ) -> [Advice] {
        let accepted = Set(instrument.accepted)
        let byItem = placed.filter { !$0.item.accepted.isEmpty }
        // What an option is can be told in one language as well as in all.
        let half = { (advice: Advice) in
            advice.rule.hasPrefix("missing_") && advice.language != nil
                && instrument.languages.count > 1
        }
        let counts = Dictionary(grouping: advice.filter(half)) { $0.path + $0.rule }
        return advice.filter { advice in
            !accepted.contains(advice.rule)
                && !byItem.contains {
                    advice.path.isBelow($0.path) && $0.item.accepted.contains(advice.rule)
                }
                && !(half(advice) && advice.rule != "missing_translation"
                    && counts[advice.path + advice.rule]?.count != instrument.languages.count)
        }
    }

    private func direction(_ item: Item, _ instrument: Instrument) -> Int {
        guard let use = OptionList.Use(scaleOf: item) else { return 0 }
        return list(of: item, instrument.languages[0], use)?.direction ?? 0
    }

    // MARK: Words

    private func worded(_ one: Instrument.PlacedItem, _ language: String) -> [Advice] {
        let item = one.item
        let options = list(of: item, language, OptionList.Use(item))
        var found = one.texts.flatMap { text -> [Advice] in
            guard let use = use(of: text, item, options) else { return [] }
            let bytes = Array(text.words[language].utf8)
            let reading = QuestionReading(
                QuestionText(
                    bytes, language: language, use: use,
                    help: Array((item.help?[language] ?? "").utf8),
                    pointsBelow: item.pointsBelow, follows: one.follows),
                lexicon: lexicon)
            return reading.findings.filter { !item.isExcused(from: $0.rule) }.map {
                Advice($0, at: text.path(in: language), language: language, bytes)
            }
        }
        found += (options?.findings ?? []).filter { !item.isExcused(from: $0.rule) }.map {
            advice(on: $0, one, language)
        }
        return found
    }

    private func advice(
        on finding: OptionList.Finding, _ one: Instrument.PlacedItem, _ language: String
    ) -> Advice {
        let role: Instrument.PlacedText.Role = one.item.options.isEmpty ? .label : .option
        let texts = one.texts.filter { $0.role == role }
        let path =
            finding.option.map { texts[$0].path(in: language) }
            ?? "\(one.path).\(role == .label ? "scale" : "options")"
        return Advice(
            path, finding.rule, language: language, words: finding.words,
            rewordings: finding.rewordings)
    }

    private func list(
        of item: Item, _ language: String, _ use: OptionList.Use?
    ) -> OptionList? {
        guard let use else { return nil }
        var texts = item.options.map { $0.title[language] }
        if texts.isEmpty, let scale = item.scale {
            texts = scale.steps.compactMap { scale.labels[$0]?[language] }
        }
        guard texts.count > 1 else { return nil }
        return OptionList(
            texts.map { Array($0.utf8) }, title: Array(item.title[language].utf8),
            language: language, use: use, lexicon: lexicon)
    }

    /// What a text is for; nil where nothing is to be said of it.
    private func use(
        of text: Instrument.PlacedText, _ item: Item, _ options: OptionList?
    ) -> QuestionText.Use? {
        switch text.role {
        case .help: return .help
        case .option, .label, .side: return .option
        case .row: return item.scale == nil ? .option : .line
        case .title: break
        }
        switch item.kind {
        case .nps, .csat, .ces, .rating: return .judged
        case .yesNo: return .yesNo
        case .single where options?.isYesNo == true: return .yesNo
        case .single where options?.isSteps == true: return .judged
        case .single, .multiple, .ranking, .matrix, .pairs, .kano, .constantSum, .maxdiff:
            return .choice
        case .text, .mail, .phone, .number, .date, .time, .file: return .fact
        case .longText: return .open
        case .consent, .statement, .signature: return .help
        }
    }
}

extension Item {
    /// Whether "these" in the title are what stands below it.
    fileprivate var pointsBelow: Bool {
        kind.hasRows || [.multiple, .ranking, .statement, .consent].contains(kind)
    }

    /// Where the document itself says that a list needs nothing more.
    fileprivate func isExcused(from rule: String) -> Bool {
        switch rule {
        case "missing_other", "missing_none":
            return allowsNotApplicable || allowsDontKnow
                || options.contains {
                    $0.isExclusive || $0.isOther || $0.showIf != nil || $0.score != nil
                }
        // Words at some steps only cannot be counted out against each other.
        case "unbalanced_scale":
            return options.isEmpty && scale.map { $0.labels.count < $0.points } ?? false
        // The method asks what people would feel.
        case "hypothetical": return kind == .kano
        default: return false
        }
    }
}

extension OptionList.Use {
    /// How the list of an item is to be read; nil where it has none.
    fileprivate init?(_ item: Item) {
        switch item.kind {
        case .single: self = .single
        case .multiple: self = .multiple(isRequired: item.isRequired)
        case .ranking: self = .ranked
        case .matrix, .rating, .csat, .ces, .nps: self = .scale
        default: return nil
        }
    }

    fileprivate init?(scaleOf item: Item) {
        switch item.kind {
        case .single: self = .single
        case .rating, .csat, .ces, .nps, .matrix: self = .scale
        default: return nil
        }
    }
}

extension Advice {
    /// A finding of the language methods, whose bytes become units of UTF-16.
    fileprivate init(
        _ finding: WordingFinding, at path: String, language: String, _ bytes: [UInt8]
    ) {
        func units(_ count: Int) -> Int {
            String(decoding: bytes[..<count], as: UTF8.self).utf16.count
        }
        self.init(
            path, finding.rule, language: language,
            range: units(finding.range.lowerBound)..<units(finding.range.upperBound),
            words: finding.words, rewordings: finding.rewordings)
    }

    /// - Parameter say: a sentence of the language files, with its slots filled.
    /// - Returns: why, and what to do.
    public func sentences(
        _ say: (String, [String: String]) -> String
    ) -> (message: String, suggestion: String) {
        let values = ["words": words]
        let message = say("advice.\(rule).why", values)
        let general = say("advice.\(rule).do", values)
        guard !rewordings.isEmpty else { return (message, general) }
        let texts = rewordings.joined(separator: " / ")
        return (message, general + " " + say("advice.forExample", ["texts": texts]))
    }
}

extension String {
    fileprivate func isBelow(_ place: String) -> Bool {
        guard hasPrefix(place) else { return false }
        return utf8.count == place.utf8.count || utf8.dropFirst(place.utf8.count).first == 0x2E
    }
}
