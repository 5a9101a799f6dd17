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
    private static let filters =
        CaseFilters.names + [
            "openedFrom", "openedBefore", "closedFrom", "closedBefore", "openAt", "dueFrom",
            "dueBefore", "figure", "repeatDays", "promise", "clock", "clockFrom", "redress",
            "redressCurrency", "redressFrom", "redressBefore", "rescored",
        ]

    static func show(_ visit: Visit) async throws -> Reply {
        try await show(visit, left: [])
    }

    /// - Parameter left: the cases that were left as they are by what was just done to many.
    static func show(_ visit: Visit, left: JSON) async throws -> Reply {
        let (view, raw) = asked(by: visit.query)
        do {
            let page = try await visit.desk.perform(ListCases.self, raw).json
            return visit.page(
                "cases/queue", section: "cases", try await context(visit, view, page, left: left))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            // A filter with a slip: the page says where, and keeps what was typed.
            var context = try await context(visit, view, [:], left: left).object ?? .init()
            let problem = Problem(refusal, words: visit.words)
            context["fault"] = .optional(problem.faults.first?.text)
            return visit.page(
                "cases/queue", section: "cases", .object(context), status: problem.status)
        }
    }

    /// What the queue is asked for by the page's address.
    static func asked(by query: JSON.Object) -> (view: String, input: JSON.Object) {
        let view = views.first { $0.name == query["view"]?.string ?? "active" } ?? views[0]
        var input = view.input.object
        for filter in filters + ["cursor"] where view.input[filter] == nil {
            input[filter] = query[filter]
        }
        return (view.name, input)
    }

    private static func context(
        _ visit: Visit, _ view: String, _ page: JSON, left: JSON
    ) async throws -> JSON {
        let counts = try await visit.desk.perform(CountCases.self, .init()).json
        let notices = try await visit.desk.perform(ListNotices.self, .init()).json
        let incoming = try await visit.desk.perform(CountIncoming.self, .init()).counts
        let aside = (incoming[.aside] ?? 0) + (incoming[.held] ?? 0)
        let rows = (page["items"]?.array ?? []).map {
            JSON.object(CaseRow(one: $0, visit: visit).json)
        }
        let isFiltered = filters.contains { visit.query[$0]?.string?.isEmpty == false }
        let saved = try await ViewBar<ViewedCases>.members(visit)
        let mayOpen = visit.desk.actor.rights.contains(.casesWork)
        let own: [String: JSON] = [
            "aside": aside == 0
                ? .null : .string(visit.words("incoming.aside", ["count": "\(aside)"])),
            "rows": .array(rows), "hasRows": .bool(!rows.isEmpty),
            "isEmptyView": .string(visit.words["cases.empty.\(isFiltered ? "filtered" : view)"]),
            "views": .array(views.map { tab($0.name, current: view, counts, visit) }),
            "query": .string(visit.queryText),
            "view": .string(view),
            // What no field of the form shows goes on with it.
            "kept": .array(
                visit.filters(filters.filter { !CaseFilters.names.contains($0) }).members.map {
                    ["name": .string($0.key), "value": $0.value]
                }),
            "figure": figure(visit), "bulkDone": bulkDone(visit), "left": left,
            "hasLeft": .bool(left.array?.isEmpty == false),
            "acts": acts(visit),
            "mayDirect": .bool(visit.desk.actor.rights.contains(.casesDirect)),
            "reportPath": .string(visit.address("/cases/report", CaseFilters.chosen(visit))),
            "causesPath": .string(visit.address("/cases/causes", CaseFilters.chosen(visit))),
            "exports": CaseExports.links(
                visit.filters(filters).with(["view": .string(view)]), visit),
            "next": page["nextCursor"]?.string.map { next($0, view, visit) } ?? .null,
            "patterns": .string(Durations(words: visit.words).patterns.text),
            "mayOpen": .bool(mayOpen),
            "notices": .array(
                (notices["items"]?.array ?? []).prefix(5).map { notice($0, visit) }),
        ]
        let form = try await CaseFilters.context(visit)
            .merging(mayOpen ? try await offers(visit) : [:]) { $1 }
        return .object(form.merging(own) { $1 }.merging(saved) { $1 }.object)
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

    /// What can be done to many at once, of what the person may do.
    private static func acts(_ visit: Visit) -> JSON {
        let mayDirect = visit.desk.actor.rights.contains(.casesDirect)
        return .array(
            BulkCases.Act.allCases.filter { mayDirect || ![.assign, .classify].contains($0) }.map {
                [
                    "value": .string($0.rawValue),
                    "name": .string(visit.words["cases.act.\($0.rawValue)"]),
                ]
            })
    }

    /// How a bulk action went, once after it.
    private static func bulkDone(_ visit: Visit) -> JSON {
        guard let done = visit.query["done"]?.string.flatMap({ Int($0) }) else { return .null }
        let refused = visit.query["refused"]?.string.flatMap { Int($0) } ?? 0
        return .string(
            visit.words(
                refused > 0 ? "cases.bulkRefused" : "cases.bulkDone",
                ["done": "\(done)", "refused": "\(refused)"]))
    }

    private static func notice(_ notice: JSON, _ visit: Visit) -> JSON {
        let words = visit.words
        let clock = notice["details"]?["clock"]?.string
        let stage = notice["details"]?["stage"]?.string
        return [
            "text": .string(
                words(
                    "cases.notice.\(notice["kind"]?.string ?? "")",
                    [
                        "clock": clock.map { words["clock.\($0)"] } ?? "",
                        "stage": stage.map { words["case.stage.\($0)"] } ?? "",
                    ])),
            "number": notice["number"] ?? .null,
            "title": .string(notice["title"]?[words.language]?.string ?? ""),
            "case": notice["case"] ?? .null, "at": visit.moment(notice["at"]),
        ]
    }

    private static func next(_ cursor: String, _ view: String, _ visit: Visit) -> JSON {
        var address = visit.filters(filters)
        address["view"] = .string(view)
        return .string(visit.address("/cases", address, cursor: cursor))
    }

    /// Where a figure of the report led here: which, and the way without it.
    private static func figure(_ visit: Visit) -> JSON {
        guard let figure = figureWord(visit),
            visit.words.contains("caseReport.figure.\(figure)")
        else { return .null }
        let days = visit.query["repeatDays"]?.string ?? "7"
        return [
            "name": .string(visit.words("caseReport.figure.\(figure)", ["days": days])),
            "from": visit.moment(visit.query["openedFrom"]),
            "path": .string(
                visit.address("/cases", CaseFilters.chosen(visit, and: nil, ["view": "all"]))),
        ]
    }

    /// By which word the list is called that a figure led to.
    private static func figureWord(_ visit: Visit) -> String? {
        func isAsked(_ name: String) -> Bool { visit.query[name]?.string?.isEmpty == false }
        let special = [
            ("rescored", "rescored"), ("redress", "redress"), ("closedFrom", "closed"),
            ("openAt", "openThen"), ("dueFrom", "due"),
        ]
        return special.first { isAsked($0.0) }?.1 ?? visit.query["figure"]?.string
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

    /// The processes there are, by which a new case may go.
    static func processes(_ visit: Visit, chosen: JSON?) async throws -> JSON {
        let found = try await visit.desk.perform(
            ListDocuments<ProcessDocuments>.self, .init()
        ).json
        return .array(
            (found["items"]?.array ?? []).map {
                [
                    "value": $0["key"] ?? .null,
                    "name": $0["name"]?[visit.words.language] ?? .null,
                    "isChosen": .bool($0["key"] == chosen),
                ]
            })
    }
}
