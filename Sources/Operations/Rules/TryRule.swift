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
        let heard = events.prefix(TryRule.most).filter { rule.hears($0.kind, $0.data) }
        // Guards look back: what happened first is looked at first.
        var rehearsal = RuleRehearsal(rule, ledger)
        for event in heard.reversed() {
            let facts = RuleFacts(event, ledger)
            let values = try facts.values(of: rule.condition)
            let holds = rule.condition?.holds { values[$0] } ?? true
            trial.looked += 1
            if holds { trial.fired += 1 }
            let steps = holds ? try rehearsal.steps(on: facts) : []
            if steps.first?.refused == "firesTooOften" { trial.stopped += 1 }
            let most = holds ? TryRule.mostShown : TryRule.mostPassed
            // The newest are shown: each one more pushes the oldest out.
            if trial.events.count(where: { $0.holds == holds }) == most,
                let oldest = trial.events.firstIndex(where: { $0.holds == holds })
            {
                trial.events.remove(at: oldest)
            }
            let one = try facts.one.get()
            trial.events.append(
                RuleTrial.Looked(
                    event: event, holds: holds, steps: steps, one: one,
                    title: (one?.title.json ?? event.data["name"])
                        .map { masking?.texts($0) ?? $0 },
                    customer: try facts.customer.get()?.label.map { masking?.name($0) ?? $0 },
                    why: RuleInForce.why(rule.condition, values).map { masking?.texts($0) ?? $0 }))
        }
        trial.events.reverse()
        return trial
    }
}

/// On which events a rule would have fired.
public struct RuleTrial: Resource {
    struct Looked {
        let event: Event
        let holds: Bool
        let steps: [RuleRehearsal.Step]
        let one: Case?
        /// Of the case, or of what suddenly many complain of.
        let title: JSON?
        let customer: String?
        let why: JSON?
    }

    let rule: Rule
    let isCut: Bool
    var looked = 0
    var fired = 0
    /// Of these, those on which a guard would have stopped it.
    var stopped = 0
    var events: [Looked] = []

    init(rule: Rule, isCut: Bool) {
        self.rule = rule
        self.isCut = isCut
    }

    public static let shape = Shape.object([
        Field("looked", .integer(0...Int.max), .required, "Events of its kind, newest first."),
        Field("cut", .boolean, .required, "Whether there were more than were looked at."),
        Field("fired", .integer(0...Int.max)),
        Field(
            "stopped", .integer(0...Int.max), .required,
            "Of these, on how many it would have been stopped: 20 events of one case a day."),
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
                    Field(
                        "steps", .array(stepShape), .required,
                        "What its actions would have come to, up to a wait that goes on."),
                ])),
            .required,
            """
            Those on which it would have fired, and some on which not; by the records as they are \
            today, but for what waits ask: that by the records as they were, as far as they tell.
            """),
    ])

    private static let stepShape = Shape.object([
        Field("action", .text()),
        Field("refused", .text(), .optional, "Why it would not have been done."),
        Field("until", .instant, .optional, "Of `wait`: its end."),
        Field("why", .any, .optional, "Of `wait`: what is asked at its end, and what it was."),
        Field(
            "asToday", .array(.text()), .required,
            "Names it asks that are known only as they are today."),
    ])

    public var json: JSON {
        [
            "looked": .integer(looked), "cut": .bool(isCut), "fired": .integer(fired),
            "stopped": .integer(stopped),
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
            "steps": .array(looked.steps.map(\.json)),
        ]
    }
}
