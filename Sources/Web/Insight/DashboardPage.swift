import Base
import Columns
import Domain
import HTTPTypes
import Operations

/// Numbers that are looked at together.
enum DashboardPage {
    /// The first that is for the reader.
    static func first(_ visit: Visit) async throws -> Reply {
        let all = try await visit.desk.perform(ListDashboards()).items
        guard let first = all.first else {
            return visit.page("insight/dashboard", section: "insight", ["isEmpty": true])
        }
        return .redirect(place(of: first.dashboard.key))
    }

    static func show(_ visit: Visit) async throws -> Reply {
        try await show(visit, after: nil)
    }

    /// - Parameter refusal: of the form below that orders a report.
    static func show(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let shown = try await visit.desk.perform(ShowDashboard(visit.parameter("key")))
        let form = form(visit)
        let tiles = try await tiles(of: shown.dashboard, form, visit.desk, visit.words)
        let isSlides = visit.query["view"]?.string == "slides"
        let others = try await visit.desk.perform(ListDashboards()).items
        var context = heading(shown, others, visit)
        for (name, value) in pickers(form, shown.dashboard, visit) { context.append(name, value) }
        context.append("isSlides", .bool(isSlides))
        let mayEdit = EditDashboard.access.allows(visit.desk.actor)
        let rows = tiles.enumerated().map { place, tile in
            json(tile, place, of: tiles.count, shown.dashboard.key, form, mayEdit, visit.words)
        }
        context.append("tiles", .array(rows))
        let problem = refusal.map { Problem($0, words: visit.words) }
        context.append("message", .optional(problem?.faults.first?.text ?? problem?.title))
        context.append("address", visit.form["address"] ?? .null)
        if !isSlides {
            context.append("reports", try await ReportPages.list(shown.dashboard.key, visit))
        }
        return visit.page(
            "insight/dashboard", section: "insight", .object(context),
            status: problem?.status ?? .ok)
    }

    private static func heading(
        _ shown: DashboardResource, _ others: [DashboardResource], _ visit: Visit
    ) -> JSON.Object {
        let language = visit.words.language
        let list = others.map { one -> JSON in
            [
                "name": .string(one.dashboard.name[language]),
                "path": .string(place(of: one.dashboard.key)),
                "isCurrent": .bool(one.dashboard.key == shown.dashboard.key),
            ]
        }
        return JSON.Object([
            .init(key: "name", value: .string(shown.dashboard.name[language])),
            .init(key: "about", value: .optional(shown.dashboard.about?[language])),
            .init(key: "key", value: .string(shown.dashboard.key)),
            .init(key: "place", value: .string(place(of: shown.dashboard.key))),
            .init(key: "others", value: .array(list)),
            .init(key: "hasOthers", value: .bool(others.count > 1)),
            .init(
                key: "mayEdit",
                value: .bool(EditDashboard.access.allows(visit.desk.actor))),
            .init(key: "version", value: .integer(shown.version)),
        ])
    }

    /// Period, filter and comparison, and the same as slides and as a file.
    private static func pickers(
        _ form: InsightForm, _ dashboard: Dashboard, _ visit: Visit
    ) -> [(String, JSON)] {
        var typed = JSON.Object()
        for name in InsightForm.names { typed.append(name, .optional(form[name])) }
        let period = form["period"] ?? dashboard.period ?? "90"
        let periods = InsightForm.periods.map { one -> JSON in
            [
                "value": .string(one),
                "title": .string(visit.words["insight.period.\(one)"]),
                "isChosen": .bool(one == period),
            ]
        }
        let place = place(of: dashboard.key)
        let slides = form.path(place)
        let pdf = visit.site.printer.map { _ in form.path(place + "/pdf") }
        return [
            ("topics", InsightTopic.navigation("dashboards", form, visit.words)),
            ("typed", .object(typed)), ("periods", .array(periods)),
            ("isCustom", .bool(period == "custom")), ("pdf", .optional(pdf)),
            ("slides", .string(slides + (slides.contains("?") ? "&" : "?") + "view=slides")),
        ]
    }

    /// What of the address holds for all tiles.
    static func form(_ visit: Visit) -> InsightForm {
        InsightForm(visit.query).keeping(["period", "from", "to", "filter", "against", "compare"])
    }

    /// What all tiles of a dashboard show now.
    static func tiles(
        of dashboard: Dashboard, _ form: InsightForm, _ desk: Desk, _ words: Words
    ) async throws -> [DashboardTile] {
        try await tiles(dashboard.tiles, of: dashboard, form, desk, words)
    }

    private static func tiles(
        _ wanted: [Dashboard.Tile], of dashboard: Dashboard, _ form: InsightForm, _ desk: Desk,
        _ words: Words
    ) async throws -> [DashboardTile] {
        let instruments = try await desk.perform(ListInsightInstruments()).items
        let known = Dictionary(instruments.map { ($0.key, $0) }) { first, _ in first }
        return try await wanted.concurrently {
            try await DashboardTile.make($0, of: dashboard, form, known, desk, words)
        }
    }

    /// The table of a tile as a file.
    static func download(_ visit: Visit) async throws -> Reply {
        let shown = try await visit.desk.perform(ShowDashboard(visit.parameter("key")))
        let all = shown.dashboard.tiles
        guard let place = Int(visit.parameter("tile")), all.indices.contains(place - 1) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        let tile = try await tiles(
            [all[place - 1]], of: shown.dashboard, form(visit), visit.desk, visit.words)[0]
        guard let section = tile.section else { throw Refusal(.notFound, "noSuchPage") }
        return InsightExport.file(
            section.table(visit.words), name: "\(shown.dashboard.key)-\(place)")
    }

