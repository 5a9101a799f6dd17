import Base
import Domain
import HTTPTypes
import Operations
import Post
import SQL
import Store
import Synchronization
import TestSupport
import Testing

@testable import Web

/// Something that a printer of a test tells.
private final class Kept<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func with<Told>(_ body: (inout sending Value) -> sending Told) -> Told {
        value.withLock { body(&$0) }
    }
}

@Suite struct ReportTests {
    private struct Mail: Sendable {
        let address: String
        let subject: String
        let text: String
        let html: String
        let unsubscribe: String
    }

    private func outbox(_ site: TestSite) async throws -> [Mail] {
        try await site.workspace.system.read { connection in
            try connection.rows(
                """
                SELECT address, subject, content FROM outbox
                WHERE workspace = \(site.workspace.id) ORDER BY id
                """
            ) { row in
                let content = try row.json(2)
                return Mail(
                    address: row.text(0), subject: row.text(1),
                    text: content["text"]?.string ?? "", html: content["html"]?.string ?? "",
                    unsubscribe: content["unsubscribe"]?.string ?? "")
            }
        }
    }

    /// Answers of the week before the clock's Monday, better than those of the week before it.
    private func prepare(_ site: TestSite) async throws {
        let stay = try await AnsweredInstrument(site.workspace)
        let monday = Instant(
            startOf: TestHouse.start.civil(in: .utc).date.firstOfWeek, in: .utc)
        try await stay.put(
            (0..<280).map { place in
                let isLater = place % 2 == 0
                return stay.row(
                    site.house.newID(), isLater ? (place % 7 == 0 ? 3 : 10) : (place % 3) * 4, 3,
                    place % 4 == 0 ? "Eco" : "Business <b>", "en",
                    monday + .days(Int64(place % 7) - (isLater ? 0 : 7)) + .seconds(3_600))
            })
        let desk = site.workspace.desk(.analyst)
        try await desk.perform(
            SaveDocument<DashboardDocuments>.self,
            [
                "text": .string(
                    """
                    key: mine
                    name: {zh: 我的, en: Mine}
                    tiles:
                      - {instrument: stay, show: number, title: {zh: 总数, en: The whole}}
                      - {instrument: stay, show: groups, by: hidden.class}
                      - {instrument: stay, show: line, grain: day}
                      - {instrument: stay, show: words}
                      - {instrument: stay, show: crosstab, by: hidden.class, with: answers.clean}
                    """)
            ])
        try await site.workspace.system.write { ledger in
            try ledger.connection.set(
                "sending",
                to: [
                    "address": "https://nuo.example",
                    "mail": ["host": "localhost", "from": "nuo@nuo.example"],
                ], workspace: ledger.workspace)
        }
    }

