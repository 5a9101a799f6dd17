import Base
import Columns
import Domain
import Operations
import Statistics

/// The overview: a measure with what changed, over time, by group, by value, and the rated items
/// beside each other. A tile of a dashboard shows one of these.
struct OverviewStudy {
    private let asked: Inquirer
    private let answer: InsightAnswer
    private let name: String

    private var words: Words { asked.words }
    private var report: InsightReport { answer.report }

    private init(_ asked: Inquirer, items isWanted: Bool) async throws {
        self.asked = asked
        answer = try await InsightAnswer(asked, items: isWanted)
        name = answer.titles.heading(answer.kind, item: answer.item)
    }

    /// All of it.
    static func make(_ asked: Inquirer) async throws -> Study {
        let own = try await OverviewStudy(asked, items: true)
        var study = own.headline
        study.sections = [
            own.line(beside: nil), own.groups, own.distribution, own.items,
        ].compactMap(\.self).map(own.resting)
        if own.distribution != nil, own.items != nil {
            for place in study.sections.indices.suffix(2) { study.sections[place].isHalf = true }
        }
        return study
    }

    /// What a tile shows of it.
    static func make(_ asked: Inquirer, _ show: Dashboard.Show) async throws -> Study {
        let own = try await OverviewStudy(asked, items: show == .items)
        var study = own.headline
        let section: Study.Section?
        switch show {
        case .number: return study
        case .line: section = own.line(beside: try await asked.other())
        case .groups: section = own.groups
        case .distribution: section = own.distribution
        case .items: section = own.items
        default: section = nil
        }
        study.figure = nil
        study.sections = [section].compactMap(\.self).map(own.resting)
        return study
    }

    private func resting(_ section: Study.Section) -> Study.Section {
        var section = section
        section.answers = report.total.n
        return section
    }

    private var headline: Study {
        Study(
            sentences: [
                sentence, answer.changeSentence,
                report.weights.map { Study.weighted($0, words) }, offScale,
            ].compactMap(\.self),
            records: asked.records(filter: asked.question.filter), figure: figure,
            how: how + [report.change.map { Study.How($0, words) }].compactMap(\.self))
    }

    private var sentence: String {
        guard isOfTable, report.total.n == 0, !report.total.isHidden else {
            return asked.figures.sentence(report.total, named: name)
        }
        return words("tables.empty", ["name": name])
    }

    private var offScale: String? {
        guard report.offScale > 0 else { return nil }
        return words("insight.offScale", ["n": Double(report.offScale).grouped(0)])
    }

    private var figure: Study.Figure? {
        let (total, figures) = (report.total, asked.figures)
        guard !total.isHidden, total.n > 0 else { return nil }
        var figure = Study.Figure(
            value: total.value.map { figures.value($0, total) } ?? "–",
            evidence: [figures.interval(total), figures.n(total.n...total.n)].compactMap(\.self)
                .joined(separator: words["study.comma"]))
        guard let change = report.change, let before = report.previous?.measure,
            let comparison = asked.question.comparison
        else { return figure }
        figure.change = cell(change)
        figure.changeNote = words(
            "insight.compare.\(comparison.rawValue).was",
            [
                "value": before.value.map { figures.value($0, before) } ?? "–",
                "n": figures.n(before.n...before.n), "p": Figures.p(change.adjustedP),
            ])
        return figure
    }

    private func cell(_ change: Change?) -> Study.Cell {
        guard let change else { return .text("") }
        return .text(
            asked.figures.json(change, answer.kind)["text"]?.string ?? "",
            tone: change.isClear ? (change.estimate.value > 0 ? "good" : "bad") : nil)
    }

    // MARK: - Tables

    /// - Parameter other: what those that it is compared with said over the same steps.
    private func line(beside other: (name: String, trend: [InsightReport.Span])?) -> Study.Section?
    {
        guard report.trend.count > 1 else { return nil }
        let beside = Dictionary(
            (other?.trend ?? []).map { ($0.from, $0.measure) }
        ) { first, _ in first }
        return Study.Section(
            id: "trend", title: words["insight.trend"],
            picture: Study.Picture(
                kind: "band", unit: answer.kind.rawValue, name: name,
                data: other.map { [("second", .string($0.name))] } ?? []),
            columns: [.text(words["insight.column.trend"])]
                + Study.measureColumns(name, words)
                + (other.map { Study.measureColumns($0.name, words) } ?? []),
            rows: report.trend.map { span in
                let second = beside[span.from]
                let empty = other == nil ? [] : [Study.Cell.text(""), .text(""), .text("")]
                return Study.Row(
                    label: asked.label(of: span.from),
                    records: asked.records(
                        filter: asked.question.filter, from: span.from, to: span.to),
                    data: Study.data(span.measure) + [("second", .optional(second?.value))],
                    cells: Study.Cell.measure(span.measure, asked.figures)
                        + (second.map { Study.Cell.measure($0, asked.figures) } ?? empty))
            }, isFolded: true, how: how)
    }

