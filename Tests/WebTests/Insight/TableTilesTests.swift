import Base
import Domain
import HTTPTypes
import Operations
import SQL
import Store
import TestSupport
import Testing

@testable import Web

/// Cases and customers in Insight: the overview, a dashboard's tiles, and the mail.
@Suite struct TableTilesTests {
    static let document = """
        key: desk
        name: {zh: 服务台, en: Desk}
        period: all
        tiles:
          - {of: cases, show: number}
          - {of: cases, show: groups, by: kind}
          - {of: cases, show: distribution, item: severity}
          - {of: cases, show: number, measure: share, item: kind, value: complaint}
          - {of: customers, show: groups, by: customer.tier}
        """

    /// Seven complaints and five requests of two customers.
    private func prepare(_ site: TestSite) async throws {
        let desk = site.workspace.desk(.manager)
        for (key, tier) in [("c-1", "gold"), ("c-2", "plain"), ("c-3", "gold")] {
            try await desk.perform(
                CreateCustomer.self,
                ["key": .string(key), "traits": ["tier": .string(tier)]])
        }
        for place in 0..<12 {
            try await desk.perform(
                OpenCase.self,
                [
                    "title": "Broken", "words": "It broke.",
                    "kind": .string(place < 7 ? "complaint" : "request"),
                ])
        }
        try await site.workspace.desk(.analyst).perform(
            SaveDocument<DashboardDocuments>.self, ["text": .string(Self.document)])
    }

    /// What was mailed, oldest first.
    private func mails(_ site: TestSite) async throws -> [String] {
        try await site.workspace.system.read { connection in
            try connection.rows(
                """
                SELECT content FROM outbox WHERE workspace = \(site.workspace.id) ORDER BY id
                """
            ) { try $0.json(0)["text"]?.string ?? "" }
        }
    }

    private static func links(_ prefix: String, in page: String) -> [String] {
        page.ranges(of: "href=\"\(prefix)").map { found in
            String(page[page.index(found.lowerBound, offsetBy: 6)...].prefix { $0 != "\"" })
                .replacing("&amp;", with: "&")
        }
    }

