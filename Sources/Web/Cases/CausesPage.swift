import Base
import Domain
import Operations

/// Why things go wrong: a Pareto of causes, each with its cases.
enum CausesPage {
    private static let spans = [30, 90, 365]

    static func show(_ visit: Visit) async throws -> Reply {
        let days = days(visit)
        let rights = visit.desk.actor.rights
        var context = try await CaseFilters.context(visit)
        context["days"] = .integer(days)
        context["spans"] = CaseFilters.spans(spans, chosen: days, visit.words)
        context["isByBranch"] = .bool(visit.query["level"]?.string == "branch")
        context["mayOpen"] = .bool(rights.contains(.casesWork))
        context["queuePath"] = .string(visit.address("/cases", CaseFilters.chosen(visit)))
        context["download"] =
            rights.contains(.exportRun)
            ? .string("/cases/causes.csv?\(visit.queryText)") : .null
        return try await CaseFilters.page("cases/causes", context, visit) {
            figures(try await found(visit), visit)
        }
    }

    private static func figures(_ found: JSON, _ visit: Visit) -> [String: JSON] {
        let causes = found["causes"]?.array ?? []
        let most = causes.first?["cases"]?.number ?? 1
        let redress = found["redress"]?.array ?? []
        let days = found["days"]?.array ?? []
        let passed = visit.filters(CaseFilters.names + ["level"])
        return [
            "cases": found["cases"] ?? 0, "hasCauses": .bool(!causes.isEmpty),
            "causes": .array(causes.map { row($0, most: most, visit) }),
            "hasRedress": .bool(!redress.isEmpty),
            "redress": .array(
                redress.map { self.redress($0, later: found["later"]?.string, visit) }),
            "later": found["later"] ?? .null, "hasDays": .bool(!days.isEmpty),
            "laterDays": .array(
                days.map { ["value": $0, "isChosen": .bool($0 == found["later"])] }),
            "passed": .array(
                passed.members.map { ["name": .string($0.key), "value": $0.value] }),
        ]
    }

    /// The same as a table to take along.
    static func download(_ visit: Visit) async throws -> Reply {
        let words = visit.words
        func name(_ wording: JSON?) -> String { wording?[words.language]?.string ?? "" }
        let names = ["cause", "branch", "cases", "share", "cumulative", "cost", "corrective"]
        var rows = [names.map { words["causes.\($0)"] }]
        for cause in try await found(visit)["causes"]?.array ?? [] {
            rows.append(
                [name(cause["name"]), name(cause["branch"])]
                    + names.dropFirst(2).map { cause[$0]?.text ?? "" })
        }
        let text = "\u{FEFF}" + DelimitedText.lines(rows.map { $0.map(DelimitedText.guarded) })
        return .download(Array(text.utf8), type: "text/csv; charset=utf-8", name: "causes.csv")
    }

    private static func days(_ visit: Visit) -> Int {
        CaseFilters.number("days", of: spans, standard: 90, visit)
    }

    private static func start(_ visit: Visit) -> String {
        (visit.now - .days(Int64(days(visit)))).iso8601
    }

    private static func found(_ visit: Visit) async throws -> JSON {
        var input = visit.filters(CaseFilters.names + ["level", "later"])
        input["from"] = .string(start(visit))
        return try await visit.desk.perform(ShowCauses.self, input).json
    }

    private static func row(_ cause: JSON, most: Double, _ visit: Visit) -> JSON {
        let key = cause["cause"]?.string ?? ""
        let name = cause["name"]?[visit.words.language]?.string ?? key
        let corrective = cause["corrective"]?.integer ?? 0
        return [
            "name": .string(name),
            "branch": cause["branch"]?[visit.words.language] ?? .null,
            "cases": cause["cases"] ?? 0,
            "share": .string(Percent.text(cause["share"]?.number ?? 0)),
            "cumulative": .string(Percent.text(cause["cumulative"]?.number ?? 0)),
            // Width of the bar, in twentieths: the style sheet has a class for each.
            "bar": .integer(Int(((cause["cases"]?.number ?? 0) / most * 20).rounded())),
            "cost": cause["cost"] == 0 ? .null : .string(cause["cost"]?.text ?? ""),
            "path": .string(queue(cause, visit)),
            "corrective": corrective == 0
                ? .null
                : [
                    "count": .integer(corrective),
                    "path": .string(
                        visit.address(
                            "/cases",
                            ["filter": .string(condition(cause)), "kind": "corrective"].object)),
                ],
            "improve": .string(
                "/cases/new?kind=corrective&title="
                    + FormDecoding.encoded(visit.words("causes.improveTitle", ["name": name]))),
        ]
    }

    private static func condition(_ cause: JSON) -> String {
        let keys = cause["causes"]?.array?.compactMap(\.string) ?? []
        return keys.map { "fields.cause == \"\($0)\"" }.joined(separator: " or ")
    }

    /// The cases behind a bar.
    private static func queue(_ cause: JSON, _ visit: Visit) -> String {
        var address = CaseFilters.chosen(visit, and: condition(cause))
        address["view"] = "all"
        address["openedFrom"] = .string(start(visit))
        return visit.address("/cases", address)
    }

    private static func redress(_ effect: JSON, later: String?, _ visit: Visit) -> JSON {
        let key = effect["kind"]?.string ?? ""
        let given = CaseFilters.chosen(visit).with([
            "view": "all", "redress": .string(key),
            "redressCurrency": effect["currency"] ?? .null,
            "redressFrom": .string(start(visit)),
        ])
        return [
            "path": .string(visit.address("/cases", given)),
            "scoredPath": .string(visit.address("/cases", given.with(["rescored": "true"]))),
            "name": effect["name"]?[visit.words.language]
                ?? .string(key == Redress.nothing ? visit.words["cases.redressNone"] : key),
            "cases": effect["cases"] ?? 0,
            "cost": .string(
                "\(effect["cost"]?.text ?? "0") \(effect["currency"]?.string ?? "")"),
            "change": measure(effect["change"]) { ($0 > 0 ? "+" : "") + $0.fixed(1) },
            "isLater": .bool(later != nil),
            "bought": measure(effect["later"]) { Percent.text($0) },
        ]
    }

    private static func measure(_ measure: JSON?, _ shown: (Double) -> String) -> JSON {
        guard let measure, let value = measure["value"]?.number else { return .null }
        var interval: String?
        if let low = measure["low"]?.number, let high = measure["high"]?.number {
            interval = "\(shown(low)) – \(shown(high))"
        }
        return [
            "value": .string(shown(value)), "interval": .optional(interval),
            "n": measure["n"] ?? 0,
        ]
    }
}

/// A share as people read it.
enum Percent {
    /// `75%`, `33.3%`.
    static func text(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(abs(tenths % 10))%"
    }
}
