public import Base

extension Item {
    /// What a form posts, and a table's cell holds, for "does not apply".
    public static let notApplicableText = "na"
    /// What a form posts, a table's cell holds and an answer is for "I do not know". No option can
    /// have this code where it is offered.
    public static let dontKnowText = "dk"

    /// Why there is no answer of the usual kind; nil where there is one.
    public enum Absence: String, CaseIterable, Sendable {
        case notApplicable = "not_applicable"
        case dontKnow = "dont_know"
    }

    /// Why a canonical value is no answer of the usual kind.
    public func absence(_ value: JSON) -> Absence? {
        switch value {
        case .null: .notApplicable
        case .string(Item.dontKnowText) where allowsDontKnow: .dontKnow
        default: nil
        }
    }

    /// The answer that the fields of a form or an address stand for, still to be checked.
    public func answer(ofFields texts: [String: [String]]) -> JSON? {
        guard kind.hasRows else {
            if kind == .signature { return signature(ofFields: texts) }
            return answer(ofTexts: texts[key] ?? [], as: kind)
                ?? choice(ofWords: texts[ownWordsKey] ?? [])
        }
        var rows = JSON.Object()
        for cell in cells {
            guard let answer = answer(ofTexts: texts[cell.name] ?? [], as: cell.kind) else {
                continue
            }
            rows.put(answer, at: cell.path)
        }
        guard !rows.isEmpty else { return nil }
        return .object(rows)
    }

    /// The value that texts from a form or a table stand for, still to be checked; nil where
    /// nothing was written. Text that fits no number stays text, so that its fault is named and
    /// what was typed can be shown again.
    public func answer(ofTexts texts: [String], as kind: Kind) -> JSON? {
        let written = texts.map(\.cleaned).filter { !$0.isEmpty }
        guard let first = written.first else { return nil }
        if allowsNotApplicable, written.contains(Item.notApplicableText) { return .null }
        if allowsDontKnow, written.contains(Item.dontKnowText) {
            return .string(Item.dontKnowText)
        }
        switch kind {
        case .nps, .csat, .ces, .rating, .number: return Item.number(first)
        case .single, .text, .longText, .mail, .date, .signature: return .string(first)
        case .phone, .time: return .string(Item.narrow(first))
        case .yesNo, .consent: return Item.bool(first)
        case .multiple, .ranking, .file: return .array(written.map(JSON.string))
        case .matrix, .pairs, .kano, .constantSum, .maxdiff, .statement: return nil
        }
    }

    /// Names of a signature's fields besides its own, which holds one that is kept.
    public static let drawnField = "drawn"
    public static let typedField = "typed"

    /// What was drawn goes before what was typed, and both before what is kept.
    private func signature(ofFields texts: [String: [String]]) -> JSON? {
        for field in [Item.drawnField, Item.typedField] {
            let text = texts["\(key).\(field)"]?.first?.cleaned ?? ""
            if !text.isEmpty { return [field: .string(text)] }
        }
        return answer(ofTexts: texts[key] ?? [], as: kind)
    }

    /// The wide figures and signs of Chinese input methods as the narrow ones.
    private static func narrow(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF10...0xFF19, 0xFF08, 0xFF09, 0xFF0B, 0xFF0D, 0xFF0E, 0xFF1A:
                scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// A number as people type it.
    static func number(_ text: String) -> JSON {
        guard let number = Double(narrow(text)), number.isFinite else { return .string(text) }
        return .number(number)
    }

    static func bool(_ text: String) -> JSON {
        switch text.lowercased() {
        case "yes", "true", "1": true
        case "no", "false", "0": false
        default: .string(text)
        }
    }
}

extension HiddenField {
    /// The value that a query's text stands for, still to be checked.
    func value(of text: String) -> JSON {
        switch kind {
        case .text, .date: .string(text)
        case .number: Item.number(text.cleaned)
        case .yesNo: Item.bool(text.cleaned)
        }
    }
}

extension Instrument {
    /// The answers that a page's form stands for; a question with lines posts one field for each
    /// of its cells.
    public func answers(
        ofForm form: [(name: String, value: String)], page: Int
    ) -> JSON.Object {
        var texts: [String: [String]] = [:]
        for field in form { texts[field.name, default: []].append(field.value) }
        var answers = JSON.Object()
        for item in pages[page].items.map({ items[$0] }) {
            if let answer = item.answer(ofFields: texts) { item.put(answer, into: &answers) }
        }
        return answers
    }

    /// Checks one page's answers on top of those saved before; the page's own replace its earlier
    /// ones, so that a cleared question is cleared.
    /// - Parameters:
    ///   - shown: the page's questions that the respondent saw; nil for all of them.
    ///   - asked: paths of the wishes that were told before: `answers.q1`.
    /// - Returns: the answers, and the questions of this page that only now show: they are still
    ///   to be asked, so what is required is not yet looked at.
    public func check(
        page: Int, answers: JSON.Object, saved: JSON.Object, hidden: JSON.Object,
        shown: Set<String>? = nil, asked: Set<String> = []
    ) throws(Refusal) -> (answers: Answers, revealed: [Item]) {
        var merged = JSON.Object()
        spread(saved) { place, value in
            if !pages[page].items.contains(place) { items[place].put(value, into: &merged) }
        }
        spread(answers) { place, value in items[place].put(value, into: &merged) }
        let checked = try check(answers: .object(merged), hidden: hidden, partial: true)
        let answering = Answering(self, answers: checked.values, hidden: hidden)
        var revealed: [Item] = []
        if let shown {
            revealed = answering.visibleItems(on: page).filter { !shown.contains($0.key) }
        }
        guard revealed.isEmpty else { return (checked, revealed) }
        let places = pages[page].items
        let open =
            answering.openRequirements(in: places)
            + answering.openWishes(in: places).filter { !asked.contains($0.path) }
        guard open.isEmpty else { throw .invalid(open) }
        return (checked, [])
    }
}
