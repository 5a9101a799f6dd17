import Base
import Columns
import Domain
import Operations

/// One page of the insight room: what it asks for and what it answers with.
struct InsightTopic: Sendable {
    /// Part of its address and key of its words.
    let key: String
    /// Pickers beside instrument, period and filter.
    let pickers: Set<String>
    let study: @Sendable (Inquirer) async throws -> Study
    /// Whether it can ask cases and customers, too.
    var takesTables = false
    /// What of it a dashboard can show; its own where none is named.
    var shows: [Dashboard.Show] = []
    /// Whether an instrument asks what it needs, so that whoever chose none is not met by a no.
    var fits: @Sendable (InsightSource) -> Bool = { _ in true }

    var path: String { key == "overview" ? "/insight" : "/insight/\(key)" }

    static let all = [
        InsightTopic(
            key: "overview",
            pickers: ["measure", "item", "by", "grain", "compare", "quality", "weights"],
            study: OverviewStudy.make, takesTables: true,
            shows: [.number, .line, .groups, .distribution, .items]),
        InsightTopic(key: "trend", pickers: ["measure", "item", "grain"], study: TrendStudy.make),
        InsightTopic(key: "segments", pickers: ["measure", "item"], study: SegmentStudy.make),
        InsightTopic(
            key: "drivers", pickers: ["item", "drivers", "sharing", "step"],
            study: DriverStudy.make, fits: \.asksSeveralRatings),
        InsightTopic(
            key: "journey", pickers: [], study: JourneyStudy.make, fits: \.asksSeveralRatings),
        InsightTopic(
            key: "crosstab", pickers: ["by", "with", "shares", "weights"],
            study: CrossTabStudy.make),
        InsightTopic(
            key: "correlation", pickers: ["method", "weights"], study: CorrelationStudy.make,
            fits: \.asksSeveralRatings),
        InsightTopic(
            key: "words", pickers: ["grain"], study: WordsStudy.make, fits: \.hasTexts),
        InsightTopic(key: "business", pickers: [], study: BusinessStudy.make),
        InsightTopic(
            key: "gaps", pickers: ["by", "grain"], study: GapStudy.make,
            fits: { $0.has(ending: ".expectation") }),
        InsightTopic(
            key: "five-gaps", pickers: [], study: FiveGapsStudy.make,
            fits: { $0.has(ending: ".expectation") }),
        InsightTopic(
            key: "kano", pickers: ["grain"], study: KanoStudy.make,
            fits: { $0.has(ending: ".functional") }),
        InsightTopic(
            key: "index", pickers: ["by", "grain"], study: IndexStudy.make,
            fits: IndexReport.isAsked),
    ]

    /// The room's pages for the reader to choose from; each keeps instrument, period and filter.
    static func navigation(_ current: String, _ form: InsightForm, _ words: Words) -> JSON {
        .array(
            [entry("dashboards", "/insight/dashboards", current, form, words)]
                + all.map { entry($0.key, $0.path, current, form, words) })
    }

    private static func entry(
        _ key: String, _ path: String, _ current: String, _ form: InsightForm, _ words: Words
    ) -> JSON {
        // A condition on cases says nothing of answers.
        let own = form.table == nil ? ["instrument", "filter"] : []
        let kept = form.keeping(Set(["period", "from", "to"] + own))
        return [
            "name": .string(words["topic.\(key).name"]), "path": .string(kept.path(path)),
            "isCurrent": .bool(key == current),
        ]
    }
}

/// Who asks for a study, and of what.
struct Inquirer {
    let desk: Desk
    let words: Words
    let form: InsightForm
    let source: InsightSource
    private(set) var question: InsightQuestion
    let zone: Zone

    var figures: Figures { Figures(words: words) }
    var titles: InsightTitles { InsightTitles(source: source, words: words) }

    init(_ visit: Visit, _ form: InsightForm, _ source: InsightSource) async throws {
        try await self.init(visit.desk, visit.words, form, source)
    }

    init(
        _ desk: Desk, _ words: Words, _ form: InsightForm, _ source: InsightSource
    ) async throws {
        self.desk = desk
        self.words = words
        self.form = form
        self.source = source
        zone = try await desk.zone()
        let now = desk.now()
        var question = try form.question(at: now, in: zone)
        if question.grain == nil {
            // Where no end is asked for, the answers' own: old ones would share one long step.
            let from = question.from ?? source.firstAnswer ?? now - .days(1)
            let to = question.to ?? source.lastAnswer ?? now
            question.grain = InsightForm.grain(of: from..<max(from, to))
        }
        self.question = question
    }

