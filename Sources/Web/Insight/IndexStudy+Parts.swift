import Base
import Columns
import Domain
import Operations
import Statistics

/// The index from step to step of time, and by group.
extension IndexStudy {
    private static func columns(
        _ report: IndexReport, _ first: String, _ words: Words
    ) -> [Study.Column] {
        [.text(first)] + Study.measureColumns(words["study.index.index"], words)
            + report.latents.map { .number($0.title[words.language]) }
    }

    private static func cells(_ part: IndexReport.Part, _ asked: Inquirer) -> [Study.Cell] {
        Study.Cell.measure(part.overall, asked.figures)
            + part.dimensions.map { .number($0.value, 1) }
    }

    private static func how(_ words: Words) -> [Study.How] {
        [Study.How(text: words["study.index.partsHow"], source: SatisfactionIndex.method.source)]
    }

    static func steps(_ report: IndexReport, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "steps", title: words["study.index.steps"],
            picture: Study.Picture(kind: "band", name: words["study.index.index"]),
            columns: columns(report, words["insight.column.trend"], words),
            rows: report.steps.compactMap { part in
                guard let span = part.span else { return nil }
                return Study.Row(
                    label: asked.label(of: span.lowerBound),
                    records: asked.records(
                        filter: asked.question.filter, from: span.lowerBound, to: span.upperBound),
                    data: Study.data(part.overall), cells: cells(part, asked))
            }, isFolded: true, how: how(words))
    }

    static func groups(
        _ report: IndexReport, _ column: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "groups",
            title: words("insight.groups", ["name": asked.titles.named(column: column)]),
            picture: Study.Picture(kind: "bars", name: words["study.index.index"]),
            columns: columns(report, asked.titles.title(column), words) + [
                .number(words["insight.againstRest"])
            ],
            rows: report.groups.compactMap { part in
                guard let group = part.group else { return nil }
                var change = Study.Cell.number(part.change?.estimate.value, 1)
                if let found = part.change, found.isClear {
                    change.tone = found.estimate.value < 0 ? "bad" : "good"
                }
                return Study.Row(
                    label: asked.titles.title(of: group.value, in: column),
                    link: part.overall.filter.map {
                        asked.form.path("/insight/index", ["filter": $0, "by": nil])
                    },
                    records: asked.records(filter: part.overall.filter),
                    data: Study.data(part.overall), cells: cells(part, asked) + [change])
            }, notes: [words["insight.groupsNote"]], how: how(words))
    }
}
