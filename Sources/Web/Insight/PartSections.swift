import Base
import Columns
import Domain
import Operations
import Statistics

/// A study's one number from step to step of time and by group, with its dimensions beside it.
struct PartSections {
    let asked: Inquirer
    let topic: String
    /// Of the section over time.
    let title: String
    /// What the number is called.
    let name: String
    let dimensions: [Wording]
    /// After the point.
    let digits: Int
    let how: Study.How
    var notes: [String] = []

    private var words: Words { asked.words }

    private func columns(_ first: String) -> [Study.Column] {
        [.text(first)] + Study.measureColumns(name, words)
            + dimensions.map { .number($0[words.language]) }
    }

    private func cells(_ part: GapReport.Part) -> [Study.Cell] {
        Study.Cell.measure(part.overall, asked.figures)
            + part.dimensions.map { .number($0.value, digits) }
    }

    func steps(_ parts: [GapReport.Part]) -> Study.Section {
        Study.Section(
            id: "steps", title: title, picture: Study.Picture(kind: "band", name: name),
            columns: columns(words["insight.column.trend"]),
            rows: parts.compactMap { part in
                guard let span = part.span else { return nil }
                return Study.Row(
                    label: asked.label(of: span.lowerBound),
                    records: part.overall.isHidden || part.overall.n == 0
                        ? nil
                        : asked.records(
                            filter: part.overall.filter, from: span.lowerBound,
                            to: span.upperBound),
                    data: Study.data(part.overall), cells: cells(part))
            }, isFolded: true, notes: notes, how: [how])
    }

    func groups(_ parts: [GapReport.Part], by column: String) -> Study.Section {
        Study.Section(
            id: "groups",
            title: words("insight.groups", ["name": asked.titles.named(column: column)]),
            picture: Study.Picture(kind: "bars", name: name),
            columns: columns(asked.titles.title(column)) + [.number(words["insight.againstRest"])],
            rows: parts.compactMap { part in
                guard let group = part.group else { return nil }
                var change = Study.Cell.number(part.change?.estimate.value, digits)
                if let found = part.change, found.isClear {
                    change.tone = found.estimate.value < 0 ? "bad" : "good"
                }
                return Study.Row(
                    label: asked.titles.title(of: group.value, in: column),
                    link: part.overall.isHidden
                        ? nil
                        : part.overall.filter.map {
                            asked.form.path("/insight/\(topic)", ["filter": $0, "by": nil])
                        },
                    records: part.overall.isHidden
                        ? nil : asked.records(filter: part.overall.filter),
                    data: Study.data(part.overall), cells: cells(part) + [change])
            }, notes: [words["insight.groupsNote"]], how: [how])
    }
}
