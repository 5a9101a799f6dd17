import Base
import Domain

/// What the cells of one column stand for. Ratings and choices have few different cells, so each
/// is thought about once.
struct CellMeaning {
    enum Meaning {
        case missing
        case value(JSON)
    }

    private let kind: Kind
    private let missing: Set<[UInt8]>
    private let notApplicable: Set<[UInt8]>
    private let values: [String: String]
    /// Small letters of labels and titles → code.
    private let labels: [String: String]
    private let dates: DateFormat?
    private let remembers: Bool
    private var memory: [ArraySlice<UInt8>: Meaning] = [:]
    private static let memoryMost = 1_000

    private enum Kind {
        case cell(Item, Item.Kind)
        case hidden(HiddenField.Kind)
        case trait(isNumber: Bool)
        case text
    }

    /// - Parameter samples: of its cells, to guess dates and numbers by.
    init(_ column: ImportPlan.Column, of instrument: Instrument, samples: [String]) {
        let mapping = column.mapping
        missing = Set(mapping.missing.map { Array($0.utf8) })
        notApplicable = Set(mapping.notApplicable.map { Array($0.utf8) })
        values = mapping.values
        let filled = samples.filter {
            !ArraySlice($0.utf8).isMissing && !mapping.missing.contains($0)
        }
        var labels: [String: String] = [:]
        switch column.target {
        case .cell(let place, let cell):
            let item = instrument.items[place]
            kind = .cell(item, item.cells[cell].kind)
            labels = CellMeaning.labels(of: item.options)
            if let scale = item.scale(of: item.cells[cell]) {
                labels = CellMeaning.labels(of: scale)
            }
        case .hidden(let place): kind = .hidden(instrument.hidden[place].kind)
        case .trait:
            let isNumber = filled.allSatisfy { text in
                ArraySlice(text.utf8).number != nil && !(text.count > 1 && text.hasPrefix("0"))
            }
            kind = .trait(isNumber: isNumber && !filled.isEmpty)
        case .key, .completedAt, .startedAt, .language, .channel, .status: kind = .text
        }
        self.labels = labels
        dates =
            mapping.dateFormat.flatMap { DateFormat($0) } ?? CellMeaning.dates(in: filled)
        remembers =
            switch kind {
            case .cell(_, let kind): kind.isRating || kind == .single || kind == .multiple
            default: false
            }
    }

    mutating func callAsFunction(_ cell: ArraySlice<UInt8>) -> Meaning {
        let cell = cell.trimmed
        if cell.isMissing { return .missing }
        if remembers, let known = memory[cell] { return known }
        let meaning = meaning(DelimitedText.unguarded(cell))
        if remembers, memory.count < CellMeaning.memoryMost {
            // A copy, because the slice would keep its whole batch.
            memory[ArraySlice(Array(cell))] = meaning
        }
        return meaning
    }

    private func meaning(_ cell: ArraySlice<UInt8>) -> Meaning {
        if !missing.isEmpty || !notApplicable.isEmpty {
            let bytes = Array(cell)
            if notApplicable.contains(bytes) { return .value(.null) }
            if missing.contains(bytes) { return .missing }
        }
        var text = String(decoding: cell, as: UTF8.self)
        if let value = values[text] {
            text = value
        } else if !labels.isEmpty, let code = labels[text.lowercased()] {
            text = code
        }
        switch kind {
        case .cell(let item, let kind): return answer(item, kind, text)
        case .hidden(let kind): return .value(hidden(kind, text))
        case .trait(let isNumber):
            return .value((isNumber ? cell.number.map(JSON.number) : nil) ?? .string(text))
        case .text: return .value(.string(text))
        }
    }

    private func answer(_ item: Item, _ kind: Item.Kind, _ text: String) -> Meaning {
        var texts = [text]
        if kind == .multiple || kind == .ranking {
            let parts = text.split { ";|；".contains($0) }.map { String($0).trimmed }
            texts = parts.map { values[$0] ?? labels[$0.lowercased()] ?? $0 }
        }
        if kind == .date, let day = dates?.moment(text)?.date { texts = [day.description] }
        return item.answer(ofTexts: texts, as: kind).map(Meaning.value) ?? .missing
    }

    private func hidden(_ kind: HiddenField.Kind, _ text: String) -> JSON {
        switch kind {
        case .text: return .string(text)
        case .number: return ArraySlice(text.utf8).number.map(JSON.number) ?? .string(text)
        case .yesNo:
            switch text.lowercased() {
            case "yes", "true", "1", "y": return true
            case "no", "false", "0", "n": return false
            default: return .string(text)
            }
        case .date: return .string(dates?.moment(text)?.date.description ?? text)
        }
    }

    /// A moment of a column of times; nil for what is none.
    func moment(_ text: String, in zone: Zone) -> Instant? {
        dates?.instant(text, in: zone) ?? Instant(iso8601: text, assuming: zone)
    }

    /// The format of most of the cells; one that is no date must not spoil the others.
    private static func dates(in cells: [String]) -> DateFormat? {
        if let all = DateFormat.guesses(from: cells).first { return all }
        let readable = cells.prefix(100).filter { !DateFormat.guesses(from: [$0]).isEmpty }
        guard readable.count * 2 >= min(cells.count, 100), !readable.isEmpty else { return nil }
        return DateFormat.guesses(from: readable).first
    }

    private static func labels(of choices: [Item.Choice]) -> [String: String] {
        var labels: [String: String] = [:]
        for choice in choices {
            let spaced = choice.code.replacing("_", with: " ")
            for name in [choice.title.en, choice.title.zh, spaced, choice.code] {
                labels[name.lowercased()] = choice.code
            }
        }
        return labels
    }

    private static func labels(of scale: Scale) -> [String: String] {
        var labels: [String: String] = [:]
        for (step, words) in scale.labels {
            for name in [words.en, words.zh] { labels[name.lowercased()] = "\(step)" }
        }
        return labels
    }
}

extension String {
    /// Every occurrence of a one-character text replaced.
    fileprivate func replacing(_ old: Character, with new: Character) -> String {
        String(map { $0 == old ? new : $0 })
    }
}
