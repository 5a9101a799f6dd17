import Base
import Operations

extension Visit {
    /// A key for a form, so that posting it twice counts once.
    func newKey() -> String {
        site.house.randomBytes(16).map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// Carries out a posted form under the key that came with it; posted again, it answers what
    /// the first time answered and changes nothing.
    /// - Parameter isShared: several forms of the page came with this key, so it stands for one of
    ///   them and what was written in it.
    @discardableResult
    func once(
        isShared: Bool = false, _ body: (Visit) async throws -> JSON
    ) async throws -> JSON {
        guard let key = form["key"]?.string else { return try await body(self) }
        var visit = self
        visit.form["key"] = nil
        var signed = visit.form
        signed["csrf"] = nil
        let input = JSON.object(signed)
        var idempotency = try Idempotency(key: "form:" + key, operation: path, input: input)
        if isShared {
            let own = "\(idempotency.key):\(idempotency.fingerprint)"
            idempotency = try Idempotency(key: own, operation: path, input: input)
        }
        visit.desk.idempotency = idempotency
        do {
            return try await body(visit)
        } catch let replay as Replay {
            return replay.output
        }
    }
}
