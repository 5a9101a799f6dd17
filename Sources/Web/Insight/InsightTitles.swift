import Base
import Domain
import Columns
import Operations

/// What columns, values and groups are called where people read.
struct InsightTitles {
    let source: InsightSource
    let words: Words

    private func column(_ name: String) -> InsightSource.Column? {
        source.columns.first { $0.name == name }
    }

    func title(_ name: String) -> String { source.title(of: name, words) }

    /// What a value is called.
    func title(of value: JSON, in name: String) -> String {
        switch value {
        case .null: words["insight.missing"]
        case .bool(let yes): words[yes ? "insight.yes" : "insight.no"]
        case .number(let number):
            (name == "score" ? source.scoreTitles[number]?[words.language] : nil)
                ?? JSON.number(number).text
        case .string(let text) where column(name)?.isOfAbsence == true:
            words["insight.absence.\(text)"]
        case .string(let text) where name == "mood" && words.contains("texts.mood.\(text)"):
            words["texts.mood.\(text)"]
        case .string(let text) where name == "channel": words.channel(text)
        case .string(let text) where source.rows.table != nil:
            tableTitle(of: text, in: name)
        case .string(let text):
            column(name)?.options[text]?[words.language]
                ?? (name == "language" && words.contains("languageName.\(text)")
                    ? words["languageName.\(text)"] : text)
        case .array, .object: value.text
        }
    }

    func title(of group: Dimension.Group, in name: String) -> String {
        switch group {
        case .missing: words["insight.missing"]
        case .value(let value): title(of: value, in: name)
        case .range(nil, let high?): "< \(JSON.number(high).text)"
        case .range(let low?, nil): "≥ \(JSON.number(low).text)"
        case .range(let low?, let high?): "\(JSON.number(low).text) – < \(JSON.number(high).text)"
        case .range(nil, nil): words["insight.any"]
        }
    }

    /// Kinds, states and the like of cases by the program's words, people and teams by name.
    private func tableTitle(of text: String, in name: String) -> String {
        if let title = column(name)?.options[text] { return title[words.language] }
        let keys =
            switch (source.rows, name) {
            case (_, "customer.language"), (_, "language"): ["languageName.\(text)"]
            case (.events, "kind"): ["tables.events.kind.\(text)", "timeline.\(text)"]
            case (.events, "by"), (.events, "object"): ["tables.events.\(name).\(text)"]
            case (.events, "clock"): ["clock.\(text)"]
            case (.events, "channel"): ["case.channel.\(text)"]
            case (.events, _): [String]()
            default: ["case.\(name).\(text)"]
            }
        // A sentence of the timeline goes on with what it was about.
        return words.head(ofFirst: keys) ?? text
    }

    /// A title inside a sentence.
    func named(_ title: String) -> String { words.named(title) }

    /// What a column is called inside a sentence.
    func named(column: String) -> String { named(title(column)) }

    /// "NPS", or "Mean of Seat comfort".
    func heading(_ kind: MeasureKind, item: String?) -> String {
        if let table = source.rows.table {
            guard kind != .count else { return words["tables.\(table).count"] }
            return words(
                "insight.of",
                [
                    "measure": words["measure.name.\(kind == .mean ? "average" : kind.rawValue)"],
                    "item": named(column: item ?? ""),
                ])
        }
        let measure = words["measure.name.\(kind.rawValue)"]
        if let good = source.goodTitle, kind == .share, item == nil {
            return words("insight.shareOf", ["answer": good[words.language]])
        }
        guard let item, item != "score" else { return measure }
        return words("insight.of", ["measure": measure, "item": named(column: item)])
    }

    /// What drivers drive: a score by its measure's name, another item by its own.
    func outcome(_ name: String) -> String {
        guard name == "score", let metric = source.metric else { return named(column: name) }
        return heading(metric.measure, item: nil)
    }

    /// "A", "A and B", "A, B and C".
    func list(_ all: [String]) -> String {
        guard all.count > 1 else { return all.first ?? "" }
        return words(
            "study.list",
            [
                "first": all.dropLast().joined(separator: words["study.comma"]),
                "last": all[all.count - 1],
            ])
    }
}
