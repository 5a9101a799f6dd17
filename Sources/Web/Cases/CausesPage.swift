import Base
import Domain
import Operations

/// Why things go wrong: a Pareto of causes, each with its cases.
enum CausesPage {
    private static let spans = [30, 90, 365]

    static func show(_ visit: Visit) async throws -> Reply {
        let asked = visit.query["days"]?.string.flatMap { Int($0) } ?? 90
        let days = spans.contains(asked) ? asked : 90
        var input: [String: JSON] = [
            "from": .string((visit.now - .days(Int64(days))).iso8601)
        ]
        if let kind = visit.query["kind"]?.string, Case.Kind(rawValue: kind) != nil {
            input["kind"] = .string(kind)
        }
        let found = try await visit.desk.perform(ShowCauses.self, input.object).json
        let causes = found["causes"]?.array ?? []
        let most = causes.first?["cases"]?.number ?? 1
        return visit.page(
            "cases/causes", section: "cases",
            [
                "cases": found["cases"] ?? 0, "hasCauses": .bool(!causes.isEmpty),
                "causes": .array(causes.map { row($0, most: most, visit) }),
                "redress": .array((found["redress"]?.array ?? []).map { redress($0, visit) }),
                "hasRedress": .bool(found["redress"]?.array?.isEmpty == false),
                "kinds": QueuePage.choices("kind", Case.Kind.allCases.map(\.rawValue), visit),
                "days": .integer(days),
                "spans": .array(
                    spans.map {
                        [
                            "value": .integer($0), "isChosen": .bool($0 == days),
                            "name": .string(visit.words("promises.days", ["n": "\($0)"])),
                        ]
                    }),
                "mayOpen": .bool(visit.desk.actor.rights.contains(.casesWork)),
            ])
    }

    private static func row(_ cause: JSON, most: Double, _ visit: Visit) -> JSON {
        let key = cause["cause"]?.string ?? ""
        let name = cause["name"]?[visit.words.language]?.string ?? key
        let filter = FormDecoding.encoded("fields.cause == \"\(key)\"")
        return [
            "name": .string(name),
            "branch": cause["branch"]?[visit.words.language] ?? .null,
            "cases": cause["cases"] ?? 0,
            "share": .string(Percent.text(cause["share"]?.number ?? 0)),
            "cumulative": .string(Percent.text(cause["cumulative"]?.number ?? 0)),
            // Width of the bar, in twentieths: the style sheet has a class for each.
            "bar": .integer(Int(((cause["cases"]?.number ?? 0) / most * 20).rounded())),
            "cost": cause["cost"] == 0 ? .null : .string(cause["cost"]?.text ?? ""),
            "path": .string("/cases?view=all&filter=\(filter)"),
            "improve": .string(
                "/cases/new?kind=corrective&title="
                    + FormDecoding.encoded(visit.words("causes.improveTitle", ["name": name]))),
        ]
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
