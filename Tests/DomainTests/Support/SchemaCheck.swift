import Base

/// As much of JSON Schema as our schemas use, written from the standard and not from them.
enum SchemaCheck {
    static func accepts(_ schema: JSON, _ value: JSON) -> Bool {
        if let bool = schema.bool { return bool }
        guard let rules = schema.object else { return false }
        return rules.members.allSatisfy { holds($0.key, $0.value, rules, value) }
    }

    private static func holds(
        _ name: String, _ rule: JSON, _ rules: JSON.Object, _ value: JSON
    ) -> Bool {
        switch name {
        case "type": return isOf(rule.string ?? "", value)
        case "const": return value == rule
        case "anyOf": return (rule.array ?? []).contains { accepts($0, value) }
        case "oneOf": return (rule.array ?? []).count { accepts($0, value) } == 1
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
        case "maxLength": return value.string.map { $0.count <= rule.integer ?? 0 } ?? true
        case "minItems": return value.array.map { $0.count >= rule.integer ?? 0 } ?? true
        case "maxItems": return value.array.map { $0.count <= rule.integer ?? 0 } ?? true
        case "uniqueItems": return value.array.map { Set($0).count == $0.count } ?? true
        case "items": return value.array?.allSatisfy { accepts(rule, $0) } ?? true
        case "required":
            return value.object.map { object in
                (rule.array ?? []).allSatisfy { object[$0.string ?? ""] != nil }
            } ?? true
        case "properties":
            return value.object?.members.allSatisfy { member in
                rule[member.key].map { accepts($0, member.value) } ?? true
            } ?? true
        case "additionalProperties":
            guard rule == false, let object = value.object else { return true }
            return object.keys.allSatisfy { rules["properties"]?[$0] != nil }
        case "pattern":
            guard let text = value.string, let pattern = rule.string else { return true }
            let regex = try? Regex(pattern)
            return regex.flatMap { try? $0.firstMatch(in: text) } != nil
        // Notes for readers; a format is a hint.
        case "title", "format", "$schema": return true
        default: return false
        }
    }

    private static func isOf(_ type: String, _ value: JSON) -> Bool {
        type == "integer" ? value.integer != nil : value.kind == type
    }
}
