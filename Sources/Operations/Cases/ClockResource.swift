public import Base
import Domain

/// A clock of a case as it stands at one moment.
public struct ClockResource: Resource {
    let clock: Clock
    let elapsed: Span
    let soonAt: Instant?
    let isOverdue: Bool

    init(_ clock: Clock, at now: Instant, in hours: any WorkingTime) {
        self.clock = clock
        elapsed = clock.elapsed(at: now, in: hours)
        soonAt = clock.soonAt(in: hours)
        isOverdue = clock.isMissed || clock.isOverdue(at: now)
    }

    public static let shape = Shape.object([
        Field("kind", .choice(ClockKind.allCases.map(\.rawValue))),
        Field("round", .integer(1...1_000_000), .required, "Counts what is owed anew."),
        Field("state", .choice(Clock.State.allCases.map(\.rawValue))),
        Field("isOverdue", .boolean, .required, "Whether the promise is broken."),
        Field("promise", .text(), .required, "Its policy; of a step's clock the process."),
        Field("promiseVersion", .integer(1...1_000_000)),
        Field(
            "level", .text(max: 64), .optional,
            "Which level of the promise decided; of a step's clock its key."),
        Field("calendar", .text(), .optional, "Nil when every hour counts."),
        Field("budgetSeconds", .number()),
        Field("elapsedSeconds", .number(), .required, "Working time used."),
        Field("remainingSeconds", .number(), .required, "Working time left; negative when over."),
        Field("startedAt", .instant),
        Field("soonAt", .instant, .optional, "From when a running clock counts as due soon."),
        Field("dueAt", .instant, .optional),
        Field("missedAt", .instant, .optional, "When it was seen that the promise is broken."),
        Field("stoppedAt", .instant, .optional),
    ])

    public var json: JSON {
        [
            "kind": .string(clock.terms.kind.rawValue),
            "round": .integer(clock.round),
            "state": .string(clock.state.rawValue),
            "isOverdue": .bool(isOverdue),
            "promise": .string(clock.terms.promise.key),
            "promiseVersion": .integer(clock.terms.promise.version),
            "level": .optional(clock.terms.level),
            "calendar": .optional(clock.terms.calendar),
            "budgetSeconds": .number(clock.terms.budget.seconds),
            "elapsedSeconds": .number(elapsed.seconds),
            "remainingSeconds": .number((clock.terms.budget - elapsed).seconds),
            "startedAt": .string(clock.startedAt.iso8601),
            "soonAt": .optional(soonAt?.iso8601),
            "dueAt": .optional(clock.dueAt?.iso8601),
            "missedAt": .optional(clock.missedAt?.iso8601),
            "stoppedAt": .optional(clock.stoppedAt?.iso8601),
        ]
    }
}