    /// In steps one size larger, where nobody chose: for what needs many answers in each.
    var withCoarserSteps: Inquirer {
        guard form["grain"] == nil else { return self }
        var coarser = self
        coarser.question.grain = question.grain.flatMap { grain in
            Grain.allCases.drop { $0 != grain }.dropFirst().first ?? grain
        }
        return coarser
    }

    /// `2026-03-01`, for months `2026-03`, for quarters `2026-Q1`.
    func label(of step: Instant) -> String {
        let day = step.civil(in: zone).date
        switch question.grain {
        case .month: return String(day.description.dropLast(3))
        case .quarter: return day.description.prefix(5) + "Q\(day.quarter)"
        case .day, .week, nil: return day.description
        }
    }

    /// Which answers are meant, for where a picture stands without the page that was asked.
    var basis: String {
        let from = question.from ?? source.firstAnswer
        let to = question.to.map { $0 - Span(microseconds: 1) } ?? source.lastAnswer
        var parts = [source.name(words)]
        if let from, let to {
            let days = [from, to].map { $0.civil(in: zone).date.description }
            parts.append(words("insight.basis.period", ["from": days[0], "to": days[1]]))
        }
        if let filter = question.filter {
            parts.append(words("insight.basis.filter", ["filter": filter]))
        }
        if question.weights != nil { parts.append(words["insight.basis.weighted"]) }
        return parts.joined(separator: " · ")
    }

    /// What exactly these wrote, for the way from numbers to words; nil where nobody was asked.
    func words(filter: String?) -> String? {
        guard source.hasTexts else { return nil }
        return form.keeping(["instrument", "period", "from", "to", "grain", "quality"])
            .path("/insight/words", ["filter": filter])
    }

    /// The question's condition and further ones together.
    func filter(and conditions: String...) -> String {
        ((question.filter.map { ["(\($0))"] } ?? []) + conditions).joined(separator: " and ")
    }

    /// The list of exactly these records; nil for someone who may not read them.
    /// - Parameter instrument: whose answers are meant, where it is another.
    func records(
        filter: String?, from: Instant? = nil, to: Instant? = nil,
        of instrument: ID<Instrument>? = nil
    ) -> String? {
        guard source.rows.table == nil else {
            return tableRecords(filter: filter, from: from, to: to)
        }
        guard desk.actor.rights.contains(.answersRead) else { return nil }
        // More than the list takes would lead to a refusal.
        guard filter?.count ?? 0 <= ListResponses.longestFilter else { return nil }
        var parts = ["instrument=\(instrument ?? source.id)", "status=completed"]
        if let filter { parts.append("filter=\(FormDecoding.encoded(filter))") }
        // The list asks for days, the last one included; spans of time begin and end with days.
        if let from = from ?? question.from { parts.append("from=\(from.civil(in: zone).date)") }
        if let to = to ?? question.to {
            parts.append("until=\((to - Span(microseconds: 1)).civil(in: zone).date)")
        }
        return "/responses?" + parts.joined(separator: "&")
    }

    /// The queue or the list of customers with exactly these; whoever may ask may read them.
    private func tableRecords(filter: String?, from: Instant?, to: Instant?) -> String? {
        guard filter?.count ?? 0 <= Inquirer.longestTableFilter else { return nil }
        // Events are told where they belong: at a case, a customer, in the log.
        guard source.rows != .events else { return nil }
        let isOfCases = source.rows == .cases
        let (place, start, end) =
            isOfCases
            ? ("/cases?view=all&figure=all", "openedFrom", "openedBefore")
            : ("/customers", "knownFrom", "knownBefore")
        var parts: [String] = []
        if let filter { parts.append("filter=\(FormDecoding.encoded(filter))") }
        if let from = from ?? question.from {
            parts.append("\(start)=\(FormDecoding.encoded(from.iso8601))")
        }
        if let to = to ?? question.to {
            parts.append("\(end)=\(FormDecoding.encoded(to.iso8601))")
        }
        guard !parts.isEmpty else { return place }
        return place + (isOfCases ? "&" : "?") + parts.joined(separator: "&")
    }

    /// More than these lists take would lead to a refusal.
    private static let longestTableFilter = 2_000
}

extension InsightSource {
    fileprivate var asksSeveralRatings: Bool { columns.count(where: \.isRating) > 2 }

    fileprivate func has(ending: String) -> Bool {
        columns.contains { $0.name.hasSuffix(ending) }
    }
}