    static func place(of key: String) -> String { "/insight/dashboards/\(key)" }

    /// Puts what a page of the room shows on a dashboard.
    static func add(_ visit: Visit) async throws -> Reply {
        let key = visit.form["dashboard"]?.string ?? visit.parameter("key")
        let form = InsightForm(visit.form)
        let instruments = try await visit.desk.perform(ListInsightInstruments()).items
        var tile = JSON.Object([.init(key: "show", value: visit.form["show"] ?? "number")])
        if let table = form.table?.table {
            tile.append("of", .string(table))
        } else if let instrument = instruments.first(where: { $0.id == form.instrument }) {
            tile.append("instrument", .string(instrument.key))
        } else {
            throw Refusal(.notFound, "noSuchInstrument")
        }
        if let title = visit.form["title"]?.string?.trimmed, !title.isEmpty {
            tile.append("title", .string(title))
        }
        // A day of this week would soon be an old one; days back stay what they are.
        for name in Dashboard.questionNames where !(name == "period" && form[name] == "custom") {
            if let value = form[name] { tile.append(name, .string(value)) }
        }
        _ = try await visit.desk.perform(
            EditDashboard.self,
            JSON.Object([
                .init(key: "key", value: .string(key)), .init(key: "add", value: .object(tile)),
            ]))
        return .redirect(place(of: key))
    }

    /// The form that puts a page of the room on a dashboard; null for who may not.
    static func putting(_ show: [Dashboard.Show], _ form: InsightForm, _ visit: Visit) async throws
        -> JSON
    {
        guard EditDashboard.access.allows(visit.desk.actor) else { return .null }
        let all = try await visit.desk.perform(ListDashboards()).items
        let names = ["instrument", "of"] + Dashboard.questionNames
        return [
            "dashboards": .array(
                all.map {
                    [
                        "key": .string($0.dashboard.key),
                        "name": .string($0.dashboard.name[visit.words.language]),
                    ]
                }),
            "shows": .array(
                show.map {
                    [
                        "value": .string($0.rawValue),
                        "title": .string(visit.words["dashboard.show.\($0.rawValue)"]),
                    ]
                }), "hasShows": .bool(show.count > 1),
            "show": .string(show[0].rawValue),
            "fields": .array(
                names.compactMap { name in
                    form[name].map { ["name": .string(name), "value": .string($0)] }
                }),
        ]
    }

    /// Moves a tile or takes it away.
    static func edit(_ visit: Visit) async throws -> Reply {
        let key = visit.parameter("key")
        var input = JSON.Object([
            .init(key: "key", value: .string(key)),
            .init(key: "tile", value: number(visit.parameter("tile"))),
            .init(key: "version", value: number(visit.form["version"]?.string)),
        ])
        if let to = visit.form["to"]?.string.flatMap({ Int($0) }) {
            input.append("to", .integer(to))
        } else {
            input.append("remove", true)
        }
        _ = try await visit.desk.perform(EditDashboard.self, input)
        return .redirect(place(of: key))
    }

    private static func number(_ text: String?) -> JSON {
        text.flatMap { Int($0) }.map { .integer($0) } ?? .null
    }

    /// What a tile shows on paper, where nothing leads anywhere; of long lists the first.
    static func slide(
        _ tile: DashboardTile, _ place: Int, of count: Int, _ words: Words
    ) -> JSON {
        var shown = tile
        if var section = tile.study.sections.first, section.rows.count > mostPrinted,
            ["bars", "stacked", "heat", nil].contains(section.picture?.kind)
        {
            section.notes.append(
                words(
                    "dashboard.printed",
                    ["shown": "\(mostPrinted)", "all": "\(section.rows.count)"]))
            section.rows = Array(section.rows.prefix(mostPrinted))
            shown.study.sections[0] = section
        }
        return json(shown, place, of: count, "", InsightForm(.init()), false, words)
    }

    /// As many rows as fit below each other on a page.
    private static let mostPrinted = 14

    private static func json(
        _ tile: DashboardTile, _ place: Int, of count: Int, _ key: String, _ form: InsightForm,
        _ mayEdit: Bool, _ words: Words
    ) -> JSON {
        let id = "tile-\(place)"
        var study = tile.study
        study.sections = tile.section.map { [$0] } ?? []
        let basis = tile.basis ?? ""
        var object = study.json(words, table: "", of: key, basis: basis).object ?? .init()
        if var section = tile.section {
            section.id = id
            object["section"] = section.json(
                Figures(words: words),
                export: form.path("\(self.place(of: key))/tiles/\(place + 1)/table"),
                picture: InsightExport.picture("\(key)-\(place + 1)"), basis: basis)
        } else {
            object["section"] = .null
        }
        object["sections"] = nil
        object["id"] = .string(id)
        object["title"] = .string(tile.title)
        object["page"] = .optional(tile.page)
        object["isWide"] = .bool(tile.tile.isWide)
        object["isNumber"] = .bool(tile.study.figure != nil)
        object["number"] = .integer(place)
        object["hasEarlier"] = .bool(mayEdit && place > 0)
        object["hasLater"] = .bool(mayEdit && place < count - 1)
        object["earlier"] = .integer(place - 1)
        object["later"] = .integer(place + 1)
        return .object(object)
    }
}
