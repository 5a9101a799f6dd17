import Base
import Domain
import HTTPTypes
import Operations
import Store
import TestSupport
import Testing

@testable import Web

/// Every number leads to exactly the records that it was computed of, and nobody to more than they
/// may see.
@Suite struct RecordsOfRowsTests {
    /// A table of a page as it was sent.
    private struct Table {
        struct Row {
            let cells: [(text: String, link: String?)]
            /// Of the row, behind its cells.
            let records: String?
        }

        let columns: [String]
        let rows: [Row]

        init?(_ id: String, of page: String) {
            guard let start = page.ranges(of: "id=\"\(id)\"><thead>").first else { return nil }
            let rest = page[start.upperBound...]
            let text = rest[..<(rest.ranges(of: "</table>").first?.lowerBound ?? rest.endIndex)]
            columns = Table.parts(of: text, between: "<th scope=\"col\"", and: "</th>").map(
                Table.plain)
            rows = Table.parts(of: text, between: "<tr data-label=", and: "</tr>").map { row in
                let all = Table.parts(of: row[...], between: "<td", and: "</td>")
                let behind = all.last.flatMap {
                    $0.hasPrefix(" class=\"no-print") ? $0 : nil
                }
                return Row(
                    cells: all.dropLast(behind == nil ? 0 : 1).map {
                        (Table.plain($0), Table.link(in: $0))
                    }, records: behind.flatMap(Table.link))
            }
        }

        private static func parts(
            of text: Substring, between start: String, and end: String
        ) -> [String] {
            text.ranges(of: start).map { found in
                let rest = text[found.upperBound...]
                return String(rest[..<(rest.ranges(of: end).first?.lowerBound ?? rest.endIndex)])
            }
        }

        private static func link(in html: String) -> String? {
            html.ranges(of: "href=\"/responses?").first.map { found in
                "/responses?"
                    + html[found.upperBound...].prefix { $0 != "\"" }
                    .replacing("&amp;", with: "&")
            }
        }

        /// Without marks, and without what only a voice says.
        private static func plain(_ html: String) -> String {
            let seen = html.split(separator: "<span class=\"visually-hidden\">").first ?? ""
            var text = ""
            var isMark = !seen.hasPrefix("<")
            for character in seen {
                switch character {
                case "<": isMark = true
                case ">": isMark = false
                default: if !isMark { text.append(character) }
                }
            }
            return text
        }

        func column(_ title: String) -> Int? {
            columns.firstIndex(of: title).map { $0 - 1 }
        }
    }

    /// How many records stand in the list that a link leads to, up to a page of it.
    private func count(
        behind link: String, _ visitor: Visitor, _ client: TestClient
    ) async throws -> Int {
        let page = try await visitor.get(link, on: client)
        #expect(page.status == .ok, "\(link)")
        return page.text.ranges(of: "<a href=\"/responses/rsp_").count
    }

    /// Each row's link finds as many as the column says.
    /// - Returns: how many rows were followed.
    @discardableResult
    private func follow(
        _ id: String, _ column: String = "n", of page: String, _ visitor: Visitor,
        _ client: TestClient
    ) async throws -> Int {
        let table = try #require(Table(id, of: page), "\(id)")
        let place = try #require(table.column(column), "\(id): \(table.columns)")
        var followed = 0
        for row in table.rows {
            guard let link = row.records, let told = Int(row.cells[place].text) else { continue }
            let found = try await count(behind: link, visitor, client)
            #expect(found == min(told, 50), "\(id): \(link)")
            followed += 1
        }
        return followed
    }

    private func open(
        _ path: String, _ visitor: Visitor, _ client: TestClient
    ) async throws -> String {
        let page = try await visitor.get(path, on: client)
        #expect(page.status == .ok, "\(path)")
        return page.text
    }

    // MARK: - Pages

