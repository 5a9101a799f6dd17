public import Base
import Domain
import SQL
import Store

/// What is to be done for a case.
public struct ListCaseTasks: Operation {
    public static let name = "cases.tasks"
    public static let summary = "List the tasks of a case."
    public static let access = Access.right(.casesRead)
    public static let input = [Field("case", .id(Case.idPrefix))]

    private let id: ID<Case>

    public init(_ input: Input) throws { id = try input.id("case") }

    public func perform(on desk: Desk) async throws -> Page<CaseTaskResource> {
        let today = desk.now().civil(in: try await desk.zone()).date
        return try await desk.read { connection in
            let names = try Users.names(in: desk.workspace, on: connection)
            let masking = try desk.masking(on: connection)
            return Page(
                try CaseTasks.list(of: id, in: desk.workspace, on: connection).map { task in
                    CaseTaskResource(
                        task: task, name: task.assignee.flatMap { names[$0] }, today: today,
                        masking: masking)
                })
        }
    }
}

/// Notes something to be done.
public struct AddCaseTask: Operation {
    public static let name = "cases.addTask"
    public static let summary =
        "Add tasks to a case: each line of the text is one, or those of a checklist."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("text", .document(max: 5_000), .optional),
        Field("checklist", .text(max: 64), .optional, "Key of a checklist."),
        Field("assignee", .id(User.idPrefix), .optional, "Who is told, unless it is oneself."),
        Field("due", .text(max: 10), .optional, "The last day on which it is in time: 2026-11-30."),
    ]

    private let id: ID<Case>
    private let due: CivilDate?
    private let lines: [String]
    private let checklist: String?
    private let assignee: ID<User>?

    public init(_ input: Input) throws {
        id = try input.id("case")
        lines = (input.textOrNil("text") ?? "").split(whereSeparator: \.isNewline)
            .map { String($0).trimmed }.filter { !$0.isEmpty }
        checklist = input.textOrNil("checklist")
        assignee = try input.idOrNil("assignee")
        due = try input.textOrNil("due").map { text in
            guard let day = CivilDate(text) else { throw Refusal.invalid("due", "notADate") }
            return day
        }
    }

    public func perform(on desk: Desk) async throws -> Done {
        try await desk.write { ledger -> Done in
            let (one, _) = try ledger.take(id)
            if let assignee { try ledger.checkAssignee(assignee) }
            let lines = try lines + ledger.tasks(of: checklist)
            guard !lines.isEmpty else { throw Refusal.invalid("text", "required") }
            guard lines.count <= Checklist.mostTasks else {
                throw Refusal.invalid("text", "tooMany", ["max": "\(Checklist.mostTasks)"])
            }
            for line in lines {
                try CaseTasks.insert(
                    ledger.newID(), line, assignee: assignee, due: due, of: id,
                    in: ledger.workspace, on: ledger.connection)
            }
            if let assignee, assignee != desk.actor.user {
                let notice = Notices.New(
                    id: ledger.newID(), to: assignee, kind: "task", of: id,
                    data: ["count": .integer(lines.count), "due": .optional(due?.description)],
                    at: ledger.now)
                try Notices.insert([notice], in: ledger.workspace, on: ledger.connection)
            }
            try ledger.record(
                "case.task_added", .init(id), customer: one.customer?.raw,
                ["count": .integer(lines.count)])
            return Done()
        }
    }
}

extension Ledger {
    /// In the language of the workspace, which all who work on the case read.
    fileprivate func tasks(of checklist: String?) throws -> [String] {
        guard let checklist else { return [] }
        try installLibrary()
        let stored = try Documents.find(.checklist, checklist, in: workspace, on: connection)
        guard let stored else {
            throw Refusal.invalid("checklist", "noSuchChecklist", ["value": checklist])
        }
        let language = try Workspaces.find(workspace, on: connection)?.language ?? "en"
        return try Checklist(document: stored.json).tasks.map { $0[language] }
    }
}

/// Ticks a task off, or takes the tick away.
public struct TickCaseTask: Operation {
    public static let name = "cases.tickTask"
    public static let summary = "Say that a task is done, or not yet."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("case", .id(Case.idPrefix)),
        Field("task", .id(CaseTasks.Task.idPrefix)),
        Field("done", .boolean, .optional),
    ]

    private let id: ID<Case>
    private let task: ID<CaseTasks.Task>
    private let isDone: Bool

    public init(_ input: Input) throws {
        id = try input.id("case")
        task = try input.id("task")
        isDone = input.bool("done")
    }

    public func perform(on desk: Desk) async throws -> Done {
        let user = desk.actor.user
        return try await desk.write { ledger -> Done in
            let found = try CaseTasks.tick(
                task, isDone: isDone, by: user, of: id, at: ledger.now, in: ledger.workspace,
                on: ledger.connection)
            guard found else { throw Refusal(.notFound, "noSuchTask") }
            return Done()
        }
    }
}

/// A task of a case.
public struct CaseTaskResource: Resource {
    let task: CaseTasks.Stored
    let name: String?
    /// In the workspace's zone.
    let today: CivilDate
    var masking: Masking?

    public static let shape = Shape.object([
        Field("id", .id(CaseTasks.Task.idPrefix)),
        Field("text", .text(max: 5_000)),
        Field("assignee", .id(User.idPrefix), .optional),
        Field("assigneeName", .text(), .optional),
        Field("due", .text(max: 10), .optional, "The last day on which it is in time."),
        Field("isOverdue", .boolean),
        Field("doneAt", .instant, .optional),
    ])

    public var json: JSON {
        [
            "id": .string(task.id.description),
            "text": .string(masking?.text(task.text) ?? task.text),
            "due": .optional(task.due?.description),
            "isOverdue": .bool(task.doneAt == nil && task.due.map { $0 < today } ?? false),
            "assignee": .optional(task.assignee?.description),
            "assigneeName": .optional(name), "doneAt": .optional(task.doneAt?.iso8601),
        ]
    }
}
