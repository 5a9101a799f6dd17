import Base
import Columns
import Domain
import Operations

/// The room where numbers are asked: an instrument, a measure, a period, a filter, a dimension.
enum InsightPage {
    static func show(_ visit: Visit) async throws -> Reply {
        var form = InsightForm(visit.query)
        let instruments = try await visit.desk.perform(ListInsightInstruments()).items
        guard let chosen = form.instrument ?? instruments.first?.id else {
            return visit.page("insight/insight", section: "insight", ["isEmpty": true])
        }
        // Every link of the page is this address changed, so it names what it is about.
        form.instrument = chosen
        let source = try await visit.desk.perform(ShowInsightSource(chosen))
        var context = pickers(form, instruments, source, visit)
        do {
            let answer = try await InsightAnswer(form, source, visit)
            for member in self.answer(answer, visit).members {
                context.append(member.key, member.value)
            }
            return visit.page("insight/insight", section: "insight", .object(context))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            let problem = Problem(refusal, words: visit.words)
            for fault in problem.faults where context["fault.\(fault.path)"] == nil {
                context["fault"] = .object(
                    JSON.Object([.init(key: fault.path, value: .string(fault.text))]))
            }
            context["message"] = .optional(problem.faults.first?.text)
            return visit.page(
                "insight/insight", section: "insight", .object(context), status: problem.status)
        }
    }

    // MARK: - Pickers

    private static func pickers(
        _ form: InsightForm, _ instruments: [InsightInstrument], _ source: InsightSource,
        _ visit: Visit
    ) -> JSON.Object {
        let words = visit.words
        func title(_ column: InsightSource.Column) -> String {
            source.title(of: column.name, words)
        }
        func choices(
            _ name: String, _ all: [(value: String, title: String)], _ chosen: String? = nil
        ) -> JSON {
            let chosen = chosen ?? form[name] ?? ""
            return .array(
                all.map {
                    [
                        "value": .string($0.value), "title": .string($0.title),
                        "isChosen": .bool($0.value == chosen),
                    ]
                })
        }
        let own = [("", words["insight.own"])]
        let measurable = source.columns.map { ($0.name, title($0)) }
        let dimensions = source.columns.filter(\.isDimension).map { ($0.name, title($0)) }
        var typed = JSON.Object()
        for name in InsightForm.names { typed.append(name, .optional(form[name])) }
        return JSON.Object([
            .init(key: "hasAnswers", value: .bool(source.responses > 0)),
            .init(key: "typed", value: .object(typed)),
            .init(
                key: "instruments",
                value: choices(
                    "instrument",
                    instruments.map { ($0.id.description, $0.title[words.language]) },
                    source.id.description)),
            .init(
                key: "measures",
                value: choices(
                    "measure",
                    own
                        + MeasureKind.allCases.map {
                            ($0.rawValue, words["measure.name.\($0.rawValue)"])
                        })),
            .init(
                key: "items", value: choices("item", [("", words["column.score"])] + measurable)),
            .init(
                key: "periods",
                value: choices(
                    "period",
                    InsightForm.periods.map { ($0, words["insight.period.\($0)"]) }, form.period)),
            .init(
                key: "grains",
                value: choices(
                    "grain",
                    [("", words["insight.grain.auto"])]
                        + Grain.allCases.map {
                            ($0.rawValue, words["insight.grain.\($0.rawValue)"])
                        })),
            .init(
                key: "dimensions",
                value: choices("by", [("", words["insight.noDimension"])] + dimensions)),
            .init(
                key: "names",
                value: .array((["score"] + source.columns.map(\.name)).map { .string($0) })),
            .init(key: "isCustom", value: .bool(form.period == "custom")),
            .init(key: "wantsValue", value: .bool(form["measure"] == "share")),
        ])
    }

    // MARK: - Answer

    private static func answer(_ answer: InsightAnswer, _ visit: Visit) -> JSON.Object {
        let words = visit.words
        let figures = Figures(words: words)
        let report = answer.report
        let tables = InsightTables(answer: answer, visit: visit)
        let name = heading(answer, words)
        let by = answer.question.dimensions.first.map { answer.title($0, words) }
        return JSON.Object([
            .init(key: "hasReport", value: true),
            .init(key: "name", value: .string(name)),
            .init(key: "sentence", value: .string(figures.sentence(report.total, named: name))),
            .init(key: "total", value: figures.json(report.total)),
            .init(
                key: "change", value: report.change.map { figures.json($0, answer.kind) } ?? .null),
            .init(key: "previous", value: previous(report, figures)),
            .init(
                key: "records",
                value: .optional(answer.records(visit, filter: answer.question.filter))),
            .init(
                key: "unfiltered",
                value: .optional(
                    answer.question.filter == nil
                        ? nil : answer.form.path("/insight", ["filter": nil]))),
            .init(key: "trend", value: tables.trend),
            .init(key: "hasTrend", value: .bool(report.trend.count > 1)),
            .init(key: "groups", value: tables.groups),
            .init(key: "hasGroups", value: .bool(!report.groups.isEmpty)),
            .init(key: "by", value: .optional(by)),
            .init(key: "groupsTitle", value: .string(words("insight.groups", ["name": by ?? ""]))),
            .init(key: "distribution", value: tables.distribution),
            .init(key: "hasDistribution", value: .bool(!report.distribution.isEmpty)),
            .init(key: "itemRows", value: tables.items),
            .init(key: "hasItems", value: .bool(answer.items.items.count > 1)),
            .init(key: "unit", value: .string(answer.kind.rawValue)),
            .init(key: "exports", value: exports(answer.form)),
        ])
    }

    /// "NPS", or "Mean of Seat comfort".
    private static func heading(_ answer: InsightAnswer, _ words: Words) -> String {
        let measure = words["measure.name.\(answer.kind.rawValue)"]
        if let good = answer.source.goodTitle, answer.kind == .share, answer.question.item == nil {
            return words("insight.shareOf", ["answer": good[words.language]])
        }
        guard let item = answer.question.item, item != "score" else { return measure }
        return words("insight.of", ["measure": measure, "item": answer.title(item, words)])
    }

    private static func previous(_ report: InsightReport, _ figures: Figures) -> JSON {
        guard let previous = report.previous else { return .null }
        return figures.json(previous.measure)
    }

    private static func exports(_ form: InsightForm) -> JSON {
        .object(
            JSON.Object(
                InsightExport.tables.map { name in
                    let path = form.path("/insight/table")
                    let separator = path.contains("?") ? "&" : "?"
                    return .init(key: name, value: .string("\(path)\(separator)table=\(name)"))
                }))
    }
}
