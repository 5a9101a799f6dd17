import Base
import Domain
import Operations

/// Files of an answer that is being written: brought and taken back before it is sent, so that
/// its author sees how each will reach the customer. What was written so far stays a draft.
enum CaseFiles {
    static func act(_ visit: Visit) async throws -> Reply {
        let id: ID<Case> = try visit.id("case")
        let form = try await FormBody.receive(visit)
        var own = visit
        own.form = form.fields
        _ = try await visit.desk.perform(
            KeepDraft.self,
            [
                "case": .string(id.description), "kind": "reply",
                "text": form.fields["text"] ?? .null,
            ].object)
        return try await CasePage.acted(own, to: "/cases/\(id)#reply") {
            if let gone = form.fields["remove"] {
                _ = try await visit.desk.perform(
                    RemoveCaseFile.self,
                    ["case": .string(id.description), "attachment": gone].object)
                return
            }
            let files = form.files.filter { $0.field == "file" }
            guard !files.isEmpty else { throw Refusal.invalid("content", "required") }
            for (_, file) in files {
                _ = try await visit.desk.perform(AddCaseFile(file, for: id))
            }
        }
    }
}