    private var groups: Study.Section? {
        guard !report.groups.isEmpty else { return nil }
        let dimensions = answer.question.dimensions
        let by = dimensions.first.map(answer.titles.title) ?? ""
        // A number of records has no interval and is tested against nothing: it is a share of all.
        let isCount = isOfTable && answer.kind == .count
        let all = report.total.n
        return Study.Section(
            id: "groups", title: words("insight.groups", ["name": answer.titles.named(by)]),
            picture: Study.Picture(kind: "bars", unit: answer.kind.rawValue, name: name),
            columns: [.text(by)]
                + (isCount
                    ? [.number(name), .number("%")]
                    : Study.measureColumns(name, words)
                        + [.text(words["insight.againstRest"]), .number("p")]),
            rows: report.groups.map { group in
                Study.Row(
                    label: zip(dimensions, group.keys)
                        .map { answer.titles.title(of: $1, in: $0) }.joined(separator: " · "),
                    link: group.measure.isHidden
                        ? nil
                        : asked.form.path(
                            "/insight", ["filter": group.measure.filter, "by": nil]),
                    records: asked.records(filter: group.measure.filter),
                    mark: asked.records(filter: group.measure.filter),
                    data: Study.data(group.measure),
                    cells: isCount
                        ? [
                            .count(group.measure.n),
                            .share(
                                all > 0 ? Double(group.measure.n) / Double(all) : nil, words),
                        ]
                        : Study.Cell.measure(group.measure, asked.figures)
                            + [cell(group.change), .p(group.change?.adjustedP)])
            }, notes: isCount ? [] : [words["insight.groupsNote"]],
            how: how
                + [report.groups.lazy.compactMap(\.change).first.map { Study.How($0, words) }]
                .compactMap(\.self))
    }

    private var distribution: Study.Section? {
        // By the same column, groups of counts are the spread already.
        let isShown = isOfTable && answer.question.dimensions.contains(report.column)
        guard !report.distribution.isEmpty, !isShown else { return nil }
        let total = report.distribution.reduce(0) { $0 + $1.count }
        return Study.Section(
            id: "distribution",
            title: isOfTable
                ? words(
                    "tables.distribution", ["name": answer.titles.named(column: report.column)])
                : words["insight.distribution"],
            picture: Study.Picture(kind: "columns", unit: "count", name: counted),
            columns: [
                .text(
                    isOfTable
                        ? answer.titles.title(report.column)
                        : words["insight.column.distribution"]), .number(counted),
                .number("%"),
            ],
            rows: report.distribution.map { entry in
                let own = Dimension(report.column).condition(entry.group).description
                return Study.Row(
                    label: answer.titles.title(of: entry.group, in: report.column),
                    records: records(and: own), data: [("point", .integer(entry.count))],
                    cells: [
                        .count(entry.count),
                        .share(total > 0 ? Double(entry.count) / Double(total) : nil, words),
                    ])
            }, isFolded: true)
    }

    /// Of cases, customers or events, which nobody answered.
    private var isOfTable: Bool { asked.source.rows.table != nil }

    /// What is counted.
    private var counted: String {
        asked.source.rows.table.map { words["tables.\($0).count"] } ?? words["insight.count"]
    }

    private var items: Study.Section? {
        let all = answer.items
        guard all.count > 1 else { return nil }
        let name = words["measure.name.mean"]
        return Study.Section(
            id: "items", title: words["insight.items"],
            picture: Study.Picture(kind: "bars", name: name),
            columns: [.text(words["insight.column.items"])] + Study.measureColumns(name, words)
                + [.text(words["insight.scaleTitle"])],
            rows: all.map { item in
                let (low, high) = (item.scale.lowerBound, item.scale.upperBound)
                return Study.Row(
                    label: answer.titles.title(item.column),
                    link: asked.form.path(
                        "/insight", ["item": item.column, "measure": "mean", "value": nil]),
                    records: records(and: "not is_missing(\(item.column))"),
                    data: Study.data(item.measure),
                    cells: Study.Cell.measure(item.measure, asked.figures)
                        + [.text(words("insight.scale", ["low": "\(low)", "high": "\(high)"]))])
            }, isFolded: true,
            how: [all.first.flatMap { Study.How($0.measure, words) }].compactMap(\.self))
    }

    private var how: [Study.How] {
        let counted = asked.source.rows.table.map {
            Study.How(text: words["tables.\($0).how"], source: "")
        }
        return [Study.How(report.total, words), counted].compactMap(\.self)
    }

    /// Those of the question for whom a further condition holds.
    private func records(and condition: String) -> String? {
        asked.records(filter: asked.filter(and: condition))
    }
}

extension Inquirer {
    /// "Those with …: 31, likely 26 to 36 (n = 812); the difference of 7 is real (p = 0.004)."; nil
    /// where nothing is compared.
    func comparison() async throws -> String? {
        guard let against = form["against"] else { return nil }
        guard source.rows.table == nil else {
            return words("dashboard.against.notHere", ["condition": against])
        }
        let parts = try await desk.perform(CompareParts(source.id, question, against: against))
        let name = titles.heading(parts.own.kind, item: question.item)
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

    /// The measure over time of those that the tile compares with; nobody stands in both.
    fileprivate func other() async throws -> (name: String, trend: [InsightReport.Span])? {
        guard let against = form["against"], source.rows.table == nil else { return nil }
        var others = question
        others.filter = question.filter.map { "(\(against)) and not (\($0))" } ?? against
        (others.comparison, others.dimensions) = (nil, [])
        let report = try await desk.perform(QueryInsight(source.id, others))
        return (against, report.trend)
    }
}