    @Test(arguments: Engine.available)
    func cellsOfTwoQuestions(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let stay = try await AnsweredInstrument(site.workspace)
            try await stay.put(
                (0..<120).map { place in
                    let group = place < 12 ? "First" : place % 2 == 0 ? "Eco" : "Business"
                    let clean = place < 12 ? (place < 3 ? 1 : 5) : 2 + place % 3
                    // Some say nothing of how clean it was.
                    return stay.row(
                        site.house.newID(), place % 11, place % 10 == 9 ? nil : clean, group)
                })
            let visitor = try await site.visitor(.analyst)
            let path =
                "/insight/crosstab?instrument=\(stay.id)&period=all&by=hidden.class"
                + "&with=answers.clean"
            let page = try await open(path, visitor, client)
            #expect(try await follow("cells", of: page, visitor, client) == 3)
            #expect(try await follow("counts", of: page, visitor, client) == 4)
            let table = try #require(Table("counts", of: page))
            var (told, hidden) = (0, 0)
            for cell in table.rows.flatMap(\.cells) {
                guard let n = Int(cell.text) else {
                    // What is hidden leads nowhere.
                    hidden += 1
                    #expect(cell.link == nil)
                    continue
                }
                guard let link = cell.link else { continue }
                told += 1
                #expect(try await count(behind: link, visitor, client) == min(n, 50))
            }
            #expect(told > 8 && hidden >= 2)
            // The same cells lead to the same records where they are shares.
            let shares = try #require(Table("cells", of: page))
            #expect(
                shares.rows.flatMap(\.cells).compactMap(\.link)
                    == table.rows.dropLast().flatMap(\.cells)
                    .filter { $0.text != "0" }.compactMap(\.link))
            let viewer = try await site.visitor(.viewer)
            #expect(try await !open(path, viewer, client).contains("/responses?"))
        }
    }

    @Test(arguments: Engine.available)
    func driversLeadToWhoRatedThemPoor(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let trip = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.journey)
            try await trip.put(
                (0..<90).map { place in
                    let (book, seat, bags) = (1 + place % 5, 1 + place / 5 % 5, 1 + place / 7 % 5)
                    var answers = JSON.Object([
                        .init(key: "book", value: .integer(book)),
                        .init(key: "seat", value: .integer(seat)),
                        .init(
                            key: "recommend", value: .integer(min(10, book + seat + place % 2))),
                    ])
                    // Who checked no bag in counts for none of the drivers.
                    if place % 9 > 0 { answers.append("bags", .integer(bags)) }
                    return trip.row(answers, score: min(10, book + seat + place % 2))
                })
            let visitor = try await site.visitor(.analyst)
            let page = try await open(
                "/insight/drivers?instrument=\(trip.id)&period=all", visitor, client)
            #expect(try await follow("shares", "Rated poor", of: page, visitor, client) == 3)
            #expect(try await follow("factors", "Rated poor", of: page, visitor, client) == 3)
            // All that count stand behind the sentence on top.
            let told = try #require(Table("shares", of: page))
            let n = try #require(told.column("n"))
            #expect(told.rows.allSatisfy { $0.cells[n].text == "80" })
            let pairs = try await open(
                "/insight/correlation?instrument=\(trip.id)&period=all&method=kendall", visitor,
                client)
            #expect(try await follow("pairs", of: pairs, visitor, client) == 6)
            let journey = try await open(
                "/insight/journey?instrument=\(trip.id)&period=all", visitor, client)
            #expect(journey.contains("/responses?"))
        }
    }

    @Test(arguments: Engine.available)
    func gapsAndTheirPartsLeadToWhoMadeThem(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let quality = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.gaps)
            func pair(_ expected: Int, _ found: Int) -> JSON {
                ["expectation": .integer(expected), "perception": .integer(found)]
            }
            try await quality.put(
                (0..<60).map { place in
                    var tools: JSON = pair(5, 3 + place % 4)
                    if place % 12 == 11 { tools = ["expectation": 5] }
                    return quality.row(
                        JSON.Object([
                            .init(
                                key: "tangibles",
                                value: ["tools": tools, "rooms": pair(5, 4 + place % 3)]),
                            .init(
                                key: "reliability",
                                value: ["promise": pair(7, 4 + place % 2), "first": pair(6, 4)]),
                        ]), place % 3 == 0 ? "zh" : "en",
                        TestHouse.start - .days(Int64(7 * (place % 4))))
                })
            let managers = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.managers)
            try await managers.put(
                (0..<9).map { place in
                    managers.row(
                        JSON.Object([
                            .init(
                                key: "belief",
                                value: [
                                    "tangibles": .integer(5 + place % 2),
                                    "reliability": .integer(4 + place % 3),
                                ]),
                            .init(
                                key: "goals",
                                value: ["written": 4, "kept": .integer(3 + place % 2)]),
                        ]))
                })
            let visitor = try await site.visitor(.analyst)
            let question = "instrument=\(quality.id)&period=all&grain=week&by=language"
            let page = try await open("/insight/gaps?\(question)", visitor, client)
            #expect(try await follow("items", "Fell short for", of: page, visitor, client) == 4)
            #expect(
                try await follow("dimensions", "Fell short for", of: page, visitor, client) == 2)
            // Without those who left something out.
            #expect(try await follow("groups", of: page, visitor, client) == 2)
            #expect(try await follow("steps", of: page, visitor, client) == 4)
            let five = try await open("/insight/five-gaps?\(question)", visitor, client)
            #expect(try await follow("gaps", of: five, visitor, client) == 3)
            let table = try #require(Table("gaps", of: five))
            let both = try #require(table.rows.first { $0.cells.contains { $0.text == "9 + 55" } })
            let links = both.cells.compactMap(\.link)
            var found: [Int] = []
            for link in links { found.append(try await count(behind: link, visitor, client)) }
            // What is wanted comes of customers, what is given of managers.
            #expect(found == [50, 9])
        }
    }

    @Test(arguments: Engine.available)
    func indexAndWishes(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            let asked = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.index)
            func both(_ value: Int) -> JSON { ["a": .integer(value), "b": .integer(value)] }
            try await asked.put(
                (0..<90).map { place in
                    let quality = 1 + place % 5
                    let content = quality + place / 5 % 2
                    let loyal: JSON =
                        place % 15 == 14 ? ["a": 4] : both(content + place / 10 % 2)
                    return asked.row(
                        JSON.Object([
                            .init(key: "quality", value: both(quality)),
                            .init(key: "satisfaction", value: both(content)),
                            .init(key: "loyalty", value: loyal),
                        ]), place % 2 == 0 ? "en" : "zh",
                        TestHouse.start - .days(Int64(7 * (place % 3))))
                })
            let visitor = try await site.visitor(.analyst)
            let page = try await open(
                "/insight/index?instrument=\(asked.id)&period=all&grain=week&by=language", visitor,
                client)
            #expect(try await follow("groups", of: page, visitor, client) == 2)
            #expect(try await follow("steps", of: page, visitor, client) == 3)
            let wishes = try await AnsweredInstrument(
                site.workspace, document: InsightDocuments.kano)
            try await wishes.put(
                (0..<60).map { place in
                    var features: JSON = [
                        "refund": [
                            "functional": "expect",
                            "dysfunctional": place % 3 == 0 ? "tolerate" : "dislike",
                        ]
                    ]
                    if place % 2 == 0 {
                        features = [
                            "refund": features["refund"] ?? .null,
                            "gift": ["functional": "like", "dysfunctional": "neutral"],
                        ]
                    }
                    return wishes.row(
                        JSON.Object([.init(key: "features", value: features)]), "en",
                        TestHouse.start - .days(Int64(30 * (place % 3))))
                })
            let kano = try await open(
                "/insight/kano?instrument=\(wishes.id)&period=all&grain=month", visitor, client)
            #expect(try await follow("map", of: kano, visitor, client) == 2)
            #expect(try await follow("counts", of: kano, visitor, client) == 2)
            #expect(try await follow("waves", of: kano, visitor, client) > 3)
        }
    }
}
