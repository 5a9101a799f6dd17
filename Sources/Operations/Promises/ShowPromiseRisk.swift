public import Base
import Domain
import SQL
import Store

/// Who is about to break a promise.
public struct ShowPromiseRisk: Operation {
    public static let name = "promises.risk"
    public static let summary =
        "Show by person how many cases are overdue and how many will be within some hours."
    public static let access = Access.right(.casesRead)
    public static let input = [
        Field("hours", .integer(1...168), .optional, "How far ahead; 4 if absent.")
    ]

    /// How far ahead where nothing is said.
    public static let standardHours = 4

    private let hours: Int

    public init(_ input: Input) {
        hours = input.integerOrNil("hours") ?? ShowPromiseRisk.standardHours
    }

    public func perform(on desk: Desk) async throws -> Page<PromiseRiskResource> {
        let now = desk.now()
        return try await desk.read { connection in
            let names = try Users.names(in: desk.workspace, on: connection)
            return Page(
                try PromiseRisk.of(
                    now: now, horizon: now + .hours(Int64(hours)), in: desk.workspace,
                    on: connection
                ).map { PromiseRiskResource(risk: $0, name: $0.assignee.flatMap { names[$0] }) })
        }
    }
}

/// What one person has overdue or will have soon.
public struct PromiseRiskResource: Resource {
    let risk: PromiseRisk
    let name: String?

    public static let shape = Shape.object([
        Field("assignee", .id(User.idPrefix), .optional, "Absent for what nobody has taken."),
        Field("assigneeName", .text(), .optional),
        Field("overdue", .integer(0...Int.max)),
        Field("soon", .integer(0...Int.max)),
        Field("nextDueAt", .instant, .optional),
    ])

    public var json: JSON {
        [
            "assignee": .optional(risk.assignee?.description), "assigneeName": .optional(name),
            "overdue": .integer(risk.overdue), "soon": .integer(risk.soon),
            "nextDueAt": .optional(risk.nextDue?.iso8601),
        ]
    }
}
