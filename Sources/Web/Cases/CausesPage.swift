import Base
import Domain
import Operations

/// Why things go wrong: a Pareto of causes, each with its cases.
enum CausesPage {
    private static let spans = [30, 90, 365]

    private static let filters = ["kind", "severity", "team"]

    static func show(_ visit: Visit) async throws -> Reply {
        let days = days(visit)
        let found = try await found(visit)
        let causes = found["causes"]?.array ?? []
        let most = causes.first?["cases"]?.number ?? 1
        let rights = visit.desk.actor.rights
        let level = visit.query["level"]?.string ?? ""
        return visit.page(
            "cases/causes", section: "cases",
            [
                "cases": found["cases"] ?? 0, "hasCauses": .bool(!causes.isEmpty),
                "causes": .array(causes.map { row($0, most: most, visit) }),
                "redress": .array((found["redress"]?.array ?? []).map { redress($0, visit) }),
                "hasRedress": .bool(found["redress"]?.array?.isEmpty == false),
                "kinds": QueuePage.choices("kind", Case.Kind.allCases.map(\.rawValue), visit),
                "severities": QueuePage.choices(
                    "severity", Case.Severity.allCases.map(\.rawValue), visit),
                "teams": try await rights.contains(.peopleRead) ? QueuePage.teams(visit) : [],
                "isByBranch": .bool(level == "branch"),
                "days": .integer(days),
                "spans": .array(
                    spans.map {
                        [
                            "value": .integer($0), "isChosen": .bool($0 == days),
                            "name": .string(visit.words("promises.days", ["n": "\($0)"])),
                        ]
                    }),
                "mayOpen": .bool(rights.contains(.casesWork)),
                "download": rights.contains(.exportRun)
                    ? .string("/cases/causes.csv?\(visit.queryText)") : .null,
            ])
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
        let asked = visit.query["days"]?.string.flatMap { Int($0) } ?? 90
        return spans.contains(asked) ? asked : 90
    }

    private static func start(_ visit: Visit) -> String {
        (visit.now - .days(Int64(days(visit)))).iso8601
    }

    private static func found(_ visit: Visit) async throws -> JSON {
        var input: [String: JSON] = ["from": .string(start(visit))]
        for name in filters + ["level"] {
            guard let value = visit.query[name]?.string, !value.isEmpty else { continue }
            input[name] = .string(value)
        }
        return try await visit.desk.perform(ShowCauses.self, input.object).json
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
            "path": .string(queue(cause, "all", chosen(visit))),
            "corrective": corrective == 0
                ? .null
                : [
                    "count": .integer(corrective),
                    "path": .string(queue(cause, "active", ["kind=corrective"])),
                ],
            "improve": .string(
                "/cases/new?kind=corrective&title="
                    + FormDecoding.encoded(visit.words("causes.improveTitle", ["name": name]))),
        ]
    }

    /// The part of the queue's address that chooses what is counted here.
    private static func chosen(_ visit: Visit) -> [String] {
        ["openedFrom=\(FormDecoding.encoded(start(visit)))"]
            + filters.compactMap { name in
                guard let value = visit.query[name]?.string, !value.isEmpty else { return nil }
                return "\(name)=\(FormDecoding.encoded(value))"
            }
    }

    private static func queue(_ cause: JSON, _ view: String, _ chosen: [String]) -> String {
        let keys = cause["causes"]?.array?.compactMap(\.string) ?? []
        let filter = keys.map { "fields.cause == \"\($0)\"" }.joined(separator: " or ")
        return "/cases?"
            + (["view=\(view)"] + chosen + ["filter=\(FormDecoding.encoded(filter))"])
            .joined(separator: "&")
    }

    private static func redress(_ effect: JSON, _ visit: Visit) -> JSON {
        let change = effect["change"]?.number
        return [
            "kind": effect["kind"] ?? .null, "cases": effect["cases"] ?? 0,
            "cost": .string(
                "\(effect["cost"]?.text ?? "0") \(effect["currency"]?.string ?? "")"),
            "scored": effect["scored"] ?? 0,
            "change": .optional(change.map { ($0 > 0 ? "+" : "") + $0.fixed(1) }),
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
