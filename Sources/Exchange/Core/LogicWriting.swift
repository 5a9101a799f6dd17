import Base

/// Writes our conditions in the words of another program.
struct LogicWriting {
    /// How the other program spells things.
    struct Dialect: Sendable {
        let and: String
        let or: String
        let equal: String
        let functions: [Node.Function: String]
        /// Whether there is an answer: before and behind the name.
        let answered: @Sendable (String) -> String
        /// Whether a list holds an element; nil where it has no way to ask.
        let contains: @Sendable (_ name: String, _ element: String) -> String?
        /// Whether a value is one of several.
        let isOneOf: @Sendable (_ name: String, _ elements: [String]) -> String
        let bool: @Sendable (Bool) -> String
        /// The mean of what is written, where there is no function for it.
        var mean: (@Sendable (_ arguments: String) -> String)?
    }

    let dialect: Dialect
    /// Their name for one of ours; nil for what does not go over.
    let names: (String) -> String?
    /// Their code for one of ours.
    var code: (_ name: String, _ code: String) -> String = { $1 }
    /// Where each option of a list has a name of its own, theirs by our codes.
    var options: (_ name: String) -> [(code: String, name: String)] = { _ in [] }

    /// Nil where something in it has no counterpart.
    func text(_ node: Node) -> String? { write(node, in: 0) }

    private func write(_ node: Node, in power: Int) -> String? {
        switch node {
        case .number(let number): return JSON.number(number).text
        case .text(let text): return quoted(text)
        case .bool(let bool): return dialect.bool(bool)
        case .list: return nil
        case .name(let name): return names(name)
        case .negate(let inner): return write(inner, in: 6).map { "-\($0)" }
        case .not(let inner): return write(inner, in: 0).map { "!(\($0))" }
        case .and(let a, let b): return pair(a, dialect.and, b, 2, power)
        case .or(let a, let b): return pair(a, dialect.or, b, 1, power)
        case .compare(let comparison, let a, let b):
            let sign = comparison == .equal ? dialect.equal : comparison.rawValue
            if case .name(let name) = a, case .text(let text) = b {
                return pair(a, sign, .text(code(name, text)), 3, power)
            }
            return pair(a, sign, b, 3, power)
        case .arithmetic(let arithmetic, let a, let b):
            let own = arithmetic == .add || arithmetic == .subtract ? 4 : 5
            return pair(a, arithmetic.rawValue, b, own, power)
        case .in(.name(let name), .list(let elements)):
            let texts = elements.map { $0.string.map { quoted(code(name, $0)) } ?? $0.text }
            return names(name).map { dialect.isOneOf($0, texts) }
        case .contains(.name(let name), .text(let element)):
            if let option = options(name).first(where: { $0.code == element }) {
                return "\(option.name) \(dialect.equal) 'Y'"
            }
            return names(name).flatMap { dialect.contains($0, code(name, element)) }
        case .in, .contains: return nil
        case .call(let function, let arguments): return call(function, arguments)
        }
    }

    private func pair(_ a: Node, _ sign: String, _ b: Node, _ own: Int, _ outer: Int) -> String? {
        guard let left = write(a, in: own), let right = write(b, in: own + 1) else { return nil }
        let text = "\(left) \(sign) \(right)"
        return own < outer ? "(\(text))" : text
    }

    private func call(_ function: Node.Function, _ arguments: [Node]) -> String? {
        switch (function, arguments.first) {
        case (.answered, .name(let name)?):
            let parts = options(name).map(\.name)
            if !parts.isEmpty { return "count(\(parts.joined(separator: ", "))) > 0" }
            return names(name).map(dialect.answered)
        case (.isMissing, .name(let name)?):
            return names(name).map { "!(\(dialect.answered($0)))" }
        case (.count, .name(let name)?) where arguments.count == 1:
            let parts = options(name).map(\.name)
            return parts.isEmpty ? nil : "count(\(parts.joined(separator: ", ")))"
        case (.mean, _) where dialect.mean != nil:
            let texts = arguments.compactMap { write($0, in: 0) }
            guard texts.count == arguments.count else { return nil }
            return dialect.mean?(texts.joined(separator: ", "))
        default: break
        }
        guard let name = dialect.functions[function] else { return nil }
        let texts = arguments.compactMap { write($0, in: 0) }
        guard texts.count == arguments.count else { return nil }
        return "\(name)(\(texts.joined(separator: ", ")))"
    }

    private func quoted(_ text: String) -> String {
        "'"
            + text.split(separator: "\\", omittingEmptySubsequences: false).joined(
                separator: "\\\\"
            ).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "\\'")
            + "'"
    }
}
