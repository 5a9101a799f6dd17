import Base
import Columns
import Domain
import Operations
import Statistics

/// The overview's tables one by one, for where each stands alone.
enum OverviewStudy {
    static func make(_ asked: Inquirer, _ show: Dashboard.Show) async throws -> Study {
        let answer = try await InsightAnswer(asked)
        let name = answer.titles.heading(answer.kind, item: answer.question.item)
        var study = Study(
            sentences: [asked.figures.sentence(answer.report.total, named: name)]
                + [answer.changeSentence].compactMap(\.self),
            records: asked.records(filter: asked.question.filter))
        guard !answer.report.total.isHidden, answer.report.total.n > 0 else { return study }
        switch show {
        case .number:
            study.figure = figure(answer.report, asked)
            if let against = asked.form["against"] {
                study.sentences.append(try await comparison(asked, against, name))
            }
        case .line where answer.report.trend.count > 1:
            study.sections = [line(answer, name, asked)]
        case .groups: study.sections = [groups(answer, name, asked)]
        case .distribution: study.sections = [distribution(answer, asked)]
        case .items: study.sections = [items(answer, asked)]
        default: break
        }
        return study
    }

    private static func figure(_ report: InsightReport, _ asked: Inquirer) -> Study.Figure {
        let (total, figures) = (report.total, asked.figures)
        let n = asked.words("measure.n", ["n": Double(total.n).grouped(0)])
        var figure = Study.Figure(
            value: total.value.map { figures.value($0, total) } ?? "–",
            evidence: [figures.interval(total), n].compactMap(\.self)
                .joined(separator: asked.words["study.comma"]))
        if let change = report.change {
            let shown = figures.json(change, total.kind)
            figure.change = .text(
                shown["text"]?.string ?? "",
                tone: change.isClear ? (change.estimate.value > 0 ? "good" : "bad") : nil)
        }
        return figure
    }

    /// "Those with …: 31, likely 26 to 36 (n = 812); the difference of 7 is real (p = 0.004)."
    private static func comparison(
        _ asked: Inquirer, _ against: String, _ name: String
    ) async throws -> String {
        let parts = try await asked.desk.perform(
            CompareParts(asked.source.id, asked.question, against: against))
        let (words, figures) = (asked.words, asked.figures)
        var values = [
            "condition": against, "sentence": figures.sentence(parts.other, named: name),
        ]
        guard let change = parts.change else {
            return words("dashboard.against.untested", values)
        }
        values["p"] = Figures.p(change.p)
        values["by"] = figures.json(change, parts.own.kind)["text"]?.string ?? ""
        return words("dashboard.against.\(change.isClear ? "differs" : "same")", values)
    }

    private static func line(
        _ answer: InsightAnswer, _ name: String, _ asked: Inquirer
    ) -> Study.Section {
        Study.Section(
            id: "trend", title: asked.words["insight.trend"],
            picture: Study.Picture(kind: "band", unit: answer.kind.rawValue, name: name),
            columns: [.text(asked.words["insight.column.trend"])]
                + Study.measureColumns(name, asked.words),
            rows: answer.report.trend.map { span in
                Study.Row(
                    label: asked.label(of: span.from),
                    records: asked.records(
                        filter: asked.question.filter, from: span.from, to: span.to),
                    data: Study.data(span.measure),
                    cells: Study.Cell.measure(span.measure, asked.figures))
            }, isFolded: true)
    }

    private static func groups(
        _ answer: InsightAnswer, _ name: String, _ asked: Inquirer
    ) -> Study.Section {
        let (words, dimensions) = (asked.words, answer.question.dimensions)
        let by = dimensions.first.map(answer.titles.title) ?? ""
        return Study.Section(
            id: "groups", title: words("insight.groups", ["name": answer.titles.named(by)]),
            picture: Study.Picture(kind: "bars", unit: answer.kind.rawValue, name: name),
            columns: [.text(by)] + Study.measureColumns(name, words)
                + [.text(words["insight.againstRest"])],
            rows: answer.report.groups.map { group in
                Study.Row(
                    label: zip(dimensions, group.keys)
                        .map { answer.titles.title(of: $1, in: $0) }.joined(separator: " · "),
                    records: asked.records(filter: group.measure.filter),
                    data: Study.data(group.measure),
                    cells: Study.Cell.measure(group.measure, asked.figures)
                        + [change(group.change, answer.kind, asked)])
            }, isFolded: true, notes: [words["insight.groupsNote"]])
    }

    private static func change(
        _ change: Change?, _ kind: MeasureKind, _ asked: Inquirer
    ) -> Study.Cell {
        guard let change else { return .text("") }
        return .text(
            asked.figures.json(change, kind)["text"]?.string ?? "",
            tone: change.isClear ? (change.estimate.value > 0 ? "good" : "bad") : nil)
    }

    private static func distribution(
        _ answer: InsightAnswer, _ asked: Inquirer
    ) -> Study.Section {
        let words = asked.words
        let total = answer.report.distribution.reduce(0) { $0 + $1.count }
        return Study.Section(
            id: "distribution", title: words["insight.distribution"],
            picture: Study.Picture(kind: "columns", unit: "count", name: words["insight.count"]),
            columns: [
                .text(words["insight.column.distribution"]), .number(words["insight.count"]),
                .number("%"),
            ],
            rows: answer.report.distribution.map { entry in
                Study.Row(
                    label: answer.titles.title(of: entry.value, in: answer.report.column),
                    data: [("point", .integer(entry.count))],
                    cells: [
                        .count(entry.count),
                        .share(total > 0 ? Double(entry.count) / Double(total) : nil, words),
                    ])
            }, isFolded: true)
    }

    private static func items(_ answer: InsightAnswer, _ asked: Inquirer) -> Study.Section {
        let words = asked.words
        let name = words["measure.name.mean"]
        return Study.Section(
            id: "items", title: words["insight.items"],
            picture: Study.Picture(kind: "bars", name: name),
            columns: [.text(words["insight.column.items"])] + Study.measureColumns(name, words),
            rows: answer.items.items.map { item in
                Study.Row(
                    label: answer.titles.title(item.column),
                    data: Study.data(item.measure),
                    cells: Study.Cell.measure(item.measure, asked.figures))
            }, isFolded: true)
    }
}
