import Base
import Columns
import Domain
import Operations

/// A form's question with its answer: what the page shows and the export writes.
struct InsightAnswer {
    let form: InsightForm
    let source: InsightSource
    let question: InsightQuestion
    let report: InsightReport
    let items: ItemComparison
    let zone: Zone

    /// - Throws: `Refusal` at the field of the form that does not fit.
    init(_ form: InsightForm, _ source: InsightSource, _ visit: Visit) async throws {
        self.form = form
        self.source = source
        zone = try await visit.desk.zone()
        var question = try form.question(at: visit.now, in: zone)
        if question.grain == nil {
            // Where no end is asked for, the answers' own: old ones would share one long step.
            let from = question.from ?? source.firstAnswer ?? visit.now - .days(1)
            let to = question.to ?? source.lastAnswer ?? visit.now
            question.grain = InsightForm.grain(of: from..<max(from, to))
        }
        self.question = question
        report = try await visit.desk.perform(QueryInsight(source.id, question))
        items = try await visit.desk.perform(CompareItems(source.id, question))
    }

    var kind: MeasureKind { report.total.kind }

    func column(_ name: String) -> InsightSource.Column? {
        source.columns.first { $0.name == name }
    }

    func title(_ name: String, _ words: Words) -> String { source.title(of: name, words) }

    /// What a value is called.
    func title(of value: JSON, in name: String, _ words: Words) -> String {
        switch value {
        case .null: words["insight.missing"]
        case .bool(let yes): words[yes ? "insight.yes" : "insight.no"]
        case .number(let number):
            (name == "score" ? source.scoreTitles[number]?[words.language] : nil)
                ?? JSON.number(number).text
        case .string(let text) where column(name)?.isOfAbsence == true:
            words["insight.absence.\(text)"]
        case .string(let text):
            column(name)?.options[text]?[words.language]
                ?? (name == "language" && words.contains("languageName.\(text)")
                    ? words["languageName.\(text)"] : text)
        case .array, .object: value.text
        }
    }

    func title(of group: Dimension.Group, in name: String, _ words: Words) -> String {
        switch group {
        case .missing: words["insight.missing"]
        case .value(let value): title(of: value, in: name, words)
        case .range(nil, let high?): "< \(JSON.number(high).text)"
        case .range(let low?, nil): "≥ \(JSON.number(low).text)"
        case .range(let low?, let high?): "\(JSON.number(low).text) – < \(JSON.number(high).text)"
        case .range(nil, nil): words["insight.any"]
        }
    }

    /// The list of exactly these records; nil for someone who may not read them.
    func records(
        _ visit: Visit, filter: String?, from: Instant? = nil, to: Instant? = nil
    ) -> String? {
        guard visit.desk.actor.rights.contains(.answersRead) else { return nil }
        var parts = ["instrument=\(source.id)", "status=completed"]
        if let filter { parts.append("filter=\(FormDecoding.encoded(filter))") }
        // The list asks for days, the last one included; spans of time begin and end with days.
        if let from = from ?? question.from { parts.append("from=\(from.civil(in: zone).date)") }
        if let to = to ?? question.to {
            parts.append("until=\((to - Span(microseconds: 1)).civil(in: zone).date)")
        }
        return "/responses?" + parts.joined(separator: "&")
    }
}

extension InsightSource {
    /// What a column is called, in the reader's language where it has a title.
    func title(of name: String, _ words: Words) -> String {
        if let column = columns.first(where: { $0.name == name }), let title = column.title {
            return column.isOfAbsence
                ? words("insight.whyMissing", ["item": title[words.language]])
                : title[words.language]
        }
        if words.contains("column.\(name)") { return words["column.\(name)"] }
        guard name.hasPrefix("customer.") else { return name }
        return words("insight.ofCustomer", ["name": String(name.dropFirst(9))])
    }
}
