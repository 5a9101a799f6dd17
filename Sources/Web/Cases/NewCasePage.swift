import Base
import Domain
import Operations

/// A case opened by hand.
enum NewCasePage {
    static func show(_ visit: Visit) async throws -> Reply { try await show(visit, nil) }

    static func open(_ visit: Visit) async throws -> Reply {
        do {
            // The key that came with the form: posted twice, it opens one case.
            let opened = try await visit.once { visit in
                try await visit.perform(OpenCase.self).json
            }
            return .redirect("/cases/\(opened["id"]?.string ?? "")")
        } catch let refusal as Refusal {
            return try await show(visit, refusal)
        }
    }

    private static func show(_ visit: Visit, _ refusal: Refusal?) async throws -> Reply {
        try visit.form(
            "cases/new", section: "cases",
            [
                "typed": [
                    "customer": visit.query["customer"] ?? .null,
                    "title": visit.query["title"] ?? .null,
                ],
                "customerName": .optional(try await customerName(visit)),
                "key": .string(visit.form["key"]?.string ?? visit.newKey()),
                "channels": QueuePage.choices("channel", NewCasePage.channels, visit),
                "kinds": QueuePage.choices("kind", Case.Kind.allCases.map(\.rawValue), visit),
                "severities": QueuePage.choices(
                    "severity", Case.Severity.allCases.map(\.rawValue), visit),
                "processes": try await QueuePage.processes(
                    visit, chosen: visit.form["process"] ?? visit.query["process"]),
                "teams": try await QueuePage.teams(visit),
            ], after: refusal)
    }

    /// How a customer may have come; any other word is accepted by the API.
    private static let channels = [
        "phone", "counter", "mail", "web", "chat", "wechat", "social", "other",
    ]

    /// Whom the case is about, where it was begun from a customer's page.
    private static func customerName(_ visit: Visit) async throws -> String? {
        guard let id = visit.query["customer"] ?? visit.form["customer"],
            visit.desk.actor.rights.contains(.customersRead)
        else { return nil }
        let found = try await visit.desk.perform(ShowCustomer.self, ["customer": id].object)
        return found.customer.label
    }
}
