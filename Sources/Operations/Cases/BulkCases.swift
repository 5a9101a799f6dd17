public import Base
import Domain
import Store

/// The same for many cases at once.
public struct BulkCases: Operation {
    public static let name = "cases.bulk"
    public static let summary =
        "Assign, tag or escalate many cases; each by itself, and those refused are named."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("cases", .array(.id(Case.idPrefix), max: 200)),
        Field("do", .choice(["take", "assign", "tag", "escalate"])),
        Field("team", .id(Team.idPrefix), .optional, "Of `assign`."),
        Field("assignee", .id(User.idPrefix), .optional, "Of `assign`."),
        Field("text", .text(max: 2_000), .optional, "The tag, or why it is escalated."),
    ]

    private let cases: [ID<Case>]
    private let act: String
    private let team: ID<Team>?
    private let assignee: ID<User>?
    private let text: String

    public init(_ input: Input) throws {
        cases = input.texts("cases").compactMap(ID<Case>.init)
        act = input.text("do")
        team = try input.idOrNil("team")
        assignee = try input.idOrNil("assignee")
        text = input.textOrNil("text") ?? ""
    }

    public func perform(on desk: Desk) async throws -> BulkResource {
        var refused: [(ID<Case>, String)] = []
        // Each in a transaction of its own: one that is refused keeps none of the others back.
        for id in cases {
            do {
                try await perform(on: id, try alone(desk, id))
            } catch is Replay {
                // Done when the same was asked before.
                continue
            } catch let refusal as Refusal {
                refused.append((id, refusal.faults.first?.code ?? refusal.code))
            }
        }
        return BulkResource(done: cases.count - refused.count, refused: refused)
    }

    /// The caller's key stands for one write; each case has one of its own that follows from it, so
    /// that the same list twice does everything once and goes on where it broke off.
    private func alone(_ desk: Desk, _ id: ID<Case>) throws -> Desk {
        guard let key = desk.idempotency else { return desk }
        let own = try Idempotency(
            key: key.fingerprint, operation: key.key, input: .string(id.description))
        var desk = desk
        desk.idempotency = try Idempotency(
            key: "bulk:" + own.fingerprint, operation: BulkCases.name,
            input: .string(key.fingerprint))
        return desk
    }

    private func perform(on id: ID<Case>, _ desk: Desk) async throws {
        let one = JSON.string(id.description)
        switch act {
        case "take":
            let shown = try await desk.perform(ShowCase.self, ["case": one].members)
            _ = try await desk.perform(
                AssignCase.self,
                [
                    "case": one, "team": shown.json["team"] ?? .null,
                    "assignee": .optional(desk.actor.user?.description),
                ].members)
        case "assign":
            _ = try await desk.perform(
                AssignCase.self,
                [
                    "case": one, "team": .optional(team?.description),
                    "assignee": .optional(assignee?.description),
                ].members)
        case "tag":
            _ = try await desk.perform(
                TagCase.self, ["case": one, "tags": [.string(text)]].members)
        default:
            _ = try await desk.perform(
                EscalateCase.self, ["case": one, "reason": .string(text)].members)
        }
    }
}

extension [String: JSON] {
    fileprivate var members: JSON.Object {
        JSON.Object(map { JSON.Object.Member(key: $0.key, value: $0.value) })
    }
}

/// How a bulk action went.
public struct BulkResource: Resource {
    let done: Int
    let refused: [(ID<Case>, String)]

    public static let shape = Shape.object([
        Field("done", .integer(0...200)),
        Field(
            "refused",
            .array(.object([Field("case", .id(Case.idPrefix)), Field("code", .text())]))),
    ])

    public var json: JSON {
        [
            "done": .integer(done),
            "refused": .array(
                refused.map { ["case": .string($0.0.description), "code": .string($0.1)] }),
        ]
    }
}
