import Base
import Domain
import Operations

/// Who is mailed a dashboard, and the address at which they say that they want it no more.
enum ReportPages {
    static func create(_ visit: Visit) async throws -> Reply {
        let key = visit.parameter("key")
        do {
            try await visit.perform(CreateReport.self, adding: ["key": .string(key)])
            return .redirect(DashboardPage.place(of: key) + "#reports")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await DashboardPage.show(visit, after: refusal)
        }
    }

    static func end(_ visit: Visit) async throws -> Reply {
        try await visit.perform(
            EndReport.self, adding: ["report": .string(visit.parameter("report"))])
        return .redirect(DashboardPage.place(of: visit.parameter("key")) + "#reports")
    }

    /// Opening does nothing, because programs that look through mails open it too.
    static func show(_ visit: Visit) async throws -> Reply {
        let asked = try await EndingReport(token: visit.parameter("token"))
            .show(in: visit.site.house)
        return page(visit, asked)
    }

    static func confirm(_ visit: Visit) async throws -> Reply {
        let ending = EndingReport(token: visit.parameter("token"))
        try await ending.perform(in: visit.site.house)
        return page(visit, try await ending.show(in: visit.site.house))
    }

    private static func page(_ visit: Visit, _ asked: EndingReport.Asked) -> Reply {
        let wish = visit.query["lang"]?.string
        let language = ["zh", "en"].contains(wish ?? "") ? wish ?? "en" : asked.language
        let other = language == "zh" ? "en" : "zh"
        var reply = Reply.page(
            "insight/report",
            [
                "language": .string(language == "zh" ? "zh-CN" : "en"),
                "company": .string(asked.company),
                "name": .string(asked.name[language]), "isDone": .bool(asked.isDone),
                "action": .string("\(visit.path)?lang=\(language)"),
                "otherPath": .string("\(visit.path)?lang=\(other)"),
                "otherTag": .string(other == "zh" ? "zh-CN" : "en"),
                "otherName": .string(visit.site.words(other)["answer.languageName"]),
            ])
        reply.language = language
        return reply
    }

    /// The dashboard with the reader's period, filter and comparison as a file.
    static func pdf(_ visit: Visit) async throws -> Reply {
        guard let printer = visit.site.printer else { throw Refusal(.notFound, "noPrinter") }
        let shown = try await visit.desk.perform(ShowDashboard(visit.parameter("key"))).dashboard
        let form = DashboardPage.form(visit)
        let tiles = try await DashboardPage.tiles(of: shown, form, visit.desk, visit.words)
        let period = form["period"] ?? shown.period ?? "90"
        let span =
            period == "custom"
            ? visit.words(
                "report.span", ["first": form["from"] ?? "", "last": form["to"] ?? ""])
            : visit.words["insight.period.\(period)"]
        let mail = ReportMail(
            shown, tiles, company: visit.now.civil(in: visit.zone).date.description, span: span,
            visit.words)
        return .download(
            try await printer(mail.slides(on: visit.site)), type: "application/pdf",
            name: "nuo-\(shown.key).pdf")
    }

    /// The list and the form below a dashboard; null for who may not.
    static func list(_ key: String, _ visit: Visit) async throws -> JSON {
        guard ListReports.access.allows(visit.desk.actor) else { return .null }
        let all = try await visit.desk.perform(ListReports(key)).items
        return [
            "rows": .array(
                all.map { report in
                    [
                        "id": .string(report.id.description),
                        "address": .string(report.address),
                        "every": .string(
                            visit.words["report.every.\(report.terms.every.rawValue)"]),
                        "next": visit.moment(report.next),
                    ]
                }), "hasRows": .bool(!all.isEmpty),
            "choices": .array(
                ReportTerms.Every.allCases.map {
                    [
                        "value": .string($0.rawValue),
                        "title": .string(visit.words["report.every.\($0.rawValue)"]),
                        "isChosen": .bool($0 == .week),
                    ]
                }),
            "hasPrinter": .bool(visit.site.printer != nil),
            "hours": .array(
                (0..<24).map {
                    [
                        "value": .string("\($0)"),
                        "title": .string($0 < 10 ? "0\($0):00" : "\($0):00"),
                        "isChosen": .bool($0 == 8),
                    ]
                }), "isChinese": .bool(visit.words.language == "zh"),
        ]
    }
}
