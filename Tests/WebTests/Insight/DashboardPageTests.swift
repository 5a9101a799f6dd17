import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

@Suite struct DashboardPageTests {
    static let document = """
        key: mine
        name: {zh: 我的, en: Mine}
        period: all
        tiles:
          - {instrument: stay, show: number, title: {zh: 总数, en: The whole}}
          - {instrument: stay, show: groups, by: hidden.class}
          - {instrument: stay, show: line}
          - {instrument: stay, show: distribution}
          - {instrument: stay, show: items}
          - {instrument: stay, show: trend}
          - {instrument: nowhere, show: number}
        """

    private func site(_ site: TestSite) async throws -> AnsweredInstrument {
        let stay = try await AnsweredInstrument(site.workspace)
        try await stay.put(
            (0..<300).map { place in
                stay.row(
                    site.house.newID(), place % 3 == 0 ? (place % 2 == 0 ? 4 : 9) : 10,
                    1 + place % 5,
                    place < 3 ? "First" : place < 12 ? "Business" : "Eco",
                    place % 3 == 0 ? "zh" : "en", TestHouse.start - .days(Int64(place % 60)))
            })
        try await site.workspace.desk(.analyst).perform(
            SaveDocument<DashboardDocuments>.self, ["text": .string(Self.document)])
        return stay
    }

