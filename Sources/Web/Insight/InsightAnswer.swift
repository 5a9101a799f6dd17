import Base
import Columns
import Domain
import Operations
import Statistics

/// A form's question with its answer: what the overview shows and its export writes.
struct InsightAnswer {
    let asked: Inquirer
    let report: InsightReport
    /// Empty where nobody asked for them.
    let items: [ItemComparison.Item]
    /// Where a clear change since the period before comes from.
    let origin: ChangeReport.Part?

    var form: InsightForm { asked.form }
    var source: InsightSource { asked.source }
    var question: InsightQuestion { asked.question }
    var zone: Zone { asked.zone }
    var titles: InsightTitles { asked.titles }
    var kind: MeasureKind { report.total.kind }
    /// What is measured; nil for a questionnaire's own score.
    var item: String? { question.item ?? (source.rows.table == nil ? nil : report.column) }

    /// - Parameter items: whether the rated items are wanted, too.
    init(_ asked: Inquirer, items isWanted: Bool) async throws {
        self.asked = asked
        let desk = asked.desk
        report = try await desk.perform(QueryInsight(asked.source.rows, asked.question))
        guard case .answers(let id) = asked.source.rows else {
            (items, origin) = ([], nil)
            return
        }
        items =
            isWanted ? try await desk.perform(CompareItems(id, asked.question)).items : []
        guard report.change?.isClear == true else {
            origin = nil
            return
        }
        let change = try await desk.perform(ExplainChange(id, asked.question))
        origin = change.parts.first { $0.share > 0.5 }
    }
}

extension InsightAnswer {
    /// "In the period before it was 31, now 38; the rise is real (p = 0.004), most of it in Region East …"; nil
    /// without a period before.
    var changeSentence: String? {
        guard let comparison = asked.question.comparison else { return nil }
        let (words, figures) = (asked.words, asked.figures)
        let when = words["insight.compare.\(comparison.rawValue).when"]
        // Counts are set beside each other; there is nothing to be tested.
        if kind == .count {
            guard let before = report.previous?.measure, let from = before.value,
                let to = report.total.value
            else { return nil }
            return words(
                "insight.change.count",
                [
                    "when": when, "before": figures.value(from, before),
                    "after": figures.value(to, report.total),
                ])
        }
        guard let before = report.previous?.measure, let change = report.change,
            let from = before.value, let to = report.total.value
        else {
            // Whoever chose what to compare with is told that it cannot be.
            let key = source.rows.table == nil ? "insight.change.tooFew" : "tables.tooFew"
            return form["compare"] == nil || report.total.value == nil
                ? nil : words(key, ["when": when])
        }
        let values = [
            "when": when, "before": figures.value(from, before),
            "after": figures.value(to, report.total),
            "p": Figures.p(change.adjustedP),
        ]
        guard change.isClear else { return words("insight.change.none", values) }
        let way = change.estimate.value > 0 ? "rose" : "fell"
        let sentence = words("insight.change.\(way)", values)
        guard let origin, let was = origin.before.value, let now = origin.after.value else {
            return sentence
        }
        return sentence
            + words(
                "insight.change.mostIn",
                [
                    "trait": titles.named(column: origin.column),
                    "group": titles.title(of: origin.key, in: origin.column),
                    "before": figures.value(was, origin.before),
                    "after": figures.value(now, origin.after),
                ])
    }
}

extension Words {
    /// A title inside a sentence: Chinese sets it in quotes, English only one that is a sentence
    /// itself, as questions are; else its mark would stand beside the sentence's own.
    func named(_ title: String) -> String {
        let isSentence = title.last.map { "?!.:;…？！。：；".contains($0) } ?? false
        return self(isSentence ? "study.namedSentence" : "study.named", ["title": title])
    }
}

extension InsightSource {
    /// The questionnaire's title, or what the program calls cases and customers.
    func name(_ words: Words) -> String {
        title?[words.language] ?? words["tables.\(rows.table ?? "").name"]
    }

    /// What a column is called, in the reader's language where it has a title.
    func title(of name: String, _ words: Words) -> String {
        if let column = columns.first(where: { $0.name == name }), let title = column.title {
            guard !name.hasPrefix("mood.") else {
                return words("column.mood_of", ["topic": title[words.language]])
            }
            return column.isOfAbsence
                ? words("insight.whyMissing", ["item": words.named(title[words.language])])
                : title[words.language]
        }
        if let own = rows.table.flatMap({ tableTitle(of: name, in: $0, words) }) { return own }
        if words.contains("column.\(name)") { return words["column.\(name)"] }
        guard name.hasPrefix("customer.") else { return name }
        return words("insight.ofCustomer", ["name": words.trait(String(name.dropFirst(9)))])
    }
}

extension InsightSource {
    /// What the program calls a column of cases or customers; nil for one that the workspace named.
    private func tableTitle(of name: String, in table: String, _ words: Words) -> String? {
        let key = "tables.\(table).column.\(name)"
        if words.contains(key) { return words[key] }
        for prefix in ["fields", "redress", "consent"] where name.hasPrefix(prefix + ".") {
            return words(
                "tables.\(prefix)", ["name": String(name.dropFirst(prefix.count + 1))])
        }
        return nil
    }
}
