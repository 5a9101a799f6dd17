import Base
import Domain
import HTTPTypes
import Operations

/// The kept views above a list, and the form that keeps the one at hand.
enum ViewBar<List: ViewedList> {
    private static var path: String { "/\(List.room.rawValue)" }

    /// For the templates `views/list` and `views/keep`.
    static func members(_ visit: Visit) async throws -> [String: JSON] {
        let actor = visit.desk.actor
        let address = address(visit)
        let views = try await visit.desk.perform(ListViews<List>.self, .init()).items.map(\.view)
        let saved: [JSON] = views.map { view in
            [
                "id": .string(view.id.description), "name": .string(view.name),
                "path": .string("\(path)?\(view.address)"), "isShared": .bool(view.isShared),
                "isCurrent": .bool(view.address == address),
                "mayRemove": .bool(
                    view.author == actor.name || actor.rights.contains(List.tidyingRight)),
            ]
        }
        let isKept = views.contains { $0.address == address }
        return [
            "saved": .array(saved), "room": .string(path),
            "keep": address.isEmpty || isKept ? .null : ["address": .string(address)],
        ]
    }

    static func save(_ visit: Visit) async throws -> Reply {
        let kept = try await visit.once { try await $0.perform(SaveView<List>.self).json }
        return .redirect("\(path)?\(kept["address"]?.string ?? "")")
    }

    static func remove(_ visit: Visit) async throws -> Reply {
        let input = ["view": JSON.string(visit.parameter("view"))].object
        _ = try await visit.desk.perform(RemoveView<List>.self, input)
        return .redirect(path)
    }

    /// How the list is looked at: the address without empty fields, and wherever its page is.
    private static func address(_ visit: Visit) -> String {
        visit.queryText.split(separator: "&").filter { part in
            let name = part.prefix { $0 != "=" }
            return !part.hasSuffix("=") && !["cursor", "done", "refused"].contains(name)
        }.joined(separator: "&")
    }
}

extension Routes {
    static let viewsAPI =
        api(ViewedCases.self, "/case-views") + api(ViewedCustomers.self, "/customer-views")
        + api(ViewedResponses.self, "/response-views")

    static let viewsPages =
        pages(ViewedCases.self) + pages(ViewedCustomers.self) + pages(ViewedResponses.self)

    private static func api<List: ViewedList>(_: List.Type, _ path: String) -> [APIRoute] {
        [
            APIRoute(.get, path, ListViews<List>.self),
            APIRoute(.post, path, SaveView<List>.self, status: .created),
            APIRoute(.delete, path + "/{view}", RemoveView<List>.self),
        ]
    }

    private static func pages<List: ViewedList>(_: List.Type) -> [PageRoute] {
        let path = "/\(List.room.rawValue)/views"
        return [
            PageRoute(.post, path, .right(List.right), handler: ViewBar<List>.save),
            PageRoute(
                .post, path + "/{view}/removal", .right(List.right),
                handler: ViewBar<List>.remove),
        ]
    }
}
