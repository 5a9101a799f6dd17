import Base
import Domain
import HTTPTypes
import Operations

/// How the workspace sends. Each section is a form of its own; secrets are only ever written.
enum SendingPage {
    private static let place = "/settings/sending"

    static func show(_ visit: Visit) async throws -> Reply {
        try await show(visit, section: nil, after: nil)
    }

    static func save(_ visit: Visit) async throws -> Reply {
        let section = visit.parameter("section")
        guard let change = try await SendingForm(visit).change(of: section) else {
            throw Refusal(.notFound, "noSuchPage")
        }
        do {
            _ = try await visit.desk.perform(EditSending.self, change)
            return .redirect("\(place)?done=saved#\(section)")
        } catch let refusal as Refusal where refusal.kind == .invalid {
            return try await show(visit, section: section, after: refusal)
        }
    }

    static func test(_ visit: Visit) async throws -> Reply {
        do {
            try await visit.perform(
                SendTestMessage.self,
                adding: [
                    "subject": .string(visit.words["sending.testSubject"]),
                    "text": .string(visit.words["sending.testText"]),
                ])
            return .redirect("/outgoing?done=testSent")
        } catch let refusal as Refusal where [.invalid, .conflict].contains(refusal.kind) {
            return try await show(visit, section: "test", after: refusal)
        }
    }

    private static func show(
        _ visit: Visit, section: String?, after refusal: Refusal?
    ) async throws -> Reply {
        let stored = try await visit.desk.perform(ShowSending.self, .init()).document
        var context = SendingForm(visit).context(stored)
        if let refusal {
            let problem = Problem(refusal, words: visit.words)
            context["problem"] = .string(problem.title)
            context["problems"] = .array(
                problem.faults.map { ["path": .string($0.path), "text": .string($0.text)] })
            // What was written comes back, but for secrets.
            if let section {
                var typed = visit.form
                for name in ["csrf", "password", "secret"] { typed[name] = nil }
                context[section] = .object(typed)
            }
        }
        let status = refusal.map { Problem($0, words: visit.words).status } ?? .ok
        return visit.page(
            "messages/sending", section: "settings", .object(context), status: status)
    }
}
