public import Base
import Domain
import SQL
import Store

/// What a rule would have done, without doing it.
public struct TryRule: Operation {
    public static let name = "rules.try"
    public static let summary =
        "See on which events of the last days a rule would have fired, and why; nothing is done."
    public static let access = Access.right(.rulesWrite)
    public static let input = [
        Field("text", .document(), .required, "The rule as YAML; it need not be saved."),
        Field("days", .integer(1...92), .optional, "How far back; 30 if absent."),
    ]

    /// Events looked at; a rule on every answer of a large house has more in a month.
    private static let most = 5_000
    private static let mostShown = 100
    private static let mostPassed = 20

    private let text: String
    private let days: Int

    public init(_ input: Input) {
        text = input.text("text")
        days = input.integerOrNil("days") ?? 30
    }

    public func perform(on desk: Desk) async throws -> RuleTrial {
        let yaml = try YAMLDocument(parsing: text)
        let rule: Rule
        do {
            rule = try Rule(document: yaml.json)
        } catch {
            throw error.atLines(of: yaml)
        }
        let now = desk.now()
        return try await desk.read { connection in
            let ledger = Ledger(
                connection: connection, house: desk.house, actor: desk.actor, now: now)
            return try look(rule, ledger, try desk.masking(on: connection))
        }
    }

    private func look(
        _ rule: Rule, _ ledger: Ledger, _ masking: Masking?
    ) throws -> RuleTrial {
        let since = ledger.now - .days(Int64(days))
        let events = try ledger.connection.timeline(
            kind: rule.when.rawValue, workspace: ledger.workspace, since: since,
            limit: TryRule.most + 1)
        var trial = RuleTrial(rule: rule, isCut: events.count > TryRule.most)
        for event in events.prefix(TryRule.most) {
            let facts = RuleFacts(event, ledger)
            let values = try facts.values(of: rule.condition)
            let holds = rule.condition?.holds { values[$0] } ?? true
            trial.looked += 1
            if holds { trial.fired += 1 }
            let most = holds ? TryRule.mostShown : TryRule.mostPassed
            guard trial.events.count(where: { $0.holds == holds }) < most else { continue }
            trial.events.append(
                RuleTrial.Looked(
                    event: event, holds: holds, one: try facts.one.get(),
                    customer: try facts.customer.get()?.label.map { masking?.name($0) ?? $0 },
                    why: RuleInForce.why(rule.condition, values).map { masking?.texts($0) ?? $0 }))
        }
        return trial
    }
}

/// On which events a rule would have fired.
public struct RuleTrial: Resource {
    struct Looked {
        let event: Event
        let holds: Bool
        let one: Case?
        let customer: String?
        let why: JSON?

        /// Of the case, or of what suddenly many complain of.
        var title: JSON? { one?.title.json ?? event.data["name"] }
    }

    let rule: Rule
    let isCut: Bool
    var looked = 0
    var fired = 0
    var events: [Looked] = []

    init(rule: Rule, isCut: Bool) {
        self.rule = rule
        self.isCut = isCut
    }

    public static let shape = Shape.object([
        Field("looked", .integer(0...Int.max), .required, "Events of its kind, newest first."),
        Field("cut", .boolean, .required, "Whether there were more than were looked at."),
        Field("fired", .integer(0...Int.max)),
        Field("actions", .array(.text()), .required, "What it does each time."),
        Field(
            "events",
            .array(
                .object([
                    Field("event", .id(Event.idPrefix)), Field("at", .instant),
                    Field("fires", .boolean),
                    Field(
                        "about", .text(), .required, "The case, answer or hot matter, by its id."),
                    Field("title", .any, .optional), Field("customerName", .text(), .optional),
                    Field("why", .any, .optional),
                ])),
            .required,
            """
            Those on which it would have fired, and some on which not; by the records as they are \
            today.
            """),
    ])

    public var json: JSON {
        [
            "looked": .integer(looked), "cut": .bool(isCut), "fired": .integer(fired),
            "actions": .array(rule.actions.map { .string($0.name) }),
            "events": .array(events.map(json)),
        ]
    }

    private func json(_ looked: Looked) -> JSON {
        [
            "event": .string(looked.event.id.description),
            "at": .string(looked.event.at.iso8601), "fires": .bool(looked.holds),
            "about": .optional(looked.event.subject.shown), "title": looked.title ?? .null,
            "customerName": .optional(looked.customer), "why": looked.why ?? .null,
        ]
    }
}
