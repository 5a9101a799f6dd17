import Base
import Domain
import Operations

/// The pages that show a study, and its tables as files.
enum StudyPage {
    static func show(_ topic: InsightTopic, _ visit: Visit) async throws -> Reply {
        var form = InsightForm(visit.query)
        let instruments = try await visit.desk.perform(ListInsightInstruments()).items
        if !topic.takesTables { form["of"] = nil }
        guard let source = try await source(of: topic, form, instruments, visit) else {
            return visit.page("insight/study", section: "insight", ["isEmpty": true])
        }
        // Every link of the page is this address changed, so it names what it is about.
        if case .answers(let chosen) = source.rows { form.instrument = chosen }
        var context = InsightPickers(
            form, instruments, source, visit.words, tables: tables(of: topic, visit.desk)
        )
        .context(topic.key, path: topic.path, topic.pickers)
        if topic.pickers.contains("weights"), case .answers(let chosen) = source.rows {
            context.append("weightings", try await weightings(form, chosen, visit))
        }
        context.append("title", .string(visit.words["topic.\(topic.key).name"]))
        context.append("about", .string(visit.words["topic.\(topic.key).about"]))
        guard source.responses > 0 || form.table != nil else {
            return visit.page("insight/study", section: "insight", .object(context))
        }
        do {
            let asked = try await Inquirer(visit, form, source)
            let study = try await topic.study(asked)
            context.append(
                "study",
                study.json(
                    visit.words, table: form.path("\(topic.path)/table"), of: topic.key,
                    basis: asked.basis))
            if form["filter"] != nil {
                context.append("unfiltered", .string(form.path(topic.path, ["filter": nil])))
            }
            let own = Dashboard.Show(rawValue: topic.key).map { [$0] } ?? []
            let shows = (topic.shows + own).filter { form.table == nil || $0.isOfTables }
            if !shows.isEmpty {
                context.append("put", try await DashboardPage.putting(shows, form, visit))
            }
            return visit.page("insight/study", section: "insight", .object(context))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return refused(refusal, context, visit)
        }
    }

    /// The instrument that was chosen, else the one answered last that asks what the topic needs;
    /// where none does, the one answered last.
    private static func source(
        of topic: InsightTopic, _ form: InsightForm, _ instruments: [InsightInstrument],
        _ visit: Visit
    ) async throws -> InsightSource? {
        if let table = form.table { return try await visit.desk.perform(ShowTableSource(table)) }
        if let chosen = form.instrument {
            return try await visit.desk.perform(ShowInsightSource(chosen))
        }
        for one in instruments where one.lastAnsweredAt != nil {
            let source = try await visit.desk.perform(ShowInsightSource(one.id))
            if topic.fits(source) { return source }
        }
        guard let last = instruments.first else { return nil }
        return try await visit.desk.perform(ShowInsightSource(last.id))
    }

    /// Words for what can be asked beside questionnaires, as far as the reader may.
    private static func tables(of topic: InsightTopic, _ desk: Desk) -> [String] {
        guard topic.takesTables else { return [] }
        return AskedRows.tableNames.filter { name in
            AskedRows.tables[name]?.right.map(desk.actor.rights.contains) ?? true
        }
    }

    static func download(_ topic: InsightTopic, _ visit: Visit) async throws -> Reply {
        let form = InsightForm(visit.query)
        guard let rows = form.table ?? form.instrument.map(AskedRows.answers) else {
            throw Refusal(.notFound, "noSuchInstrument")
        }
        guard form.table == nil || topic.takesTables else {
            throw Refusal(.notFound, "noSuchPage")
        }
        let source = try await visit.desk.perform(ShowTableSource(rows))
        let study = try await topic.study(Inquirer(visit, form, source))
        let name = visit.query["table"]?.string
        guard let section = study.sections.first(where: { $0.id == name }) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        return InsightExport.file(section.table(visit.words), name: "\(topic.key)-\(section.id)")
    }

    /// The page with what is wrong where it stands.
    private static func refused(
        _ refusal: Refusal, _ context: JSON.Object, _ visit: Visit
    ) -> Reply {
        let problem = Problem(refusal, words: visit.words)
        var context = context
        for fault in problem.faults where context["fault.\(fault.path)"] == nil {
            context["fault"] = .object(
                JSON.Object([.init(key: fault.path, value: .string(fault.text))]))
        }
        context["message"] = .optional(problem.faults.first?.text)
        return visit.page(
            "insight/study", section: "insight", .object(context), status: problem.status)
    }

    private static func weightings(
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
}
