import Base
import Operations

extension Visit {
    /// A key for a form, so that posting it twice counts once.
    func newKey() -> String {
        site.house.randomBytes(16).map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// Carries out a posted form under the key that came with it; posted again, it answers what
    /// the first time answered and changes nothing.
    func once(_ body: (Visit) async throws -> JSON) async throws -> JSON {
        guard let key = form["key"]?.string else { return try await body(self) }
        var visit = self
        visit.form["key"] = nil
        var signed = visit.form
        signed["csrf"] = nil
        visit.desk.idempotency = try Idempotency(
            key: "form:" + key, operation: path, input: .object(signed))
        do {
            return try await body(visit)
        } catch let replay as Replay {
            return replay.output
        }
    }
}
