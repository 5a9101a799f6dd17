public import Base
import Domain
import SQL
import Store

/// What a rule did.
public struct ListRuleFirings: Operation {
    public static let name = "rules.firings"
    public static let summary = "List what a rule did, or could not do and why, newest first."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("key", .text(max: 64))]

    private let key: String

    public init(_ input: Input) { key = input.text("key") }

    public func perform(on desk: Desk) async throws -> Page<RuleFiringResource> {
        try await desk.read { connection in
            let found = try RuleFirings.list(
                of: key, limit: 200, in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            return Page(
                found.map { stored in
                    let why = stored.why.map { masking?.texts($0) ?? $0 }
                    return RuleFiringResource(stored, why: why)
                })
        }
    }
}

/// One action of a rule on one event.
public struct RuleFiringResource: Resource {
    let stored: RuleFirings.Stored
    let why: JSON?

    init(_ stored: RuleFirings.Stored, why: JSON?) {
        self.stored = stored
        self.why = why
    }

    public static let shape = Shape.object([
        Field("event", .id(Event.idPrefix)),
        Field("at", .instant),
        Field("action", .text()),
        Field("subject", .text(), .optional, "The id of what it was done to."),
        Field("refused", .text(), .optional, "Code of the refusal, if it could not be done."),
        Field("version", .integer(1...1_000_000), .optional, "Of the rule."),
        Field("why", .any, .optional, "The condition, and what its names stood for."),
    ])

    public var json: JSON {
        [
            "event": .string(stored.event.description), "at": .string(stored.at.iso8601),
            "action": .string(stored.done), "subject": .optional(stored.subject),
            "refused": .optional(stored.refused),
            "version": stored.version.map { .integer($0) } ?? .null, "why": why ?? .null,
        ]
    }
}
