import Base
import Domain
import Operations

extension Visit {
    /// The id of the case whose number was given; nil where it is no number.
    func caseID(numbered typed: JSON?) async throws -> String? {
        guard let text = typed?.string, Case.number(typed: text) != nil else { return nil }
        return try await desk.perform(FindCase.self, ["number": JSON.string(text)].object).json[
            "id"]?.string
    }

    /// What a field of a form names another case by: its id, or the number that people say.
    func caseID(typed field: String) async throws -> JSON {
        do {
            return try await caseID(numbered: form[field]).map(JSON.string) ?? form[field] ?? .null
        } catch let refusal as Refusal where refusal.kind == .notFound {
            throw Refusal.invalid(field, "noSuchCase")
        }
    }
}
