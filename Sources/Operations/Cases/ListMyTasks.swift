public import Base
import Domain
import SQL
import Store

/// What I have to do in cases.
public struct ListMyTasks: Operation {
    public static let name = "tasks.list"
    public static let summary =
        "List your open tasks in all cases that are not closed, what is due first."
    public static let access = Access.right(.casesWork)
    public static let input: [Field] = []

    private static let most = 100

    public init(_ input: Input) {}

    public func perform(on desk: Desk) async throws -> Page<OwedTaskResource> {
        guard let user = desk.actor.user else { return Page([]) }
        let today = desk.now().civil(in: try await desk.zone()).date
        return try await desk.read { connection in
            let masking = try desk.masking(on: connection)
            return Page(
                try CaseTasks.owed(
                    by: user, limit: ListMyTasks.most, in: desk.workspace, on: connection
                ).map { OwedTaskResource(owed: $0, today: today, masking: masking) })
        }
    }
}

/// A task that somebody has, with its case.
public struct OwedTaskResource: Resource {
    let owed: CaseTasks.Owed
    let today: CivilDate
    let masking: Masking?

    public static let shape = Shape.object([
        Field("case", .id(Case.idPrefix)),
        Field("number", .integer(1...Int.max)),
        Field("title", .object([Field("zh", .text()), Field("en", .text())])),
        Field("task", CaseTaskResource.shape),
    ])

    public var json: JSON {
        [
            "case": .string(owed.one.description), "number": .integer(owed.number),
            "title": (masking?.wording(owed.title) ?? owed.title).json,
            "task": CaseTaskResource(
                task: owed.task, name: nil, today: today, masking: masking
            ).json,
        ]
    }
}
