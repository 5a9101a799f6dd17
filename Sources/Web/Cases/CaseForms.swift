import Base
import Domain
import HTTPTypes
import Operations

extension Routes {
    /// A form of a case's page asks for the right that its operation asks for.
    typealias CaseForm = (
        path: String, access: Access,
        perform: @Sendable (Visit, [String: JSON]) async throws -> Void
    )

    /// What the forms of a case's page post to.
    static let caseForms: [CaseForm] = [
        (
            "appeals", AppealCase.access,
            { _ = try await $0.perform(AppealCase.self, adding: $1) }
        ),
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
            "customer", SetCaseCustomer.access,
            { _ = try await $0.perform(SetCaseCustomer.self, adding: $1) }
        ),
        (
            "customer-page", MakeCasePage.access,
            { _ = try await $0.perform(MakeCasePage.self, adding: $1) }
        ),
        (
            "customer-page-revocation", RevokeCasePage.access,
            { _ = try await $0.perform(RevokeCasePage.self, adding: $1) }
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
            "links", LinkCases.access,
            { visit, added in
                let other = try await visit.caseID(typed: "other")
                _ = try await visit.perform(
                    LinkCases.self, adding: added.merging(["other": other]) { $1 })
            }
        ),
        (
            "merge", MergeCases.access,
            { visit, added in
                // The form names the other case, for linking and merging alike.
                let into = try await visit.caseID(
                    typed: visit.form["other"] == nil ? "into" : "other")
                _ = try await visit.desk.perform(
                    MergeCases.self, added.merging(["into": into]) { $1 }.object)
            }
        ),
        (
            "merge-undo", UnmergeCase.access,
            { _ = try await $0.perform(UnmergeCase.self, adding: $1) }
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
            "process", ChangeProcess.access,
            { _ = try await $0.perform(ChangeProcess.self, adding: $1) }
        ),
        (
            "reopening", ReopenCase.access,
            { _ = try await $0.perform(ReopenCase.self, adding: $1) }
        ),
        (
            "redress", OfferRedress.access,
            { _ = try await $0.perform(OfferRedress.self, adding: $1) }
        ),
        (
            "redress-decisions", DecideRedress.access,
            { _ = try await $0.perform(DecideRedress.self, adding: $1) }
        ),
        (
            "approval-decisions", DecideApproval.access,
            { _ = try await $0.perform(DecideApproval.self, adding: $1) }
        ),
        (
            "approval-withdrawals", WithdrawApproval.access,
            { _ = try await $0.perform(WithdrawApproval.self, adding: $1) }
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
            "sends", SendReply.access,
            { visit, added in
                // Whoever talks live is not kept waiting.
                let isLive = visit.form["live"]?.string == "on"
                var raw = visit.form
                for name in ["csrf", "live", "file"] { raw[name] = nil }
                for (name, value) in added { raw[name] = value }
                if isLive { raw["delaySeconds"] = 3 }
                if let one = raw["files"], one.array == nil { raw["files"] = [one] }
                _ = try await visit.desk.perform(SendReply.self, raw)
            }
        ),
        (
            "send-undo", UndoSend.access,
            { _ = try await $0.perform(UndoSend.self, adding: $1) }
        ),
        (
            "splits", SplitCase.access,
            { visit, added in
                let chosen: [String: JSON] = [
                    "title": visit.form["title"] ?? .null, "messages": visit.list("messages"),
                ]
                _ = try await visit.desk.perform(
                    SplitCase.self, chosen.merging(added) { $1 }.object)
            }
        ),
        (
            "split-undo", UnsplitCase.access,
            { _ = try await $0.perform(UnsplitCase.self, adding: $1) }
        ),
        (
            "tag-removals", UntagCase.access,
            { _ = try await $0.perform(UntagCase.self, adding: $1) }
        ),
        (
            "unlinks", UnlinkCases.access,
            { _ = try await $0.perform(UnlinkCases.self, adding: $1) }
        ),
        (
            "stage", SenseStage.access,
            { _ = try await $0.perform(SenseStage.self, adding: $1) }
        ),
        (
            "tags", TagCase.access,
            { visit, added in
                let tags: JSON = .array(
                    (visit.form["text"]?.string ?? "").split { ",，、;；".contains($0) }.map {
                        .string(String($0).trimmed)
                    })
                _ = try await visit.desk.perform(
                    TagCase.self, added.merging(["tags": tags]) { $1 }.object)
            }
        ),
        (
            "tasks", AddCaseTask.access,
            { _ = try await $0.perform(AddCaseTask.self, adding: $1) }
        ),
        (
            "task-ticks", TickCaseTask.access,
            { _ = try await $0.perform(TickCaseTask.self, adding: $1) }
        ),
        (
            "title", RenameCase.access,
            { _ = try await $0.perform(RenameCase.self, adding: $1) }
        ),
        (
            "step", MoveCase.access,
            { _ = try await $0.perform(MoveCase.self, fields: true, $1) }
        ),
    ]
}
