import Base
import Domain

/// A condition's way to its value in plain words: questions by their titles, comparisons as people
/// say them.
struct TraceWords {
    let instrument: Instrument
    let words: Words

    private var language: String { words.language }

    /// A part, what it says, how it came out, and the parts below it that decide.
    func json(_ trace: Expression.Trace) -> JSON {
        let isBranch = isBranch(trace.node)
        return [
            "source": .string(trace.text), "said_plain": .string(sentence(trace)),
            "isYes": .bool(trace.truth == true), "isNo": .bool(trace.truth == false),
            "isOpen": .bool(trace.truth == nil),
            "parts": .array(isBranch ? trace.parts.map(json) : []), "isBranch": .bool(isBranch),
        ]
    }

    /// The same in one text with its outcome, for those below another that names them.
    func sentence(_ trace: Expression.Trace) -> String {
        switch trace.node {
        case .and: return words["trial.all"]
        case .or: return words["trial.any"]
        case .not(.in): return both("notIn", trace.parts.first?.parts ?? [])
        case .not: return words["trial.not"]
        case .compare(let comparison, _, _): return both(name(of: comparison), trace.parts)
        case .in: return both("in", trace.parts)
        case .contains: return both("contains", trace.parts)
        case .call(.answered, _): return one("answered", trace)
        case .call(.isMissing, _): return one("isMissing", trace)
        case .name: return one("holds", trace, of: trace)
        default: return "\(trace.text) = \(said(trace.value, of: nil))"
        }
    }

    private func isBranch(_ node: Node) -> Bool {
        switch node {
        case .and, .or: true
        case .not(.in): false
        case .not: true
        default: false
        }
    }

    private func name(of comparison: Node.Comparison) -> String {
        switch comparison {
        case .equal: "equal"
        case .notEqual: "notEqual"
        case .less: "less"
        case .lessOrEqual: "lessOrEqual"
        case .greater: "greater"
        case .greaterOrEqual: "greaterOrEqual"
        }
    }

    private func both(_ way: String, _ parts: [Expression.Trace]) -> String {
        guard parts.count == 2 else { return "" }
        return words(
            "trial.way.\(way)",
            [
                "left": operand(parts[0], beside: parts[1]),
                "right": operand(parts[1], beside: parts[0]),
            ])
    }

    private func one(
        _ way: String, _ trace: Expression.Trace, of part: Expression.Trace? = nil
    ) -> String {
        guard let part = part ?? trace.parts.first else { return trace.text }
        return words("trial.way.\(way)", ["left": operand(part, beside: nil)])
    }

    /// “How likely …” (7); a code as the words of its option.
    private func operand(_ trace: Expression.Trace, beside other: Expression.Trace?) -> String {
        let item = other.flatMap { self.item(of: $0.node) }
        switch trace.node {
        case .number, .bool: return said(trace.value, of: nil)
        case .text, .list: return said(trace.value, of: item)
        case .negate(.number): return trace.text
        case .name(let name):
            return words(
                "trial.named",
                [
                    "name": title(name) ?? trace.text,
                    "value": said(trace.value, of: self.item(of: trace.node)),
                ])
        default:
            return words("trial.named", ["name": trace.text, "value": said(trace.value, of: nil)])
        }
    }

    private func item(of node: Node) -> Item? {
        guard case .name(let name) = node, name.hasPrefix("answers.") else { return nil }
        return instrument[item: String(name.dropFirst(8).prefix { $0 != "." })]
    }

    private func title(_ name: String) -> String? {
        if name == "score" { return words["trial.score"] }
        let key = name.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
        if name.hasPrefix("hidden.") { return instrument[hidden: key]?.title[language] }
        if name.hasPrefix("computed.") {
            return instrument.computed.first { $0.key == key }?.title[language]
        }
        let item = self.item(of: .name(name))
        let cell = item?.cells.first { $0.name == key }
        guard let item, let cell, cell.name != item.key else { return item?.title[language] }
        return "\(item.title[language]) · \(cell.title[language])"
    }

    private func said(_ value: JSON, of item: Item?) -> String {
        switch value {
        case .null: return words["trial.missing"]
        case .bool(let isYes): return words[isYes ? "trial.yes" : "trial.no"]
        case .string(let text):
            guard let option = item?[option: text] else { return "\"\(text)\"" }
            return option.title[language]
        case .array(let all):
            return all.map { said($0, of: item) }
                .joined(separator: language == "zh" ? "\u{3001}" : ", ")
        case .number, .object: return value.text
        }
    }
}
