import Base
import Columns
import Operations
import Statistics

/// Over time: what is ordinary variation, what is not, where the level changed.
enum TrendStudy {
    static func make(_ asked: Inquirer) async throws -> Study {
        let report = try await asked.desk.perform(ShowTrend(asked.source.id, asked.question))
        let name = asked.titles.heading(report.total.kind, item: asked.question.item)
        var study = Study(
            sentences: [asked.figures.sentence(report.total, named: name)],
            records: asked.records(filter: asked.question.filter))
        guard report.total.value != nil else { return study }
        study.sentences += sentences(report, asked)
        study.sections = [steps(report, name, asked)]
        if !report.changes.isEmpty { study.sections.append(changes(report, name, asked)) }
        if let season = report.season {
            study.sentences.append(sentence(season, report, asked))
            study.sections.append(section(season, report, asked))
        }
        if !report.occurrences.isEmpty { study.sections.append(occurrences(report, asked)) }
        return study
    }

    private static func sentences(_ report: TrendReport, _ asked: Inquirer) -> [String] {
        let words = asked.words
        var all: [String] = []
        if let last = report.changes.last(where: \.change.isClear) {
            all.append(
                words(
                    last.change.estimate.value >= 0 ? "study.trend.rose" : "study.trend.fell",
                    [
                        "date": asked.label(of: last.at),
                        "before": shown(last.before, asked), "after": shown(last.after, asked),
                        "p": Figures.p(last.change.p),
                    ]))
        } else if report.centre != nil {
            all.append(words["study.trend.level"])
        }
        guard report.centre != nil else {
            return all + [
                words("study.trend.short", ["fewest": "\(TrendReport.fewestSteps)"])
            ]
        }
        let judged = report.points.filter { $0.limits != nil }
        let outside = judged.filter { $0.rules.contains(.beyond) }
        guard !outside.isEmpty else {
            return all + [words("study.trend.ordinary", ["steps": "\(judged.count)"])]
        }
        let named = outside.suffix(3).map { asked.label(of: $0.from) }
        return all + [
            words(
                "study.trend.outside",
                [
                    "count": "\(outside.count)", "steps": "\(judged.count)",
                    "dates": asked.titles.list(named),
                ])
        ]
    }

    private static func shown(_ measure: Measure, _ asked: Inquirer) -> String {
        measure.value.map { asked.figures.value($0, measure) } ?? "–"
    }

    private static func steps(
        _ report: TrendReport, _ name: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let rows = report.points.map { point in
            let happened = happened(in: point.from..<point.to, report, asked)
            let rules = point.rules.map { words["study.rule.\($0.rawValue)"] }
            let told: [Study.Cell] =
                report.occurrences.isEmpty ? [] : [.text(happened?.text ?? "")]
            return Study.Row(
                label: asked.label(of: point.from),
                records: asked.records(
                    filter: asked.question.filter, from: point.from, to: point.to),
                data: Study.data(point.measure) + [
                    ("lower", .optional(point.limits?.lowerBound)),
                    ("upper", .optional(point.limits?.upperBound)),
                    ("flag", point.rules.isEmpty ? .null : .string(rules[0])),
                    ("happened", .optional(happened?.text)), ("marks", .optional(happened?.marks)),
                ],
                cells: Study.Cell.measure(point.measure, asked.figures) + [
                    .interval(point.limits?.lowerBound, point.limits?.upperBound, 1, words),
                    .text(
                        rules.joined(separator: words["study.comma"]),
                        tone: point.rules.contains(.beyond) ? "bad" : nil),
                ] + told)
        }
        let told: [Study.Column] =
            report.occurrences.isEmpty ? [] : [.text(words["study.trend.occurrences"])]
        return Study.Section(
            id: "steps", title: words["study.trend.steps"],
            picture: Study.Picture(
                kind: "control", unit: report.total.kind.rawValue, name: name,
                data: [
                    ("centre", .optional(report.centre)),
                    ("limits", .string(words["study.trend.limits"])),
                    ("level", .string(words["study.trend.centre"])),
                    ("legend", .optional(legend(report, asked))),
                ]),
            columns: [.text(words["insight.column.trend"])]
                + Study.measureColumns(name, words)
                + [.text(words["study.trend.limits"]), .text(words["study.trend.rules"])] + told,
            rows: rows, isFolded: true,
            notes: [words["study.trend.note"], words["study.trend.seasonWhere"]],
            how: report.method.map { method in
                [
                    Study.How(text: words["method.\(method.name)"], source: method.source),
                    Study.How(
                        text: words["study.trend.nelson"],
                        source: "Nelson 1984, Journal of Quality Technology 16(4)"),
                ]
            } ?? [])
    }

    private static func changes(
        _ report: TrendReport, _ name: String, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        return Study.Section(
            id: "changes", title: words["study.trend.changes"],
            columns: [
                .text(words["study.trend.from"]), .number(words["study.trend.before"]),
                .number(words["study.trend.after"]), .number(words["study.difference"]),
                .text(words["insight.interval"]), .number("p"),
            ],
            rows: report.changes.map { change in
                let digits = report.total.kind == .mean || report.total.kind == .ces ? 2 : 1
                return Study.Row(
                    label: asked.label(of: change.at),
                    cells: [
                        Study.Cell.measure(change.before, asked.figures)[0],
                        Study.Cell.measure(change.after, asked.figures)[0],
                        .number(change.change.estimate.value, digits),
                        .interval(
                            change.change.estimate.low, change.change.estimate.high, digits, words),
                        .p(change.change.p),
                    ])
            },
            notes: [words["study.trend.changesNote"]],
            how: [
                Study.How(
                    text: words["study.trend.pelt"], source: ChangePoints.method.source),
                Study.How(
                    text: words["method.\(report.changes[0].change.test.name)"],
                    source: report.changes[0].change.test.source),
            ])
    }
}
