import Base
import Domain
import HTTPTypes
import Operations

/// The filters that the queue, its report and its causes have in common: one form and one address,
/// so that each leads to the others with what was chosen.
enum CaseFilters {
    static let names = [
        "text", "kind", "severity", "team", "filter", "customer", "assignee",
    ]

    /// What of the address chooses cases.
    static func chosen(_ visit: Visit) -> JSON.Object { visit.filters(names) }

    /// The same, and one condition more; a name given replaces what was chosen.
    static func chosen(
        _ visit: Visit, and condition: String? = nil, _ given: [String: String] = [:]
    ) -> JSON.Object {
        var all = chosen(visit)
        for (name, value) in given { all[name] = .string(value) }
        if let condition {
            let typed = all["filter"]?.string
            all["filter"] = .string(typed.map { "(\($0)) and (\(condition))" } ?? condition)
        }
        return all
    }

    /// For the template `cases/filters`.
    static func context(_ visit: Visit) async throws -> [String: JSON] {
        let mayKnowTeams = visit.desk.actor.rights.contains(.peopleRead)
        return [
            "typed": .object(chosen(visit)),
            "kinds": QueuePage.choices("kind", Case.Kind.allCases.map(\.rawValue), visit),
            "severities": QueuePage.choices(
                "severity", Case.Severity.allCases.map(\.rawValue), visit),
            "teams": mayKnowTeams ? try await QueuePage.teams(visit) : [],
            "isFiltered": .bool(!chosen(visit).isEmpty),
            "filterNames": .array(
                (Case.fieldTypes.keys.sorted()
                    + ["customer.name", "customer.key", "customer.language"]).map(JSON.string)),
        ]
    }

    /// A page of figures under these filters. A slip in the condition is told on it, and what was
    /// typed stays.
    static func page(
        _ template: String, _ context: [String: JSON], _ visit: Visit,
        figures: () async throws -> [String: JSON]
    ) async throws -> Reply {
        var context = context
        var status = HTTPResponse.Status.ok
        do {
            context.merge(try await figures()) { $1 }
        } catch let refusal as Refusal where refusal.kind == .invalid {
            let problem = Problem(refusal, words: visit.words)
            context["fault"] = .optional(problem.faults.first?.text)
            status = problem.status
        }
        return visit.page(template, section: "cases", .object(context.object), status: status)
    }

    /// Days to look back, as the page's select shows them.
    static func spans(_ spans: [Int], chosen days: Int, _ words: Words) -> JSON {
        .array(
            spans.map {
                [
                    "value": .integer($0), "isChosen": .bool($0 == days),
                    "name": .string(words("promises.days", ["n": "\($0)"])),
                ]
            })
    }

    /// A number of the address, if it is one of those the page offers.
    static func number(_ name: String, of choices: [Int], standard: Int, _ visit: Visit) -> Int {
        let asked = visit.query[name]?.string.flatMap { Int($0) }
        return asked.flatMap { choices.contains($0) ? $0 : nil } ?? standard
    }
}