    /// Of two nodes that write at the same moment one writes; the week is told once, in the
    /// reader's language, with its numbers.
    @Test(arguments: Engine.available)
    func aWeekIsToldOnceByTwoNodes(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            try await prepare(site)
            let visitor = try await site.visitor(.analyst)
            let ordered = try await visitor.post(
                "/insight/dashboards/mine/reports",
                ["address": "Boss@Example.com", "every": "week", "hour": "8", "language": "en"],
                on: client)
            #expect(ordered.status == .seeOther)
            let wrong = try await visitor.post(
                "/insight/dashboards/mine/reports",
                ["address": "nobody", "every": "week", "hour": "8", "language": "en"],
                on: client)
            #expect(wrong.status == .unprocessableContent)
            let first = ReportRounds(site.site, holder: "one") { Issue.record($0) }
            let second = ReportRounds(site.site, holder: "two") { Issue.record($0) }
            // Not due yet.
            #expect(try await first.round() == 0)
            site.test.pass(.days(8))
            let due = try await DueReports.all(in: site.house)
            #expect(due.count == 1)
            // Both had read it before either wrote.
            async let a = DueReports.send(due[0], subject: "A", text: "a", html: "a")
            async let b = DueReports.send(due[0], subject: "A", text: "a", html: "a")
            let sent = try await [a, b]
            #expect(sent.filter { $0 }.count == 1)
            #expect(try await first.round() + second.round() == 0)
            #expect(try await outbox(site).count == 1)
        }
    }

    /// The mail that arrives carries the report as a PDF, once, without the address that ends it;
    /// what cannot be printed is said, and the numbers arrive all the same.
    @Test(arguments: Engine.available)
    func aPDFGoesWithTheMail(_ engine: Engine) async throws {
        let sink = try Sink()
        let isBroken = Kept(false)
        let printed = Kept<[String]>([])
        let printer: Site.Printer = { html in
            if isBroken.with({ $0 }) { throw Refusal(.conflict, "notPrinted") }
            printed.with { $0.append(String(decoding: html, as: UTF8.self)) }
            return Array("%PDF-1.7 of \(html.count) bytes".utf8)
        }
        try await TestSite.with(engine, outside: sink.outside, printer: printer) { site, client in
            try await prepare(site)
            try await site.workspace.system.write { ledger in
                try ledger.connection.set(
                    "sending", to: .null, workspace: ledger.workspace)
            }
            let desk = site.workspace.desk(.analyst)
            try await desk.perform(
                CreateReport.self,
                [
                    "key": "mine", "address": "a@example.com", "every": "week", "language": "en",
                ])
            let sender = MessageSender(site.house, holder: "a") { Issue.record("\($0)") }
            let rounds = ReportRounds(site.site, holder: "one") { error in
                if !isBroken.with({ $0 }) { Issue.record(error) }
            }
            site.test.pass(.days(8))
            #expect(try await rounds.round() == 1)
            try await sender.drain()
            try await sender.drain()
            #expect(try await sink.count("kept") == 1)
            let mail = try #require(try await sink.messages().first?["text"]?.string)
            #expect(mail.contains("Content-Type: multipart/mixed"))
            #expect(
                mail.contains("Content-Disposition: attachment; filename=\"mine-2026-03-02.pdf\""))
            let page = try #require(printed.with { $0.first })
            #expect(mail.contains(MailMessage.base64(Array("%PDF-1.7 of ".utf8))))
            #expect(page.contains("The whole") && !page.contains("/r/"))
            // A page for each tile, drawn by what is in the file and led nowhere.
            #expect(page.ranges(of: "<section class=\"slide\">").count == 5)
            #expect(page.contains("data-chart=\"") && page.contains("default-src 'none'"))
            #expect(!page.contains("<a href") && !page.contains("<img"))
            let dashboard = try await site.visitor(.analyst).get(
                "/insight/dashboards/mine", on: client)
            #expect(dashboard.text.contains("goes with it as a PDF"))
            isBroken.with { $0 = true }
            site.test.pass(.days(7))
            #expect(try await rounds.round() == 1)
            let second = try await outbox(site).last
            #expect(second?.text.contains("could not be made this time") == true)
            try await sender.drain()
            #expect(try await sink.count("kept") == 2)
            let plain = try await sink.messages().last?["text"]?.string ?? ""
            #expect(!plain.contains("multipart/mixed"))
        }
    }

    @Test(arguments: Engine.available)
    func theMailSaysWhatThePageSays(_ engine: Engine) async throws {
        try await TestSite.with(engine) { site, client in
            try await prepare(site)
            let desk = site.workspace.desk(.analyst)
            for (address, language) in [("a@example.com", "en"), ("b@example.com", "zh")] {
                try await desk.perform(
                    CreateReport.self,
                    [
                        "key": "mine", "address": .string(address), "every": "week",
                        "language": .string(language),
                    ])
            }
            site.test.pass(.days(8))
            let rounds = ReportRounds(site.site, holder: "one") { Issue.record($0) }
            #expect(try await rounds.round() == 2)
            #expect(try await rounds.round() == 0)
            let mails = try await outbox(site)
            #expect(mails.map(\.address).sorted() == ["a@example.com", "b@example.com"])
            let english = try #require(mails.first { $0.address == "a@example.com" })
            #expect(english.subject.contains("Mine") && english.subject.contains("The whole"))
            #expect(english.text.contains("likely between"))
            #expect(english.html.contains("background:#0f62a8;height:"))
            #expect(english.html.contains("background:#0f62a8;height:12px;width:"))
            // What no bar can show is told as its table, in numbers that stand under their heads.
            #expect(english.html.contains("<th align=\"left\" scope=\"row\">Eco</th>"))
            // What customers call themselves is no HTML of ours, and no one is quoted.
            #expect(english.html.contains("Business &lt;b&gt;"))
            #expect(!english.html.contains("Business <b>"))
            #expect(!english.text.contains("A remark that nobody counts"))
            #expect(!english.html.contains("/responses"))
            let chinese = try #require(mails.first { $0.address == "b@example.com" })
            #expect(chinese.text.contains("总数") && chinese.html.contains("lang=\"zh-CN\""))
            // The address in it ends it, without a sign-in; opening it does not.
            #expect(english.unsubscribe.hasPrefix("https://nuo.example/r/"))
            let path = String(english.unsubscribe.dropFirst("https://nuo.example".count))
            let nobody = Visitor.nobody
            let page = try await nobody.get(path, on: client)
            #expect(page.status == .ok && page.text.contains("Mine"))
            #expect(try await desk.perform(ListReports("mine")).items.count == 2)
            let ended = try await nobody.post(path, on: client)
            #expect(ended.status == .ok)
            #expect(try await desk.perform(ListReports("mine")).items.count == 1)
            site.test.pass(.days(7))
            #expect(try await rounds.round() == 1)
            let unknown = try await nobody.get(
                "/r/" + String(repeating: "0", count: 32), on: client)
            #expect(unknown.status == .notFound)
        }
    }
}
