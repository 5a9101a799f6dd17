public import Base
import Domain
import SQL
import Store

/// What I was told about cases.
public struct ListNotices: Operation {
    public static let name = "notices.list"
    public static let summary = "List what you were told about cases, newest first."
    public static let access = Access.signedIn
    public static let input = [Field("all", .boolean, .optional, "Also those you have seen.")]

    private let all: Bool

    public init(_ input: Input) { all = input.bool("all") }

    public func perform(on desk: Desk) async throws -> Page<NoticeResource> {
        guard let user = desk.actor.user else { return Page([]) }
        return try await desk.read { connection in
            let found = try Notices.list(
                of: user, unseenOnly: !all, limit: 100, in: desk.workspace, on: connection)
            let cases = try Cases.find(
                Array(Set(found.map(\.of))), in: desk.workspace, on: connection)
            let byID = Dictionary(uniqueKeysWithValues: cases.map { ($0.id, $0) })
            let masking = try desk.masking(on: connection)
            return Page(
                found.map { notice in
                    let one = byID[notice.of]
                    let title = one?.title
                    return NoticeResource(
                        notice, number: one?.number,
                        title: masking.flatMap { title.map($0.wording) } ?? title)
                })
        }
    }
}

/// One thing somebody was told.
public struct NoticeResource: Resource {
    let stored: Notices.Stored
    let number: Int?
    let title: Wording?

    init(_ stored: Notices.Stored, number: Int?, title: Wording?) {
        self.stored = stored
        self.number = number
        self.title = title
    }

    public static let shape = Shape.object([
        Field("id", .id(Notices.Notice.idPrefix)),
        Field("at", .instant),
        Field(
            "kind", .text(), .required,
            "`due_soon`, `overdue`, `escalated`, `rule`, `task`, `task_due` and others."),
        Field("case", .id(Case.idPrefix)),
        Field("number", .integer(1...Int.max), .optional, "Of the case."),
        Field("title", .object([Field("zh", .text()), Field("en", .text())]), .optional),
        Field("details", .any),
        Field("seenAt", .instant, .optional),
    ])

    public var json: JSON {
        [
            "id": .string(stored.id.description),
            "at": .string(stored.at.iso8601),
            "kind": .string(stored.kind),
            "case": .string(stored.of.description),
            "number": number.map(JSON.integer) ?? .null,
            "title": title?.json ?? .null,
            "details": stored.data,
            "seenAt": .optional(stored.seenAt?.iso8601),
        ]
    }
}
