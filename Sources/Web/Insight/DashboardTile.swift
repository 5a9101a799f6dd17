import Base
import Columns
import Domain
import Operations

/// One tile of a dashboard with what it shows now.
struct DashboardTile {
    let tile: Dashboard.Tile
    let title: String
    /// The page that shows the same with all about it; nil where the questionnaire is not there.
    let page: String?
    var study: Study
    /// Which answers are meant; nil where none could be asked for.
    var basis: String?

    /// - Parameter asked: period, filter and comparison that the reader chose for the whole.
    static func make(
        _ tile: Dashboard.Tile, of dashboard: Dashboard, _ asked: InsightForm,
        _ instruments: [String: InsightInstrument], _ desk: Desk, _ words: Words
    ) async throws -> DashboardTile {
        let looks = words["dashboard.show.\(tile.show.rawValue)"]
        let own = tile.title?[words.language]
        let rows: AskedRows
        let name: String
        switch tile.source {
        case .instrument(let key):
            guard let instrument = instruments[key] else {
                return DashboardTile(
                    tile: tile, title: own ?? looks, page: nil,
                    study: Study(
                        sentences: [],
                        obstacle: words("dashboard.noInstrument", ["key": key])))
            }
            rows = .answers(instrument.id)
            name = instrument.title[words.language]
        case .table(let word):
            rows = AskedRows.tables[word] ?? .cases
            name = words["tables.\(rows.table ?? "").name"]
        }
        let form = InsightForm(tile, of: dashboard, asked, rows)
        let title = own ?? "\(name) · \(looks)"
        let topic = InsightTopic.all.first { $0.key == tile.show.rawValue }
        let place = form.path(topic?.path ?? "/insight")
        // Shown as if it were not there, it would tell something else than was asked.
        if let wrong = tile.faults.first {
            let text = Problem(.invalid(tile.faults), words: words).faults.first?.text ?? ""
            return DashboardTile(
                tile: tile, title: title, page: nil,
                study: Study(
                    sentences: [],
                    obstacle: words("dashboard.faulty", ["name": wrong.path, "fault": text])))
        }
        do {
            let source = try await desk.perform(ShowTableSource(rows))
            let inquirer = try await Inquirer(desk, words, form, source)
            let comparison =
                topic?.pickers.contains("measure") ?? true
                ? try await inquirer.comparison()
                : form["against"].map { words("dashboard.against.notHere", ["condition": $0]) }
            var study =
                if let topic { try await topic.study(inquirer) } else {
                    try await OverviewStudy.make(inquirer, tile.show)
                }
            if study.obstacle == nil, let comparison { study.sentences.append(comparison) }
            return DashboardTile(
                tile: tile, title: title, page: place, study: study, basis: inquirer.basis)
        } catch let refusal as Refusal where refusal.kind == .invalid {
            // A filter of the whole that this questionnaire does not know.
            let text = Problem(refusal, words: words).faults.first?.text
            return DashboardTile(
                tile: tile, title: title, page: place,
                study: Study(sentences: [], obstacle: text ?? ""))
        } catch let refusal as Refusal where refusal.kind == .forbidden {
            // The others are still worth seeing to who may not read these records.
            return DashboardTile(
                tile: tile, title: title, page: nil,
                study: Study(sentences: [], obstacle: words("dashboard.denied", ["name": name])))
        }
    }

    /// The parts that fit on a tile: the first picture with its table.
    var section: Study.Section? {
        guard var section = study.sections.first else { return nil }
        section.isFolded = section.picture != nil
        return section
    }
}

extension InsightForm {
    /// The tile's own words before the reader's, the reader's before the dashboard's; filters hold
    /// together.
    init(
        _ tile: Dashboard.Tile, of dashboard: Dashboard, _ asked: InsightForm,
        _ rows: AskedRows
    ) {
        self.init(.init())
        for (name, value) in tile.question { self[name] = value }
        if case .answers(let instrument) = rows { self.instrument = instrument }
        self["of"] = rows.table
        self["period"] =
            tile.question["period"] ?? asked["period"] ?? dashboard.period
        if tile.question["period"] == nil {
            self["from"] = asked["from"]
            self["to"] = asked["to"]
        }
        let filters = [dashboard.filter, asked["filter"], tile.question["filter"]]
            .compactMap(\.self)
        self["filter"] =
            filters.count > 1
            ? filters.map { "(\($0))" }.joined(separator: " and ") : filters.first
        self["against"] = tile.against ?? asked["against"]
        self["compare"] = tile.question["compare"] ?? asked["compare"]
    }
}
