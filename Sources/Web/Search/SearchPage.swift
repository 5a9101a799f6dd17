import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let searchAPI = [APIRoute(.get, "/search", SearchRecords.self)]

    static let searchPages = [
        PageRoute(.get, "/search", .right(.casesRead), handler: SearchPage.show)
    ]
}

/// What was found by words, each with its place in a case.
enum SearchPage {
    private static let filters = ["text", "kind", "status", "team", "since", "until"]

    static func show(_ visit: Visit) async throws -> Reply {
        let typed = visit.filters(filters)
        guard typed["text"] != nil else {
            return visit.page("search/page", section: "cases", try await context(visit, typed))
        }
        var raw = typed
        raw["since"] = nil
        raw["until"] = nil
        raw["cursor"] = visit.query["cursor"]
        do {
            for (name, field, days) in [("since", "from", 0), ("until", "before", 1)] {
                raw[field] = try await visit.start(
                    ofDay: typed[name]?.string, named: name, adding: days)
            }
            let page = try await visit.desk.perform(SearchRecords.self, raw).json
            return visit.page(
                "search/page", section: "cases", try await context(visit, typed, page))
        } catch let refusal as Refusal where refusal.kind == .invalid {
            var context = try await context(visit, typed).object ?? .init()
            let problem = Problem(refusal, words: visit.words)
            context["fault"] = .optional(problem.faults.first?.text)
            return visit.page(
                "search/page", section: "cases", .object(context), status: problem.status)
        }
    }

    private static func context(
        _ visit: Visit, _ typed: JSON.Object, _ page: JSON? = nil
    ) async throws -> JSON {
        let hits = (page?["items"]?.array ?? []).map { row($0, visit) }
        let next = page?["nextCursor"]?.string.map {
            visit.address("/search", typed, cursor: $0)
        }
        return [
            "typed": .object(typed), "hits": .array(hits), "hasHits": .bool(!hits.isEmpty),
            "isSearched": .bool(page != nil), "next": .optional(next),
            "kinds": visit.choices(
                ["message", "note", "title", "customer"], "search.kind",
                chosen: typed["kind"]?.string),
            "statuses": QueuePage.choices(
                "status", Case.Status.allCases.map(\.rawValue), visit),
            "teams": try await QueuePage.teams(visit),
        ]
    }

    private static func row(_ hit: JSON, _ visit: Visit) -> JSON {
        let kind = hit["kind"]?.string ?? ""
        let id = hit["id"]?.string ?? ""
        let one = hit["case"]?.string
        let isMessage = kind != "title" && kind != "customer"
        let path =
            one.map { "/cases/\($0)" + (isMessage ? "#\(id)" : "") } ?? "/customers/\(id)"
        return [
            "path": .string(path), "label": .string(visit.words["search.found.\(kind)"]),
            "number": hit["number"] ?? .null,
            "title": hit["title"]?[visit.words.language] ?? .null, "at": visit.moment(hit["at"]),
            "status": .optional(
                hit["status"]?.string.map { visit.words["case.status.\($0)"] }),
            "excerpt": hit["excerpt"] ?? .null,
        ]
    }
}