    @Test(arguments: Engine.available)
    func everyTileShowsSomething(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            _ = try await self.site(site)
            var visitor = try await site.visitor(.analyst)
            for language in ["en", "zh"] {
                visitor.language = language
                let page = try await visitor.get("/insight/dashboards/mine", on: client)
                #expect(page.status == .ok)
                let words = site.site.words(language)
                #expect(page.text.contains(language == "en" ? "The whole" : "总数"))
                // (250 − 50) of 300.
                #expect(page.text.contains("<p class=\"figure mb-0\">67</p>"))
                for place in 1...5 {
                    #expect(page.text.contains("id=\"tile-\(place)\""))
                    #expect(page.text.contains("data-file=\"nuo-mine-\(place + 1).png\""))
                }
                #expect(page.text.contains("nowhere"))
                // Three of the first class: what they said is hidden, and the next with them.
                let hidden = words("measure.hidden", ["floor": "5"])
                #expect(page.text.ranges(of: hidden).count >= 2)
                #expect(!page.text.contains("[["))
            }
            let first = try await visitor.get("/insight/dashboards", on: client)
            #expect(first.status == .seeOther)
            let slides = try await visitor.get(
                "/insight/dashboards/mine?view=slides", on: client)
            #expect(slides.text.contains("slides") && !slides.text.contains("tile-tools"))
        }
    }

    @Test(arguments: Engine.available)
    func filterAndComparisonHoldForAll(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            _ = try await self.site(site)
            let visitor = try await site.visitor(.viewer)
            let page = try await visitor.get(
                "/insight/dashboards/mine?filter=language%20%3D%3D%20%22en%22"
                    + "&against=language%20%3D%3D%20%22zh%22", on: client)
            #expect(page.text.contains("<p class=\"figure mb-0\">100</p>"))
            #expect(page.text.contains("and a test confirms it"))
            // A viewer changes nothing.
            #expect(!page.text.contains("tile-tools"))
            let wrong = try await visitor.get(
                "/insight/dashboards/mine?filter=scor%20%3C%203", on: client)
            #expect(wrong.status == .ok && wrong.text.contains("did you mean score?"))
            let none = try await visitor.get("/insight/dashboards/nothing", on: client)
            #expect(none.status == .notFound)
            let refused = try await visitor.post(
                "/insight/dashboards/mine/tiles/0", ["version": "1"], on: client)
            #expect(refused.status == .forbidden)
        }
    }

    /// A document that an older program took is not shown as if nothing were wrong with it.
    @Test(arguments: Engine.available)
    func aFaultyTileSaysWhatIsWrong(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            _ = try await self.site(site)
            let text = Self.document.replacing("key: mine", with: "key: old")
                .replacing("show: line", with: "show: line, grain: hour")
            try await site.workspace.system.write { ledger in
                try Documents.add(
                    .init(
                        key: "old", version: 1, text: text,
                        json: YAMLDocument(parsing: text).json, at: TestHouse.start,
                        author: "library"), .dashboard, in: ledger.workspace,
                    on: ledger.connection)
            }
            var visitor = try await site.visitor(.analyst)
            for (language, sentence) in [
                ("en", "grain: hour is none of: day, week, month, quarter"),
                ("zh", "这块磁贴的设置有误"),
            ] {
                visitor.language = language
                let page = try await visitor.get("/insight/dashboards/old", on: client)
                #expect(page.status == .ok && page.text.contains(sentence))
                // The others are shown.
                #expect(!page.text.contains("data-table=\"tile-2\""))
                #expect(page.text.contains("data-table=\"tile-1\""))
            }
        }
    }

    /// What can be compared is, on every tile; what cannot says so.
    @Test(arguments: Engine.available)
    func everyTileComparesOrSaysSo(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            _ = try await self.site(site)
            let more = Self.document.replacing(
                "  - {instrument: nowhere",
                with: "  - {instrument: stay, show: correlation}\n"
                    + "  - {instrument: nowhere")
            try await site.workspace.desk(.analyst).perform(
                SaveDocument<DashboardDocuments>.self,
                ["text": .string(more.replacing("key: mine", with: "key: more"))])
            let visitor = try await site.visitor(.viewer)
            let condition = "language%20%3D%3D%20%22zh%22"
            let page = try await visitor.get(
                "/insight/dashboards/more?filter=language%20%3D%3D%20%22en%22&against="
                    + condition, on: client)
            // The number, by group, over time, the values, the items, the control chart.
            #expect(page.text.ranges(of: "Those with language ==").count == 6)
            #expect(page.text.ranges(of: "This picture compares nobody").count == 1)
            // Over time the others are a line of their own, in picture and table.
            let tile = try #require(page.text.ranges(of: "data-table=\"tile-2\"").first)
            let rest = page.text[tile.upperBound...]
            #expect(rest.prefix { $0 != ">" }.contains("data-second=\"language == &quot;zh&quot;"))
            let table = rest.prefix(
                through: try #require(rest.ranges(of: "</table>").first).lowerBound)
            #expect(table.contains("data-second=\"0") || table.contains("data-second=\"-"))
            let wrong = try await visitor.get(
                "/insight/dashboards/more?against=scor%20%3C%203", on: client)
            #expect(wrong.status == .ok && wrong.text.contains("did you mean score?"))
        }
    }

    @Test(arguments: Engine.available)
    func everyTileIsAFileAndSaysHow(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            _ = try await self.site(site)
            let visitor = try await site.visitor(.viewer)
            let page = try await visitor.get(
                "/insight/dashboards/mine?filter=score%20%3E%200", on: client)
            var files = 0
            for place in page.text.ranges(of: "href=\"/insight/dashboards/mine/tiles/") {
                let path = page.text[page.text.index(place.lowerBound, offsetBy: 6)...]
                    .prefix { $0 != "\"" }.replacing("&amp;", with: "&")
                let file = try await visitor.get(String(path), on: client)
                #expect(file.status == .ok && file.text.hasPrefix("\u{FEFF}"), "\(path)")
                #expect(file.text.split(separator: "\n").count > 1, "\(path)")
                files += 1
            }
            #expect(files == 5)
            // Ends of an interval are numbers of their own.
            let groups = try await visitor.get("/insight/dashboards/mine/tiles/2/table", on: client)
            #expect(groups.text.contains("95 % interval: Low end,95 % interval: High end,n,"))
            #expect(page.text.ranges(of: "<details class=\"how").count >= 5)
            #expect(page.text.contains("Filter: score &gt; 0"))
            for tile in ["0", "1", "7", "8", "-1", "x", "99999999999999999999"] {
                let none = try await visitor.get(
                    "/insight/dashboards/mine/tiles/\(tile)/table", on: client)
                #expect(none.status == .notFound, "\(tile)")
            }
        }
    }

    @Test(arguments: Engine.available)
    func aPageIsPutOnADashboardAndMoved(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await self.site(site)
            let visitor = try await site.visitor(.analyst)
            let source = try await visitor.get(
                "/insight/words?instrument=\(stay.id)&filter=score%20%3E%201", on: client)
            #expect(source.text.contains("name=\"dashboard\""))
            let put = try await visitor.post(
                "/insight/dashboards",
                [
                    "dashboard": "mine", "show": "words", "instrument": stay.id.description,
                    "filter": "score > 1", "title": "What they say",
                ], on: client)
            #expect(put.status == .seeOther)
            func titles() async throws -> [String] {
                let shown = try await site.workspace.desk(.analyst).perform(ShowDashboard("mine"))
                return shown.dashboard.tiles.map { $0.title?.en ?? $0.show.rawValue }
            }
            #expect(try await titles().last == "What they say")
            let moved = try await visitor.post(
                "/insight/dashboards/mine/tiles/7", ["version": "2", "to": "0"], on: client)
            #expect(moved.status == .seeOther)
            #expect(try await titles().first == "What they say")
            let removed = try await visitor.post(
                "/insight/dashboards/mine/tiles/0", ["version": "3"], on: client)
            #expect(removed.status == .seeOther)
            #expect(try await titles().first == "The whole")
        }
    }
}
