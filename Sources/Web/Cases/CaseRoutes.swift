import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    static let casesAPI: [APIRoute] = [
        APIRoute(.get, "/cases", ListCases.self),
        APIRoute(.post, "/cases", OpenCase.self, status: .created),
        APIRoute(.get, "/cases/{case}", ShowCase.self),
        APIRoute(.put, "/cases/{case}/assignment", AssignCase.self),
        APIRoute(.put, "/cases/{case}/classification", ClassifyCase.self),
        APIRoute(.get, "/cases/{case}/clock-entries", ListClockEntries.self),
        APIRoute(.post, "/cases/{case}/clock-resets", ResetClock.self),
        APIRoute(.post, "/cases/{case}/closure", CloseCase.self),
        APIRoute(.delete, "/cases/{case}/closure", ReopenCase.self),
        APIRoute(.post, "/cases/{case}/escalations", EscalateCase.self),
        APIRoute(.patch, "/cases/{case}/fields", RecordOnCase.self),
        APIRoute(.get, "/cases/{case}/messages", ListCaseMessages.self),
        APIRoute(.post, "/cases/{case}/messages", ReceiveOnCase.self, status: .created),
        APIRoute(.post, "/cases/{case}/notes", NoteOnCase.self, status: .created),
        APIRoute(.post, "/cases/{case}/pause", PauseCase.self),
        APIRoute(.delete, "/cases/{case}/pause", ResumeCase.self),
        APIRoute(.post, "/cases/{case}/replies", ReplyToCase.self, status: .created),
        APIRoute(.get, "/cases/{case}/scores", ShowCaseScores.self),
        APIRoute(.put, "/cases/{case}/step", MoveCase.self),
        APIRoute(.post, "/cases/{case}/tags", TagCase.self),
        APIRoute(.get, "/case-counts", CountCases.self),
        APIRoute(.get, "/notices", ListNotices.self),
        APIRoute(.post, "/cases/{case}/views", SeeNotices.self),
    ]

    static let casesPages: [PageRoute] =
        [
            PageRoute(.get, "/cases", .right(.casesRead), handler: QueuePage.show),
            PageRoute(.get, "/cases/new", .right(.casesWork), handler: NewCasePage.show),
            PageRoute(.post, "/cases", .right(.casesWork), handler: NewCasePage.open),
            PageRoute(.get, "/cases/{case}", .right(.casesRead), handler: CasePage.show),
        ]
        + forms.map { form in
            PageRoute(.post, "/cases/{case}/\(form.path)", form.access) { visit in
                try await CasePage.act(visit, form.perform)
            }
        }

    /// A form of a case's page asks for the right that its operation asks for.
    private typealias CaseForm = (
        path: String, access: Access,
        perform: @Sendable (Visit, [String: JSON]) async throws -> Void
    )

    /// What the forms of a case's page post to.
    private static let forms: [CaseForm] = [
        (
            "assignment", AssignCase.access,
            { _ = try await $0.perform(AssignCase.self, adding: $1) }
        ),
        (
            "classification", ClassifyCase.access,
            { _ = try await $0.perform(ClassifyCase.self, adding: $1) }
        ),
        (
            "clock-resets", ResetClock.access,
            { _ = try await $0.perform(ResetClock.self, adding: $1) }
        ),
        (
            "closure", CloseCase.access,
            { _ = try await $0.perform(CloseCase.self, fields: true, $1) }
        ),
        (
            "escalations", EscalateCase.access,
            { _ = try await $0.perform(EscalateCase.self, adding: $1) }
        ),
        (
            "fields", RecordOnCase.access,
            { _ = try await $0.perform(RecordOnCase.self, fields: true, $1) }
        ),
        (
            "messages", ReceiveOnCase.access,
            { _ = try await $0.perform(ReceiveOnCase.self, adding: $1) }
        ),
        (
            "notes", NoteOnCase.access,
            { _ = try await $0.perform(NoteOnCase.self, adding: $1) }
        ),
        (
            "pause", PauseCase.access,
            { _ = try await $0.perform(PauseCase.self, adding: $1) }
        ),
        (
            "reopening", ReopenCase.access,
            { _ = try await $0.perform(ReopenCase.self, adding: $1) }
        ),
        (
            "replies", ReplyToCase.access,
            { _ = try await $0.perform(ReplyToCase.self, adding: $1) }
        ),
        (
            "resumption", ResumeCase.access,
            { _ = try await $0.perform(ResumeCase.self, adding: $1) }
        ),
        (
            "step", MoveCase.access,
            { _ = try await $0.perform(MoveCase.self, fields: true, $1) }
        ),
    ]
}
