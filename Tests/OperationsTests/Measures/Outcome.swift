import Base
import Operations

/// What comes of one question, so that two ways to answer it can be set beside each other.
enum Outcome {
    /// What is answered or why it is refused.
    static func of(_ desk: Desk, _ question: JSON.Object) async -> JSON {
        do {
            return settled(try await desk.perform(QueryInsight.self, question).json)
        } catch let refusal as Refusal {
            return .array(refusal.faults.map { .string("\($0.path) \($0.code)") })
        } catch {
            return .string("\(error)")
        }
    }

    /// Where two answers part. Counts are equal to the last; numbers that are computed of sums may
    /// differ in their last digits, because the sums were added in another order.
    static func difference(_ a: JSON, _ b: JSON, at path: String = "") -> String? {
        guard a != b else { return nil }
        if let own = a.number, let other = b.number,
            own.rounded() != own || other.rounded() != other
        {
            if abs(own - other) <= 1e-9 * max(1, abs(own), abs(other)) { return nil }
        }
        if let own = a.array, let other = b.array, own.count == other.count {
            return own.indices.lazy.compactMap {
                difference(own[$0], other[$0], at: "\(path)[\($0)]")
            }.first
        }
        if let own = a.object, let other = b.object, own.count == other.count {
            return own.members.lazy.compactMap {
                difference($0.value, other[$0.key] ?? .null, at: "\(path).\($0.key)")
            }.first
        }
        return "\(path): \(a.text.prefix(300)) – \(b.text.prefix(300))"
    }

    /// In an order that does not hang on how rows were met.
    private static func settled(_ json: JSON) -> JSON {
        switch json {
        case .array(let all):
            func name(_ row: JSON) -> String {
                [row["keys"], row["from"], row["value"]].map { $0?.text ?? "" }.joined()
            }
            let isOfRows = all.allSatisfy { $0["keys"] != nil || $0["count"] != nil }
            let parts = all.map(settled)
            return .array(isOfRows ? parts.sorted { name($0) < name($1) } : parts)
        case .object(let object):
            return .object(
                JSON.Object(object.members.map { .init(key: $0.key, value: settled($0.value)) }))
        default: return json
        }
    }
}
