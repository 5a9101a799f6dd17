import Base
import Domain
import HTTPTypes
import Operations

/// Figures of cases; every one opens its cases.
enum CaseReportPage {
    private static let spans = [7, 30, 90, 365, 3_650]
    private static let repeats = [7, 14, 30]

    /// What the address asks for.
    private struct Question {
        let days: Int
        let by: ShowCaseReport.Dimension
        let repeatDays: Int
        let from: Instant

        init(_ visit: Visit) {
            days = CaseFilters.number("days", of: spans, standard: 30, visit)
            by = visit.query["by"]?.string.flatMap(ShowCaseReport.Dimension.init) ?? .kind
            repeatDays = CaseFilters.number("repeatDays", of: repeats, standard: 7, visit)
            from = visit.now - .days(Int64(days))
        }

        /// What the operation and the queue call it alike.
        var address: [String: String] {
            ["openedFrom": from.iso8601, "repeatDays": "\(repeatDays)"]
        }
    }

    static func show(_ visit: Visit) async throws -> Reply {
        let question = Question(visit)
        var context = try await CaseFilters.context(visit)
        for (name, value) in form(question, visit) { context[name] = value }
        return try await CaseFilters.page("cases/report", context, visit) {
            try await figures(question, visit)
        }
    }

    private static func form(_ question: Question, _ visit: Visit) -> [String: JSON] {
        [
            "days": .integer(question.days), "by": .string(question.by.rawValue),
            "again": .integer(question.repeatDays),
            "spans": CaseFilters.spans(spans, chosen: question.days, visit.words),
            "repeats": .array(
                repeats.map {
                    [
                        "value": .integer($0), "isChosen": .bool($0 == question.repeatDays),
                        "name": .string(
                            visit.words("caseReport.repeatDays", ["n": "\($0)"])),
                    ]
                }),
            "dimensions": visit.choices(
                ShowCaseReport.Dimension.allCases.map(\.rawValue), "caseReport.by",
                chosen: question.by.rawValue),
            "exports": CaseExports.links(
                CaseFilters.chosen(visit, and: nil, question.address)
                    .with(["view": "all", "figure": "all"]), visit),
            "queuePath": .string(visit.address("/cases", CaseFilters.chosen(visit))),
        ]
    }

    private static func figures(
        _ question: Question, _ visit: Visit
    ) async throws -> [String: JSON] {
        var input = CaseFilters.chosen(visit)
        input["from"] = .string(question.from.iso8601)
        let volumes = try await visit.desk.perform(ShowCaseVolumes.self, input).json
        input["by"] = .string(question.by.rawValue)
        input["repeatDays"] = .integer(question.repeatDays)
        let found = try await visit.desk.perform(ShowCaseReport.self, input).json
        let all = CaseReportRow(
            name: visit.words["caseReport.all"], figures: found["all"] ?? .null,
            filters: CaseFilters.chosen(visit, and: nil, question.address), visit: visit)
        let rows = (found["groups"]?.array ?? []).map { group in
            CaseReportRow(
                name: name(group, question.by, visit), figures: group["figures"] ?? .null,
                filters: filters(group["key"]?.string, question, visit), visit: visit)
        }
        return [
            "hasRows": .bool(!rows.isEmpty),
            "tables": [
                table("speed", CaseReportRow.speed, [all] + rows, visit.words),
                table("donts", CaseReportRow.donts, [all] + rows, visit.words),
            ],
            "volumes": .array((volumes["items"]?.array ?? []).map { volume($0, visit) }),
        ]
    }

    private static func table(
        _ title: String, _ columns: [String], _ rows: [CaseReportRow], _ words: Words
    ) -> JSON {
        [
            "title": .string(words["caseReport.\(title)"]),
            "heads": .array(columns.map { .string(words["caseReport.\($0)"]) }),
            "rows": .array(rows.map { $0.json(columns) }),
        ]
    }

    /// The numbers lead to the cases that came or went in that time, or were open at its end.
    private static func volume(_ span: JSON, _ visit: Visit) -> JSON {
        var whole = span.object ?? .init()
        let base = CaseFilters.chosen(visit).with(["view": "all", "figure": "all"])
        let (from, to) = (span["from"] ?? .null, span["to"] ?? .null)
        let places: KeyValuePairs<String, [String: JSON]> = [
            "path": ["openedFrom": from, "openedBefore": to],
            "closedPath": ["closedFrom": from, "closedBefore": to],
            "openPath": ["openAt": to],
        ]
        for (name, address) in places {
            whole[name] = .string(visit.address("/cases", base.with(address)))
        }
        return .object(whole)
    }

    private static func name(
        _ group: JSON, _ by: ShowCaseReport.Dimension, _ visit: Visit
    ) -> String {
        guard let key = group["key"]?.string else { return visit.words["caseReport.none"] }
        let word = "case.\(by.rawValue).\(key)"
        if visit.words.contains(word) { return visit.words[word] }
        return group["name"]?[visit.words.language]?.string ?? key
    }

    /// What of the queue's address finds the cases of a group; of those that have none, too.
    private static func filters(
        _ key: String?, _ question: Question, _ visit: Visit
    ) -> JSON.Object {
        var given = question.address
        var condition: String?
        switch (question.by, key) {
        case (.kind, let key?), (.severity, let key?), (.team, let key?):
            given[question.by.rawValue] = key
        case (.agent, _): given["assignee"] = key ?? "nobody"
        case (.channel, let key?): condition = "channel == \"\(key)\""
        case (.cause, let key?): condition = "fields.cause == \"\(key)\""
        case (.cause, nil): condition = "is_missing(fields.cause)"
        case (_, nil): condition = "is_missing(\(question.by.rawValue))"
        }
        return CaseFilters.chosen(visit, and: condition, given)
    }
}
