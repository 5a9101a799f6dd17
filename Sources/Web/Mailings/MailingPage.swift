import Base
import Domain
import HTTPTypes
import Operations

/// One mailing: of a draft, whom it would reach and whether that is enough; afterwards, how far it
/// has come.
enum MailingPage {
    static func show(_ visit: Visit) async throws -> Reply {
        try await show(visit, after: nil)
    }

    static func start(_ visit: Visit) async throws -> Reply {
        let id = visit.parameter("mailing")
        do {
            var fields: [String: JSON] = ["mailing": .string(id)]
            if let text = visit.form["at"]?.string, !text.isEmpty {
                fields["at"] = .string(try await moment(text, visit))
            }
            var raw = JSON.Object()
            for (name, value) in fields { raw[name] = value }
            _ = try await visit.desk.perform(StartMailing.self, raw)
            return .redirect("/mailings/\(id)?done=mailingStarted")
        } catch let refusal as Refusal where [.invalid, .conflict].contains(refusal.kind) {
            return try await show(visit, after: refusal)
        }
    }

    /// What a `datetime-local` field holds, in the workspace's zone.
    private static func moment(_ text: String, _ visit: Visit) async throws -> String {
        let parts = text.split(separator: "T")
        let clock = parts.count == 2 ? parts[1].split(separator: ":").compactMap { Int($0) } : []
        guard clock.count >= 2, let date = CivilDate(String(parts[0])),
            let civil = CivilMoment(date, hour: clock[0], minute: clock[1])
        else { throw Refusal.invalid("at", "notAnInstant") }
        return Instant(civil: civil, in: try await visit.desk.zone()).iso8601
    }

    static func stop(_ visit: Visit) async throws -> Reply {
        let id = visit.parameter("mailing")
        try await visit.perform(StopMailing.self, adding: ["mailing": .string(id)])
        return .redirect("/mailings/\(id)?done=mailingStopped")
    }

    private static func show(_ visit: Visit, after refusal: Refusal?) async throws -> Reply {
        let input = JSON.Object([
            .init(key: "mailing", value: .string(visit.parameter("mailing")))
        ])
        let one = try await visit.desk.perform(ShowMailing.self, input)
        let mayWrite = visit.desk.actor.rights.contains(.instrumentsWrite)
        var context = MailingsPage.row(one, visit).object ?? JSON.Object()
        context.members += terms(one.mailing.terms, visit).members
        context["mayWrite"] = .bool(mayWrite)
        context["maySeePeople"] = .bool(visit.desk.actor.rights.contains(.customersRead))
        context["isDraft"] = .bool(one.mailing.state == .draft)
        context["mayStop"] = .bool(
            mayWrite && [.scheduled, .running].contains(one.mailing.state))
        context["instrumentID"] = .string(one.mailing.instrument.description)
        context["version"] = one.mailing.version.map { .integer($0) } ?? .null
        context["figures"] = .array(figures(one, visit))
        context["left"] = .array(left(one.progress.left, one.mailing.id, visit))
        context["plan"] = .null
        if one.mailing.state == .draft,
            visit.desk.actor.rights.contains(.customersRead)
        {
            context["plan"] = try await plan(input, visit)
        }
        return try visit.form(
            "mailings/show", section: "listen", .object(context), after: refusal)
    }

    private static func terms(_ terms: Mailing.Terms, _ visit: Visit) -> JSON.Object {
        let words = visit.words
        var sample = words["mailings.method.\(terms.sample.method.rawValue)"]
        if terms.sample.method != .all {
            sample += " · \(terms.sample.size)"
            if let by = terms.sample.by { sample += " · \(by)" }
        }
        let days = terms.reminders.map { "\($0)" }.joined(separator: ", ")
        return JSON.Object([
            .init(key: "kind", value: .string(words["messages.kind.\(terms.kind.rawValue)"])),
            .init(key: "filter", value: .optional(terms.filter?.source)),
            .init(key: "sample", value: .string(sample)),
            .init(key: "reminders", value: .optional(days.isEmpty ? nil : days)),
            .init(key: "validDays", value: .integer(terms.validDays)),
            .init(key: "subject", value: .optional(terms.subject?[words.language])),
            .init(key: "text", value: .string(terms.text[words.language])),
        ])
    }

    private static func figures(_ one: MailingResource, _ visit: Visit) -> [JSON] {
        let progress = one.progress
        let all: [(key: String, count: Int, of: Int)] = [
            ("invited", progress.invited, 0), ("written", progress.written, progress.invited),
            ("sent", progress.sent, progress.invited), ("opened", progress.opened, progress.sent),
            ("started", progress.started, progress.sent),
            ("completed", progress.completed, progress.sent),
            ("bounced", progress.bounced, progress.invited),
            ("failed", progress.failed, progress.invited),
        ]
        return all.filter { $0.key != "opened" || $0.count > 0 }.map { figure in
            [
                "name": .string(visit.words["mailings.figure.\(figure.key)"]),
                "count": .integer(figure.count),
                "share": .optional(MailingsPage.percent(figure.count, of: figure.of)),
            ]
        }
    }

    private static func left(
        _ left: [NotInvited: Int], _ id: ID<Mailing>?, _ visit: Visit
    ) -> [JSON] {
        NotInvited.allCases.compactMap { reason in
            left[reason].map { count in
                [
                    "name": .string(visit.words["mailings.reason.\(reason.rawValue)"]),
                    "count": .integer(count),
                    "path": .optional(
                        id.map { "/mailings/\($0)/people?reason=\(reason.rawValue)" }),
                ]
            }
        }
    }

    /// The dry run.
    private static func plan(_ input: JSON.Object, _ visit: Visit) async throws -> JSON {
        var input = input
        input["margin"] = visit.query["margin"]
        let trial = try await visit.desk.perform(TryMailing.self, input)
        let isEnough = trial.expected >= trial.needed
        return [
            "segment": .integer(trial.segment), "invited": .integer(trial.invited),
            "left": .array(left(trial.left, nil, visit)),
            "hasLeft": .bool(!trial.left.isEmpty),
            "rate": .string((trial.rate.share * 100).fixed(1) + " %"),
            "rateSource": .string(visit.words["mailings.rate.\(trial.rate.source.rawValue)"]),
            "expected": .integer(trial.expected), "needed": .integer(trial.needed),
            "neededInvitations": .integer(trial.neededInvitations),
            "margin": .string((trial.margin * 100).fixed(1)),
            "isEnough": .bool(isEnough), "canSend": .bool(trial.canSend),
            "hours": .integer(trial.hours), "isLong": .bool(trial.hours > 1),
            "hasPeople": .bool(trial.invited > 0),
            "examples": .array(
                trial.examples.map { one in
                    [
                        "customer": .string(one.customer.description), "name": .string(one.name),
                        "reason": .optional(
                            one.reason.map { visit.words["mailings.reason.\($0.rawValue)"] }),
                    ]
                }),
        ]
    }
}
