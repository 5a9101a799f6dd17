import Base
import Domain
import HTTPTypes
import Operations
import Statistics

/// How a questionnaire is being answered: tables, each drawn as a picture and exported.
enum FieldPage {
    private static let tables = ["channels", "links", "mailings", "days", "pages"]

    static func show(_ visit: Visit) async throws -> Reply {
        let shown = try await InstrumentPage.shown(visit)
        let report = try await report(visit)
        let words = visit.words
        var own: [String: JSON] = [
            "started": .integer(report.total.started),
            "completed": .integer(report.total.completed),
            "rate": .string(percent(report.total.estimate, words)),
            "median": .string(
                report.medianSeconds.map { words("field.seconds", ["n": $0.fixed(0)]) } ?? "–"),
            "invited": .integer(report.invited),
            "invitedOpened": .integer(report.invitedOpened),
            "invitedCompleted": .integer(report.invitedCompleted),
            "hasInvited": .bool(report.invited > 0),
            "overQuota": .integer(report.overQuota), "isOver": .bool(report.overQuota > 0),
            "isEmpty": .bool(report.total.started == 0 && report.invited == 0),
            "statuses": .array(
                Domain.Response.Status.allCases.map {
                    [
                        "name": .string(words["responses.status.\($0.rawValue)"]),
                        "count": .integer(report.total.counts[$0.rawValue] ?? 0),
                    ]
                }),
            "pages": .array(pages(report, words)), "hasPages": .bool(report.pages.count > 1),
            "hasLinks": .bool(!report.links.isEmpty), "hasDays": .bool(report.days.count > 1),
        ]
        own["channels"] = .array(
            report.channels.map { row(words.channel($0.name), $0.rate, words) })
        own["links"] = .array(report.links.map { row($0.name, $0.rate, words) })
        own["days"] = .array(report.days.map { row($0.day.description, $0.rate, words) })
        own["mailings"] = .array(report.invitations.map { mailing($0, words) })
        let weights = try await visit.desk.perform(
            ListWeightings.self,
            JSON.Object([.init(key: "instrument", value: .string(shown.id.description))])
        ).items
        let strata = weights.flatMap(WeightsPage.strata)
        own["strata"] = .array(strata)
        own["hasStrata"] = .bool(!strata.isEmpty)
        for table in tables {
            own["csv_\(table)"] = .string("/instruments/\(shown.id)/field.csv?table=\(table)")
        }
        return visit.page(
            "responses/field", section: "listen",
            InstrumentPage.context(visit, shown, tab: "field", own))
    }

    static func table(_ visit: Visit) async throws -> Reply {
        guard let table = visit.query["table"]?.string, tables.contains(table) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        let report = try await report(visit)
        let words = visit.words
        var rows: [[String]]
        if table == "mailings" {
            rows = [
                [words["field.mailings"]]
                    + ["invited", "opened", "started", "completed", "answeredRate"].map {
                        words["field.\($0)"]
                    } + [words["insight.low"], words["insight.high"]]
            ]
            rows += report.invitations.map { one in
                [mailingName(one, words)]
                    + [one.invited, one.opened, one.started, one.completed].map(String.init)
                    + ends(one.estimate)
            }
        } else if table == "pages" {
            rows = [["page", "reached", "stopped"].map { words["field.\($0)"] }]
            rows += report.pages.map { ["\($0.number)", "\($0.reached)", "\($0.stopped)"] }
        } else {
            let statuses = Domain.Response.Status.allCases
            rows = [
                [words["field.\(table)"], words["field.started"]]
                    + statuses.map { words["responses.status.\($0.rawValue)"] }
                    + [words["field.rate"], words["insight.low"], words["insight.high"]]
            ]
            let named: [(String, FieldReport.Rate)] =
                switch table {
                case "channels": report.channels.map { (words.channel($0.name), $0.rate) }
                case "links": report.links.map { ($0.name, $0.rate) }
                default: report.days.map { ($0.day.description, $0.rate) }
                }
            rows += named.map { name, rate in
                [name, "\(rate.started)"]
                    + statuses.map { "\(rate.counts[$0.rawValue] ?? 0)" } + ends(rate.estimate)
            }
        }
        let text = "\u{FEFF}" + DelimitedText.lines(rows.map { $0.map(DelimitedText.guarded) })
        return .download(
            Array(text.utf8), type: "text/csv; charset=utf-8", name: "field-\(table).csv")
    }

    private static func report(_ visit: Visit) async throws -> FieldReport {
        var input = JSON.Object([
            .init(key: "instrument", value: .string(visit.parameter("instrument")))
        ])
        input["link"] = visit.query["link"]
        return try await visit.desk.perform(ShowFieldReport.self, input)
    }

    private static func ends(_ estimate: Estimate?) -> [String] {
        [estimate?.value, estimate?.low, estimate?.high].map { $0.map { $0.fixed(4) } ?? "" }
    }

    private static func mailingName(_ one: FieldReport.Invited, _ words: Words) -> String {
        one.mailing == nil ? words["field.byRules"] : one.name
    }

    private static func mailing(_ one: FieldReport.Invited, _ words: Words) -> JSON {
        [
            "label": .string(mailingName(one, words)),
            "link": .optional(one.mailing.map { "/mailings/\($0)" }),
            "invited": .integer(one.invited), "opened": .integer(one.opened),
            "started": .integer(one.started), "completed": .integer(one.completed),
            "rate": .string(percent(one.estimate, words)),
        ]
    }

    private static func row(_ name: String, _ rate: FieldReport.Rate, _ words: Words) -> JSON {
        let estimate = rate.estimate?.scaled(by: 100)
        return [
            "label": .string(name), "started": .integer(rate.started),
            "completed": .integer(rate.completed), "rate": .string(percent(rate.estimate, words)),
            "point": .optional(estimate?.value), "low": .optional(estimate?.low),
            "high": .optional(estimate?.high), "count": .integer(rate.started),
        ]
    }

    private static func pages(_ report: FieldReport, _ words: Words) -> [JSON] {
        report.pages.map { page in
            let share = page.reached > 0 ? Double(page.stopped) * 100 / Double(page.reached) : 0
            return [
                "label": .string(
                    page.title.map { "\(page.number). \($0[words.language])" }
                        ?? words("field.pageNumber", ["n": "\(page.number)"])),
                "reached": .integer(page.reached), "stopped": .integer(page.stopped),
                "share": .string(share.fixed(1) + " %"), "point": .number(share),
            ]
        }
    }

    private static func percent(_ estimate: Estimate?, _ words: Words) -> String {
        guard let estimate = estimate?.scaled(by: 100) else { return words["field.tooFew"] }
        return "\(estimate.value.fixed(1)) % [\(estimate.low.fixed(1)) … \(estimate.high.fixed(1))]"
    }
}
