public import Base

/// What is known of a customer besides the name: numbers, texts, truths by name.
public enum Traits {
    static let most = 100
    static let textMost = 500

    /// - Throws: `Refusal` with every trait that is of no use.
    public static func checked(_ traits: JSON.Object) throws(Refusal) -> JSON.Object {
        guard traits.count <= most else {
            throw .invalid("traits", "tooMany", ["max": "\(most)"])
        }
        var faults: [Refusal.Fault] = []
        for member in traits.members {
            let path = "traits.\(member.key.prefix(80))"
            guard isName(member.key) else {
                faults.append(.init(path, "badTraitName"))
                continue
            }
            switch member.value {
            case .number, .bool, .null: break
            case .string(let text) where text.utf8.count <= textMost: break
            case .string: faults.append(.init(path, "tooLong", ["max": "\(textMost)"]))
            case .array, .object: faults.append(.init(path, "badTrait"))
            }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return traits
    }

    /// New ones win; null takes away.
    public static func merged(_ old: JSON.Object, with new: JSON.Object) -> JSON.Object {
        var all = old
        for member in new.members {
            all[member.key] = member.value.isNull ? .none : .some(member.value)
        }
        return all
    }

    /// A name that an expression can use without back-quotes and that is no word of its own:
    /// letters, figures and `_`, no figure first.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.utf8.count <= 60 else { return false }
        let isOwn = ["key", "name", "language", "and", "or", "not", "in", "contains", "true"]
        guard !isOwn.contains(text), text != "false" else { return false }
        func isLetter(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "_" || scalar.properties.isAlphabetic
        }
        return isLetter(first)
            && text.unicodeScalars.allSatisfy { isLetter($0) || ("0"..."9").contains($0) }
    }

    /// A column's or field's heading as a trait's name: `Customer Type` becomes `customer_type`.
    public static func name(from heading: String) -> String {
        var out = ""
        for scalar in heading.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
                out.unicodeScalars.append(scalar)
            } else if !out.isEmpty, !out.hasSuffix("_") {
                out += "_"
            }
        }
        while out.hasSuffix("_") { out.removeLast() }
        if let first = out.unicodeScalars.first, ("0"..."9").contains(first) { out = "_" + out }
        while out.utf8.count > 60 { out.removeLast() }
        return isName(out) ? out : out + "_"
    }
}
