import Base
import Domain

/// Opens a case by hand.
public struct OpenCase: Operation {
    public static let name = "cases.open"
    public static let summary = "Open a case; the clocks of its promise start at once."
    public static let access = Access.right(.casesWork)
    public static let input = [
        Field("title", .text(max: 500)),
        Field("kind", .choice(Case.Kind.allCases.map(\.rawValue)), .optional),
        Field("severity", .choice(Case.Severity.allCases.map(\.rawValue)), .optional),
        Field("customer", .id(Customer.idPrefix), .optional),
        Field("team", .id(Team.idPrefix), .optional),
        Field("assignee", .id(User.idPrefix), .optional),
        Field("process", .text(max: 64), .optional, "Key of the process; by the kind if absent."),
        Field("promise", .text(max: 64), .optional, "Key of the promise; by its scope if absent."),
        Field("channel", .text(max: 40), .optional, "`phone`, `mail`, `web` and so on."),
        Field("words", .document(max: 20_000), .optional, "What the customer said."),
        Field("tags", .array(.text(max: 60), max: 50), .optional),
    ]

    private let draft: CaseDraft

    public init(_ input: Input) throws {
        let title = input.text("title")
        var draft = CaseDraft(title: Wording(zh: title, en: title))
        draft.kind = input.textOrNil("kind").flatMap(Case.Kind.init) ?? .feedback
        draft.severity = input.textOrNil("severity").flatMap(Case.Severity.init) ?? .ordinary
        draft.customer = try input.idOrNil("customer")
        draft.team = try input.idOrNil("team")
        draft.assignee = try input.idOrNil("assignee")
        draft.process = input.textOrNil("process")
        draft.promise = input.textOrNil("promise")
        draft.origin = Case.Origin(channel: input.textOrNil("channel"))
        draft.words = input.textOrNil("words")
        draft.tags = input.texts("tags")
        self.draft = draft
    }

    public func perform(on desk: Desk) async throws -> CaseResource {
        try await desk.write { ledger -> CaseResource in
            let one = try ledger.open(draft)
            return try one.resource(on: desk, ledger.connection)
        }
    }
}
