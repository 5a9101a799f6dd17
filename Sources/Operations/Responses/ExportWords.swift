import Base
import Domain

/// What files call the columns that are no questions, in both languages.
struct ExportWords: Sendable {
    private let words: [String: Wording]

    init(_ library: Library) throws {
        let members = try library.json("exports/columns.yaml")?.object?.members ?? []
        words = Dictionary(
            uniqueKeysWithValues: members.map { member in
                let zh = member.value["zh"]?.string ?? member.key
                return (member.key, Wording(zh: zh, en: member.value["en"]?.string ?? member.key))
            })
    }

    subscript(name: String) -> Wording { words[name] ?? Wording(zh: name, en: name) }
}

/// Turns values into the text of a cell.
public struct ExportText: Sendable {
    var style: ExportStyle
    let zone: Zone
    let words: ExportWords

    public func title(_ column: ExportColumn) -> String { column.title[style.language] }

    public func callAsFunction(_ value: ExportValue, in column: ExportColumn) -> String {
        if style.usesLabels, let words = label(value, in: column) { return words }
        switch value {
        case .nothing: return ""
        case .absent(.notApplicable): return Item.notApplicableText
        case .absent(.dontKnow): return Item.dontKnowText
        case .text(let text): return text
        case .number(let number): return JSON.number(number).text
        case .flag(let isYes): return isYes ? "yes" : "no"
        case .codes(let codes): return codes.joined(separator: ";")
        case .moment(let moment): return moment.iso8601(in: zone)
        }
    }

    /// The words of a code; nil for what speaks for itself.
    func label(_ value: ExportValue, in column: ExportColumn) -> String? {
        let language = style.language
        func title(_ one: ExportValue) -> String? {
            column.labels.first { $0.value == one }?.title[language]
        }
        switch value {
        case .absent(let absence): return words[absence.rawValue][language]
        case .flag(let isYes): return words[isYes ? "yes" : "no"][language]
        case .codes(let codes):
            return codes.map { title(.text($0)) ?? $0 }.joined(separator: ";")
        default: return title(value)
        }
    }

    /// The codebook: one line for each column, and one for each value that has words.
    func codebook(_ columns: [ExportColumn]) -> [[String]] {
        let language = style.language
        let names = ["column", "title", "content", "value", "label"]
        var rows = [names.map { words["codebook.\($0)"][language] }]
        for column in columns {
            // A moment means nothing without the zone of its clock.
            let meaning = column.content == .moment ? zone.name : ""
            rows.append([
                column.name, title(column), words["content.\(column.content.rawValue)"][language],
                "", meaning,
            ])
            var plain = self
            plain.style.usesLabels = false
            let values =
                column.labels.map { ($0.value, $0.title) }
                + column.absences.map { (.absent($0), words[$0.rawValue]) }
            for (value, title) in values {
                rows.append([column.name, "", "", plain(value, in: column), title[language]])
            }
        }
        return rows
    }
}
