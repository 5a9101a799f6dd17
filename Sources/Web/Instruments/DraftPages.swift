import Base
import Domain
import HTTPTypes
import Operations

/// Beginning and discarding drafts.
enum DraftPages {
    static func start(_ visit: Visit) async throws -> Reply {
        let draft = try await visit.perform(StartDraft.self)
        return .redirect("/instruments/\(draft.id)/designer")
    }

    static func discard(_ visit: Visit) async throws -> Reply {
        let draft = try await DesignerPage.draft(visit)
        try await visit.perform(
            DiscardDraft.self, adding: ["instrument": .string(draft.id.description)])
        return .redirect(
            draft.published == nil
                ? "/instruments?done=draftDiscarded"
                : "/instruments/\(draft.id)/designer?done=draftDiscarded")
    }
}
