public import Base
import Domain
import SQL
import Store

/// What the customer said before the case and after it.
public struct ShowCaseScores: Operation {
    public static let name = "cases.scores"
    public static let summary =
        "Show the score that opened a case beside those given when the customer was asked again."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> CaseScoresResource {
        try await desk.read { connection in
            guard let one = try Cases.find(id, in: desk.workspace, on: connection) else {
                throw Refusal(.notFound, "noSuchCase")
            }
            return CaseScoresResource(
                before: try CaseScore.before(one, in: desk.workspace, on: connection),
                after: try CaseScore.after(id, in: desk.workspace, on: connection),
                invitations: try CaseInvitations.list(
                    of: id, in: desk.workspace, on: connection))
        }
    }
}

/// Scores around a case, and the invitations to give one.
public struct CaseScoresResource: Resource {
    let before: CaseScore?
    let after: [CaseScore]
    let invitations: [CaseInvitations.Stored]

    public static let shape = Shape.object([
        Field("before", score, .optional, "The answer that opened the case."),
        Field("after", .array(score), .required, "Answers given when asked again, newest first."),
        Field(
            "invitations",
            .array(
                .object([
                    Field("at", .instant), Field("instrument", .text()),
                    Field("address", .text(), .required, "Path of the personal page."),
                ]))),
    ])

    private static let score = Shape.object([
        Field("response", .id(Response.idPrefix)),
        Field("instrument", .text()),
        Field("metric", .text(), .optional),
        Field("score", .number(), .optional),
        Field("at", .instant),
    ])

    public var json: JSON {
        [
            "before": before.map(CaseScoresResource.json) ?? .null,
            "after": .array(after.map(CaseScoresResource.json)),
            "invitations": .array(
                invitations.map {
                    [
                        "at": .string($0.at.iso8601), "instrument": .string($0.instrument),
                        "address": .string($0.address),
                    ]
                }),
        ]
    }

    private static func json(_ score: CaseScore) -> JSON {
        [
            "response": .string(score.response.description),
            "instrument": .string(score.instrument),
            "metric": .optional(score.metric),
            "score": .optional(score.score),
            "at": .string(score.at.iso8601),
        ]
    }
}
