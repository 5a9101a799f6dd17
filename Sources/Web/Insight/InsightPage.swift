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
        var context = InsightPickers(form, instruments, source, visit.words).context(
            "overview", path: "/insight", ["measure", "item", "by", "grain", "quality", "weights"])
        context.append("weightings", try await weightings(form, chosen, visit))
        do {
            let answer = try await InsightAnswer(form, source, visit)
            for member in self.answer(answer, visit).members {
                context.append(member.key, member.value)
            }
            context.append(
                "put",
                try await DashboardPage.putting(
                    [.number, .line, .groups, .distribution, .items], form, visit))
            return visit.page("insight/insight", section: "insight", .object(context))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return self.refused(refusal, "insight/insight", context, visit)
        }
    }

    /// The page with what is wrong where it stands.
    static func refused(
        _ refusal: Refusal, _ template: String, _ context: JSON.Object, _ visit: Visit
    ) -> Reply {
        let problem = Problem(refusal, words: visit.words)
        var context = context
        for fault in problem.faults where context["fault.\(fault.path)"] == nil {
            context["fault"] = .object(
                JSON.Object([.init(key: fault.path, value: .string(fault.text))]))
        }
        context["message"] = .optional(problem.faults.first?.text)
        return visit.page(
            template, section: "insight", .object(context), status: problem.status)
    }

    static func weightings(
        _ form: InsightForm, _ instrument: ID<Instrument>, _ visit: Visit
    ) async throws -> JSON {
        let input = JSON.Object([.init(key: "instrument", value: .string(instrument.description))])
        let all = try await visit.desk.perform(ListWeightings.self, input).items
        return .array(
            all.map {
                [
                    "value": .string($0.id.description), "title": .string($0.weighting.name),
                    "isChosen": .bool($0.id.description == form["weights"]),
                ]
            })
    }

    // MARK: - Answer

    private static func answer(_ answer: InsightAnswer, _ visit: Visit) -> JSON.Object {
        let words = visit.words
        let figures = Figures(words: words)
        let report = answer.report
        let tables = InsightTables(answer: answer, visit: visit)
        let name = answer.titles.heading(answer.kind, item: answer.question.item)
        let by = answer.question.dimensions.first.map(answer.titles.title)
        return JSON.Object([
            .init(key: "hasReport", value: true),
            .init(key: "name", value: .string(name)),
            .init(
                key: "weighted",
                value: report.weights.map { weights in
                    .string(
                        words(
                            "insight.weighted",
                            [
                                "name": weights.name, "effect": weights.designEffect.fixed(3),
                                "effective": weights.effectiveSize.fixed(0), "n": "\(weights.n)",
                            ]))
                } ?? .null),
            .init(key: "sentence", value: .string(figures.sentence(report.total, named: name))),
            .init(key: "changeSentence", value: .optional(answer.changeSentence)),
            .init(key: "total", value: figures.json(report.total)),
            .init(
                key: "change", value: report.change.map { figures.json($0, answer.kind) } ?? .null),
            .init(key: "previous", value: previous(report, figures)),
            .init(
                key: "records",
                value: .optional(answer.asked.records(filter: answer.question.filter))),
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
            .init(
                key: "groupsTitle",
                value: .string(
                    words("insight.groups", ["name": answer.titles.named(by ?? "")]))),
            .init(key: "distribution", value: tables.distribution),
            .init(key: "hasDistribution", value: .bool(!report.distribution.isEmpty)),
            .init(key: "itemRows", value: tables.items),
            .init(key: "hasItems", value: .bool(answer.items.items.count > 1)),
            .init(key: "unit", value: .string(answer.kind.rawValue)),
            .init(key: "exports", value: exports(answer.form)),
            .init(
                key: "pictures",
                value: pictures(
                    "\(answer.asked.basis) · \(figures.n(report.total.n...report.total.n))")),
        ])
    }

    private static func previous(_ report: InsightReport, _ figures: Figures) -> JSON {
        guard let previous = report.previous else { return .null }
        return figures.json(previous.measure)
    }

    private static func pictures(_ basis: String) -> JSON {
        .object(
            JSON.Object(
                InsightExport.tables.map { name in
                    .init(
                        key: name,
                        value: [
                            "table": .string(name), "basis": .string(basis),
                            "file": .string(InsightExport.picture(name)),
                        ])
                }))
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
