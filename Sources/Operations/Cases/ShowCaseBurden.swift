public import Base
import Domain
import SQL
import Store

/// The four “don't” of one case: let me not wait, not be annoyed, not have to think, not repeat.
public struct ShowCaseBurden: Operation {
    public static let name = "cases.burden"
    public static let summary =
        "Show what a case asked of its customer: waiting, hand-overs, effort and repetition."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix)), CaseFilter.repeatDays]

    private let id: ID<Case>
    private let repeats: Span

    public init(_ input: Input) throws {
        id = try input.id("case")
        repeats = CaseFilter.repeats(input)
    }

    public func perform(on desk: Desk) async throws -> CaseBurdenResource {
        let now = desk.now()
        return try await desk.read { connection in
            let found = try CaseFacts.find(
                id, repeats: repeats, now: now, in: desk.workspace, on: connection)
            guard let found else { throw Refusal(.notFound, "noSuchCase") }
            return CaseBurdenResource(facts: found, now: now)
        }
    }
}

/// What a case asked of its customer.
public struct CaseBurdenResource: Resource {
    let facts: CaseFacts
    let now: Instant

    public static let shape = Shape.object([
        Field(
            "waitedSeconds", .number(), .required,
            "For a person's answers, altogether, also that which is still awaited."),
        Field("waitsSince", .instant, .optional, "Of the message that nobody has answered."),
        Field("transfers", .integer(0...Int.max), .required, "From one person to another."),
        Field("messages", .integer(0...Int.max), .required, "That the customer had to write."),
        Field("effortScore", .number(), .optional, "As the customer gave it, 1 to 7 (CES)."),
        Field(
            "before", .integer(0...Int.max), .required,
            "Other cases the customer opened within the days before."),
        Field("after", .integer(0...Int.max), .required, "And within the days after."),
        Field("reopenings", .integer(0...Int.max)),
    ])

    public var json: JSON {
        // Nobody is kept waiting by what is done.
        let since = facts.status.isActive ? facts.wait.since : nil
        let waits = since.map { now - $0 } ?? .zero
        return [
            "waitedSeconds": .number((facts.wait.total + waits).seconds),
            "waitsSince": .optional(since?.iso8601),
            "transfers": .integer(facts.transfers), "messages": .integer(facts.wait.messages),
            "effortScore": .optional(facts.effortScore),
            "before": .integer(facts.before), "after": .integer(facts.after),
            "reopenings": .integer(facts.reopenings),
        ]
    }
}
