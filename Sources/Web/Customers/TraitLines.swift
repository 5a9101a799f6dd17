import Base
import Operations

/// Traits as a person types them: one line each, `tier: gold`.
enum TraitLines {
    static func text(_ traits: JSON.Object) -> String {
        traits.members.map { "\($0.key): \($0.value.string ?? $0.value.text)" }
            .joined(separator: "\n")
    }

    /// Numbers are numbers, true and false are truths, all else is text; `007` is text.
    static func read(_ text: String) -> JSON.Object {
        var traits = JSON.Object()
        for line in text.split(whereSeparator: \.isNewline) {
            let cut = line.firstIndex { $0 == ":" || $0 == "：" } ?? line.endIndex
            let name = String(line[..<cut]).trimmed
            guard !name.isEmpty else { continue }
            let rest = cut == line.endIndex ? "" : String(line[line.index(after: cut)...]).trimmed
            traits[name] = .some(value(rest))
        }
        return traits
    }

    private static func value(_ text: String) -> JSON {
        switch text {
        case "": return .null
        case "true": return true
        case "false": return false
        default: break
        }
        let hasLeadingZero = text.count > 1 && text.hasPrefix("0") && !text.hasPrefix("0.")
        if !hasLeadingZero, let number = Double(text), number.isFinite,
            text.utf8.allSatisfy({ $0 &- 0x30 < 10 || $0 == 0x2E || $0 == 0x2D })
        {
            return .number(number)
        }
        return .string(text)
    }
}
