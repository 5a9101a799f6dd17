public import Base
public import Domain
import Store

/// One column of answers as people take them out. Every file, the codebook and the table on the
/// page are made from the same list of these.
public struct ExportColumn: Sendable {
    /// What stands in it.
    public enum Content: String, Sendable {
        case text, number, flag, codes, choice, moment, day
    }

    /// Facts of the response itself.
    enum Own: String, CaseIterable {
        case id, completedAt = "completed_at", startedAt = "started_at", seconds, status, version
        case language, channel, customer, metric, score, quality
        case overQuota = "over_quota"

        var content: Content {
            switch self {
            case .completedAt, .startedAt: .moment
            case .seconds, .version, .score: .number
            case .quality: .codes
            default: .text
            }
        }
    }

    enum Source {
        case own(Own)
        case hidden(String)
        /// A place in the items, and one among that item's cells.
        case cell(Int, Int)
        /// Whether an option was chosen.
        case option(Int, Int, String)
        /// The place of an option in an order, from 1.
        case rank(Int, String)
        case computed(String)
        /// No part of an answer.
        case elsewhere
    }

    /// A value and what it is called.
    public struct Label: Sendable {
        public let value: ExportValue
        public let title: Wording
    }

    /// As expressions and imports name it.
    public let name: String
    public let title: Wording
    public let content: Content
    public let labels: [Label]
    /// Why an answer may be missing.
    public let absences: [Item.Absence]
    let source: Source

    init(
        _ name: String, _ title: Wording, _ content: Content, _ source: Source,
        labels: [Label] = [], absences: [Item.Absence] = []
    ) {
        self.name = name
        self.title = title
        self.content = content
        self.source = source
        self.labels = labels
        self.absences = absences
    }
}

/// What stands in a cell, before a format gives it its form.
public enum ExportValue: Hashable, Sendable {
    /// Not asked or not answered.
    case nothing
    case absent(Item.Absence)
    case text(String)
    case number(Double)
    case flag(Bool)
    case codes([String])
    case moment(Instant)

    init(_ value: JSON?, of item: Item? = nil) {
        guard let value else {
            self = .nothing
            return
        }
        if let item, let absence = item.absence(value) {
            self = .absent(absence)
            return
        }
        self =
            switch value {
            case .string(let text): .text(text)
            case .bool(let isYes): .flag(isYes)
            case .number(let number): .number(number)
            case .array(let codes): .codes(codes.compactMap(\.string))
            case .null: .nothing
            case .object: .text(value.text)
            }
    }
}

extension ExportColumn {
    /// The columns of an instrument, in order: facts of the response, hidden fields, answers,
    /// computed values.
    /// - Parameter words: titles of what is no question, from the library.
    static func all(
        of instrument: Instrument, splitsChoices: Bool, words: ExportWords
    ) -> [ExportColumn] {
        var columns = Own.allCases.map { own in
            ExportColumn(
                own.rawValue, words[own.rawValue], own.content, .own(own),
                labels: own != .quality
                    ? []
                    : Quality.Flag.allCases.map {
                        Label(value: .text($0.rawValue), title: words["quality.\($0.rawValue)"])
                    })
        }
        for field in instrument.hidden where field.key != HiddenField.customerKey {
            columns.append(
                ExportColumn(
                    "hidden.\(field.key)", field.title, content(of: field.kind),
                    .hidden(field.key)))
        }
        for (place, item) in instrument.items.enumerated() where item.kind != .statement {
            for cell in item.cells.indices {
                columns += self.columns(of: item, place, cell, splitsChoices, words)
            }
        }
        return columns
            + instrument.computed.map { one in
                ExportColumn(
                    "computed.\(one.key)", one.title, content(of: one.type), .computed(one.key))
            }
    }

    private static func columns(
        of item: Item, _ place: Int, _ number: Int, _ splitsChoices: Bool, _ words: ExportWords
    ) -> [ExportColumn] {
        let cell = item.cells[number]
        let name = "answers.\(cell.name)"
        let title = item.kind.hasRows ? item.title.joined(cell.title) : cell.title
        let options = item.options(of: cell)
        let absences: [Item.Absence] =
            (item.allowsNotApplicable ? [.notApplicable] : [])
            + (item.allowsDontKnow ? [.dontKnow] : [])
        guard splitsChoices, cell.kind == .multiple || cell.kind == .ranking else {
            return [
                ExportColumn(
                    name, title, content(of: cell.kind), .cell(place, number),
                    labels: labels(of: item, cell, options), absences: absences)
            ]
        }
        let marks = [(0.0, "not_chosen"), (1.0, "chosen")].map {
            Label(value: .number($0.0), title: words[$0.1])
        }
        return options.map { option in
            let isRank = cell.kind == .ranking
            return ExportColumn(
                "\(name).\(option.code)", title.joined(option.title), .number,
                isRank ? .rank(place, option.code) : .option(place, number, option.code),
                labels: isRank ? [] : marks, absences: absences)
        }
    }

    private static func labels(
        of item: Item, _ cell: Item.Cell, _ options: [Item.Choice]
    ) -> [Label] {
        if cell.kind.isRating, let scale = item.scale(of: cell) {
            return scale.labels.sorted { $0.key < $1.key }.map {
                Label(value: .number(Double($0.key)), title: $0.value)
            }
        }
        return options.map { Label(value: .text($0.code), title: $0.title) }
    }

    private static func content(of kind: Item.Kind) -> Content {
        switch kind {
        case .multiple, .ranking, .file: .codes
        case .single: .choice
        case .yesNo, .consent: .flag
        case .date: .day
        default: kind.valueType == .number ? .number : .text
        }
    }

    private static func content(of kind: HiddenField.Kind) -> Content {
        switch kind {
        case .text: .text
        case .number: .number
        case .yesNo: .flag
        case .date: .day
        }
    }

    private static func content(of type: ValueType) -> Content {
        switch type {
        case .number: .number
        case .bool: .flag
        case .list: .codes
        case .text, .any: .text
        }
    }
}

extension Wording {
    fileprivate func joined(_ other: Wording) -> Wording {
        Wording(zh: "\(zh) · \(other.zh)", en: "\(en) · \(other.en)")
    }
}