    @Test(arguments: Engine.available)
    func everyTileShowsItsNumberAndItsRecords(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            try await prepare(site)
            var visitor = try await site.visitor(.analyst)
            for (language, count) in [("en", "Cases: 12"), ("zh", "个案数：12")] {
                visitor.language = language
                let page = try await visitor.get("/insight/dashboards/desk", on: client)
                #expect(page.status == .ok && page.text.contains(count))
                #expect(page.text.contains("<p class=\"figure mb-0\">12</p>"))
                let share = language == "en" ? "58 %" : "58%"
                #expect(page.text.contains("<p class=\"figure mb-0\">\(share)</p>"))
                #expect(page.text.contains(language == "en" ? "Complaint" : "投诉"))
                #expect(page.text.contains("gold") && !page.text.contains("[["))
                // How it was counted.
                #expect(page.text.contains(language == "en" ? "counts once" : "计一次"))
            }
            let page = try await visitor.get("/insight/dashboards/desk", on: client)
            let cases = Self.links("/cases?", in: page.text)
            let complaints = try #require(cases.first { $0.contains("complaint") })
            let list = try await visitor.get(complaints, on: client)
            #expect(list.status == .ok)
            #expect(list.text.ranges(of: "class=\"case-title\" href=\"/cases/cas_").count == 7)
            let customers = Self.links("/customers?", in: page.text)
            let gold = try #require(customers.first { $0.contains("gold") })
            let found = try await visitor.get(gold, on: client)
            #expect(found.text.contains(">c-1<") && found.text.contains(">c-3<"))
            #expect(!found.text.contains(">c-2<"))
            let file = try await visitor.get("/insight/dashboards/desk/tiles/2/table", on: client)
            #expect(file.status == .ok && file.text.contains("7"))
        }
    }

    /// Who may read numbers alone sees the others' tiles, and why not these.
    @Test(arguments: Engine.available)
    func nobodySeesWhatTheyMayNotRead(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            try await prepare(site)
            let visitor = try await site.visitor(.viewer)
            let page = try await visitor.get("/insight/dashboards/desk", on: client)
            #expect(page.status == .ok)
            #expect(page.text.ranges(of: "You may not read").count == 5)
            #expect(!page.text.contains(">12</p>") && !page.text.contains("gold"))
            let overview = try await visitor.get("/insight?of=cases", on: client)
            #expect(overview.status == .forbidden)
            let file = try await visitor.get("/insight/table?of=cases&table=groups", on: client)
            #expect(file.status == .forbidden)
        }
    }

    /// A period opens the records of that period only.
    @Test(arguments: Engine.available)
    func thePageAsksTablesAndPutsThemOnADashboard(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            try await prepare(site)
            site.test.pass(.days(40))
            let desk = site.workspace.desk(.manager)
            try await desk.perform(
                OpenCase.self, ["title": "Late", "words": "Late.", "kind": "complaint"])
            try await desk.perform(CreateCustomer.self, ["key": "c-4"])
            let visitor = try await site.visitor(.analyst)
            let page = try await visitor.get(
                "/insight?instrument=cases&period=30&by=kind&compare=previous", on: client)
            #expect(page.status == .ok && page.text.contains("Cases: 1 (n = 1)"))
            // What was there before is told, without a test of it.
            #expect(page.text.contains("It was 12"))
            #expect(page.text.contains("<option value=\"customers\""))
            #expect(!page.text.contains("name=\"weights\""))
            let link = try #require(Self.links("/cases?", in: page.text).first)
            let list = try await visitor.get(link, on: client)
            #expect(list.text.ranges(of: "class=\"case-title\" href=\"/cases/cas_").count == 1)
            let table = try await visitor.get(
                "/insight/table?of=cases&period=30&by=kind&table=groups", on: client)
            #expect(table.status == .ok && table.text.contains("Complaint"))
            let customers = try await visitor.get("/insight?of=customers&period=30", on: client)
            let known = try #require(Self.links("/customers?", in: customers.text).first)
            let one = try await visitor.get(known, on: client)
            #expect(one.text.contains(">c-4<") && !one.text.contains(">c-1<"))
            let ever = try await visitor.get("/insight?of=customers", on: client)
            #expect(ever.text.contains("<option value=\"all\" selected"))
            #expect(ever.text.contains("placeholder=\"cases.count &gt;= 2\""))
            let auditor = try await site.visitor(.auditor)
            let events = try await auditor.get("/insight?of=events&by=kind", on: client)
            #expect(events.text.contains("Case opened") && !events.text.contains(">case.opened<"))
            let put = try await visitor.post(
                "/insight/dashboards",
                ["dashboard": "desk", "show": "line", "of": "cases", "by": "kind"], on: client)
            #expect(put.status == .seeOther)
            let shown = try await site.workspace.desk(.analyst).perform(ShowDashboard("desk"))
            #expect(shown.dashboard.tiles.last?.source == .table("cases"))
            // A slip in the condition is shown where it stands.
            let wrong = try await visitor.get(
                "/insight?of=cases&filter=knd%20%3D%3D%20%22x%22", on: client)
            #expect(wrong.status.code == 422 && wrong.text.contains("did you mean kind?"))
            // The pages that rest on a questionnaire take no table.
            let trend = try await visitor.get("/insight/trend?of=cases", on: client)
            #expect(trend.status == .ok)
        }
    }

    /// A report shows what whoever ordered it may read, and no names.
    @Test(arguments: Engine.available)
    func aReportShowsThem(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, _ in
            try await prepare(site)
            let analyst = site.workspace.desk(.analyst)
            try await analyst.write { ledger in
                try ledger.connection.set(
                    "sending",
                    to: [
                        "address": "https://nuo.example",
                        "mail": ["host": "localhost", "from": "nuo@nuo.example"],
                    ], workspace: ledger.workspace)
            }
            try await analyst.perform(
                CreateReport.self,
                ["key": "desk", "address": "a@example.com", "every": "day", "language": "en"])
            site.test.pass(.days(1))
            let rounds = ReportRounds(site.site, holder: "test") { Issue.record($0) }
            #expect(try await rounds.round() == 1)
            let first = try #require(try await mails(site).first)
            #expect(first.contains("Cases: 12 (n = 12)"), "\(first)")
            #expect(!first.contains("You may not read"))
            // Whoever ordered it may read less by now.
            let user = try #require(analyst.actor.user)
            _ = try await site.workspace.system.write { ledger in
                try ledger.connection.run(
                    """
                    UPDATE users SET role = 'viewer'
                    WHERE workspace = \(ledger.workspace) AND id = \(user)
                    """)
            }
            site.test.pass(.days(1))
            #expect(try await rounds.round() == 1)
            let second = try #require(try await mails(site).last)
            #expect(second.ranges(of: "You may not read").count == 5, "\(second)")
        }
    }
}
