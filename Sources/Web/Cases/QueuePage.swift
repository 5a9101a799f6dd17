import Base
import Domain
import Operations

/// The queue: what is due next, first.
enum QueuePage {
    /// Quick filters: name → what of the operation's input each stands for.
    private static let views: [(name: String, input: [String: JSON])] = [
        ("active", [:]),
        ("mine", ["assignee": "me"]),
        ("unassigned", ["assignee": "nobody"]),
        ("overdue", ["overdue": true]),
        ("resolved", ["status": "resolved"]),
        ("closed", ["status": "closed", "order": "newest"]),
        ("all", ["status": "any", "order": "newest"]),
    ]

    /// Fields of the filter form, which are also the query of the page.
    private static let filters = [
        "text", "kind", "severity", "team", "filter", "customer", "openedFrom", "openedBefore",
    ]

    static func show(_ visit: Visit) async throws -> Reply {
        let name = visit.query["view"]?.string ?? "active"
        let view = views.first { $0.name == name } ?? views[0]
        var raw = view.input.object
        for filter in filters + ["cursor"] { raw[filter] = visit.query[filter] }
        if view.input["assignee"] == nil { raw["assignee"] = visit.query["assignee"] }
        do {
            let page = try await visit.desk.perform(ListCases.self, raw).json
            return visit.page(
                "cases/queue", section: "cases", try await context(visit, view.name, page))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            // A filter with a slip: the page says where, and keeps what was typed.
            var context = try await context(visit, view.name, [:]).object ?? .init()
            let problem = Problem(refusal, words: visit.words)
            context["fault"] = .optional(problem.faults.first?.text)
            return visit.page(
                "cases/queue", section: "cases", .object(context), status: problem.status)
        }
    }

    private static func context(_ visit: Visit, _ view: String, _ page: JSON) async throws -> JSON {
        let counts = try await visit.desk.perform(CountCases.self, .init()).json
        let notices = try await visit.desk.perform(ListNotices.self, .init()).json
        let incoming = try await visit.desk.perform(CountIncoming.self, .init()).counts
        let aside = (incoming[.aside] ?? 0) + (incoming[.held] ?? 0)
        let rows = (page["items"]?.array ?? []).map {
            JSON.object(CaseRow(one: $0, visit: visit).json)
        }
        let isFiltered = filters.contains { visit.query[$0]?.string?.isEmpty == false }
        let saved = try await ViewBar<ViewedCases>.members(visit)
        let own: [String: JSON] = [
            "aside": aside == 0
                ? .null : .string(visit.words("incoming.aside", ["count": "\(aside)"])),
            "rows": .array(rows), "hasRows": .bool(!rows.isEmpty),
            "isEmptyView": .string(visit.words["cases.empty.\(isFiltered ? "filtered" : view)"]),
            "views": .array(views.map { tab($0.name, current: view, counts, visit) }),
            "query": .string(visit.queryText),
            "view": .string(view),
            "typed": .object(JSON.Object(visit.query.members.filter { filters.contains($0.key) })),
            "kinds": choices("kind", Case.Kind.allCases.map(\.rawValue), visit),
            "severities": choices("severity", Case.Severity.allCases.map(\.rawValue), visit),
            "teams": try await teams(visit),
            "next": page["nextCursor"]?.string.map { next($0, view, visit) } ?? .null,
            "patterns": .string(Durations(words: visit.words).patterns.text),
            "mayOpen": .bool(visit.desk.actor.rights.contains(.casesWork)),
            "notices": .array(
                (notices["items"]?.array ?? []).prefix(5).map { notice($0, visit) }),
        ]
        return .object(own.merging(saved) { $1 }.object)
    }

    private static func tab(
        _ name: String, current: String, _ counts: JSON, _ visit: Visit
    ) -> JSON {
        [
            "name": .string(visit.words["cases.view.\(name)"]),
            "path": .string("/cases?view=\(name)"),
            "isCurrent": .bool(name == current), "count": counted(counts[name]),
        ]
    }

    /// A number of the queue; with a plus where it was counted no further.
    static func counted(_ number: JSON?) -> JSON {
        guard let count = number?.integer, count >= CountCases.most else { return number ?? .null }
        return .string("\(count)+")
    }

    private static func notice(_ notice: JSON, _ visit: Visit) -> JSON {
        let words = visit.words
        let clock = notice["details"]?["clock"]?.string
        return [
            "text": .string(
                words(
                    "cases.notice.\(notice["kind"]?.string ?? "")",
                    ["clock": clock.map { words["clock.\($0)"] } ?? ""])),
            "title": .string(notice["title"]?[words.language]?.string ?? ""),
            "case": notice["case"] ?? .null, "at": visit.moment(notice["at"]),
        ]
    }

    private static func next(_ cursor: String, _ view: String, _ visit: Visit) -> JSON {
        var parts = ["view=\(view)"]
        for filter in filters {
            guard let value = visit.query[filter]?.string, !value.isEmpty else { continue }
            parts.append("\(filter)=\(FormDecoding.encoded(value))")
        }
        return .string(
            "/cases?" + (parts + ["cursor=\(FormDecoding.encoded(cursor))"]).joined(separator: "&"))
    }

    static func choices(_ section: String, _ values: [String], _ visit: Visit) -> JSON {
        let chosen = visit.form[section]?.string ?? visit.query[section]?.string
        return .array(
            values.map {
                [
                    "value": .string($0), "name": .string(visit.words["case.\(section).\($0)"]),
                    "isChosen": .bool($0 == chosen),
                ]
            })
    }

    static func teams(_ visit: Visit, chosen: JSON? = nil) async throws -> JSON {
        let teams = try await visit.desk.perform(ListTeams.self, .init()).json
        let chosen = chosen ?? visit.form["team"] ?? visit.query["team"]
        return .array(
            (teams["items"]?.array ?? []).map {
                [
                    "value": $0["id"] ?? .null, "name": $0["name"] ?? .null,
                    "isChosen": .bool($0["id"] == chosen),
                ]
            })
    }
}
