import Base

/// Writes values as our documents are written: blocks for what is long, one line for words in
/// two languages.
enum YAMLWriter {
    private static let flowMost = 88

    /// Members in the order in which authors write them; what is not named comes last.
    static let order = [
        "key", "code", "kind", "cells", "title", "purpose", "help", "languages", "hidden",
        "computed", "display", "required", "score", "show_if", "not_applicable", "dont_know",
        "shuffle", "fixed", "scale", "sides", "options", "rows", "sets", "total", "min", "max",
        "step", "whole", "max_length", "validate", "if", "value", "to", "text", "message", "pages",
        "items", "jump", "thanks",
    ]

    /// The lines of a whole document.
    static func document(_ json: JSON) -> String {
        guard let object = json.object, !object.isEmpty else { return flow(json) + "\n" }
        return object.members.map { entry($0.key, $0.value, indent: 0) }
            .joined(separator: "\n") + "\n"
    }

    /// `key: value`, where further lines stand at `indent` and below it.
    static func entry(_ key: String, _ value: JSON, indent: Int) -> String {
        scalar(.string(key), inFlow: true, isKey: true) + ":" + afterColon(value, indent: indent)
    }

    /// What stands after the colon of a member that begins at `indent`.
    static func afterColon(_ value: JSON, indent: Int) -> String {
        if fitsLine(value) { return " " + flow(value, inFlow: false) }
        let inner = String(repeating: " ", count: indent + 2)
        switch value {
        case .array(let elements):
            return elements.map { "\n\(inner)- " + element($0, indent: indent + 4) }.joined()
        case .object(let object):
            return object.members
                .map { "\n" + inner + entry($0.key, $0.value, indent: indent + 2) }.joined()
        default: return " " + flow(value)
        }
    }

    /// What stands after the dash of an element whose further lines begin at `indent`.
    static func element(_ value: JSON, indent: Int) -> String {
        guard !fitsLine(value), let object = value.object else {
            return flow(value, inFlow: value.array != nil || value.object != nil)
        }
        let space = String(repeating: " ", count: indent)
        return object.members.map { entry($0.key, $0.value, indent: indent) }
            .joined(separator: "\n" + space)
    }

    /// On one line, in braces and brackets.
    static func flow(_ value: JSON, inFlow: Bool = true) -> String {
        switch value {
        case .array(let elements):
            "[" + elements.map { flow($0) }.joined(separator: ", ") + "]"
        case .object(let object):
            "{"
                + object.members.map { member in
                    scalar(.string(member.key), inFlow: true, isKey: true) + ": "
                        + flow(member.value)
                }.joined(separator: ", ") + "}"
        default: scalar(value, inFlow: inFlow)
        }
    }

    private static func fitsLine(_ value: JSON) -> Bool {
        switch value {
        case .array(let elements):
            return elements.allSatisfy { $0.array == nil && $0.object == nil }
        case .object(let object):
            let isPart = object["kind"] != nil || object["items"] != nil
            let holdsLists = object.members.contains { $0.value.array?.isEmpty == false }
            return object.isEmpty || !isPart && !holdsLists && flow(value).count <= flowMost
        default: return true
        }
    }

    // MARK: Scalars

    static func scalar(_ value: JSON, inFlow: Bool, isKey: Bool = false) -> String {
        guard case .string(let text) = value else { return value.isNull ? "null" : value.text }
        if isPlain(text, inFlow: inFlow, isKey: isKey) { return text }
        let isSimple = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !isBreak($0) }
        if isSimple, text.utf8.contains(UInt8(ascii: "\"")) || text.utf8.contains(0x5C) {
            return "'"
                + text.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
        }
        return quoted(text)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
            || scalar.value == 0xFEFF
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if scalar.value < 0x20 || isBreak(scalar) {
                    let digits = String(scalar.value, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }

    /// Whether a text means itself without quotes: more careful than YAML asks for.
    private static func isPlain(_ text: String, inFlow: Bool, isKey: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last,
            first != " ", last != " ", last != ":",
            !"-?:,[]{}#&*!|>'\"%@`=<~.".unicodeScalars.contains(first),
            !["null", "true", "false"].contains(text)
        else { return false }
        if !isKey, (0x30...0x39).contains(first.value) { return false }
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || isBreak(scalar) { return false }
            if inFlow, ",[]{}:".unicodeScalars.contains(scalar) { return false }
            if scalar == " ", previous == ":" { return false }
            if scalar == "#", previous == " " { return false }
            previous = scalar
        }
        return true
    }
}
