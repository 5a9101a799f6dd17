import Base

/// What a JSON value may look like: checked on the way in, published as JSON Schema.
public indirect enum Shape: Sendable {
    /// Text of 1 to `max` characters after trimming; an empty one counts as missing.
    case text(max: Int = 200)
    /// Text that keeps its spaces and lines.
    case document(max: Int = 200_000)
    case number(ClosedRange<Double>? = nil)
    case integer(ClosedRange<Int>)
    case boolean
    /// An ISO 8601 moment.
    case instant
    /// An id such as `cas_…`; the prefix says of what.
    case id(String)
    case choice([String])
    case array(Shape, max: Int = 1_000)
    case object([Field])
    /// An object whose member names are not known beforehand.
    case map(Shape)
    case any
}

/// A named part of an object.
public struct Field: Sendable {
    public enum Presence: Sendable { case required, optional }

    public let name: String
    public let shape: Shape
    public let presence: Presence
    /// One English sentence for the reader of the API document.
    public let summary: String?

    public init(
        _ name: String, _ shape: Shape, _ presence: Presence = .required, _ summary: String? = nil
    ) {
        self.name = name
        self.shape = shape
        self.presence = presence
        self.summary = summary
    }
}

extension Shape {
    /// Every fault of `value`, and the value in its canonical form (trimmed text, numbers and
    /// booleans read from a form's text).
    func check(_ value: JSON, at path: String, faults: inout [Refusal.Fault]) -> JSON {
        func fault(_ code: String, _ values: [String: String] = [:]) -> JSON {
            faults.append(.init(path, code, values))
            return .null
        }
        switch self {
        case .any: return value
        case .text(let max): return checkText(value, max: max, trims: true, fault)
        case .document(let max): return checkText(value, max: max, trims: false, fault)
        case .number(let range):
            guard let number = Shape.number(value) else { return fault("notANumber") }
            if let range, !range.contains(number) {
                return fault(
                    "outOfRange",
                    ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return .number(number)
        case .integer(let range):
            guard let number = Shape.number(value), let whole = Int(exactly: number) else {
                return fault("notAWholeNumber")
            }
            guard range.contains(whole) else {
                return fault(
                    "outOfRange",
                    ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return .number(number)
        case .boolean:
            switch value {
            case .bool: return value
            case "true", "on", "1": return true
            case "false", "off", "0": return false
            default: return fault("notABoolean")
            }
        case .instant:
            guard let text = value.string, Instant(iso8601: text) != nil else {
                return fault("notAnInstant")
            }
            return value
        case .id(let prefix):
            guard let text = value.string, text.hasPrefix(prefix + "_"), text.utf8.count <= 32
            else { return fault("notAnID", ["prefix": prefix]) }
            return value
        case .choice(let choices):
            guard let text = value.string, choices.contains(text) else {
                return fault("notAChoice", ["choices": choices.joined(separator: ", ")])
            }
            return value
        case .array(let element, let max):
            guard let elements = value.array else { return fault("notAList") }
            guard elements.count <= max else { return fault("tooMany", ["max": "\(max)"]) }
            return .array(
                elements.enumerated().map {
                    element.check($1, at: "\(path)[\($0)]", faults: &faults)
                })
        case .map(let element):
            guard let object = value.object else { return fault("notAnObject") }
            return .object(
                JSON.Object(
                    object.members.map {
                        JSON.Object.Member(
                            key: $0.key,
                            value: element.check(
                                $0.value, at: path.joined($0.key), faults: &faults))
                    }))
        case .object(let fields):
            guard let object = value.object else { return fault("notAnObject") }
            return .object(Shape.check(object, fields, at: path, faults: &faults))
        }
    }

    static func check(
        _ object: JSON.Object, _ fields: [Field], at path: String, faults: inout [Refusal.Fault]
    ) -> JSON.Object {
        var checked = JSON.Object()
        for field in fields {
            let place = path.joined(field.name)
            guard let value = object[field.name], !value.isNull, value != "" else {
                if field.presence == .required { faults.append(.init(place, "required")) }
                continue
            }
            checked.append(field.name, field.shape.check(value, at: place, faults: &faults))
        }
        for member in object.members where !fields.contains(where: { $0.name == member.key }) {
            faults.append(
                .init(
                    path.joined(member.key), "unknownField",
                    ["known": fields.map(\.name).joined(separator: ", ")]))
        }
        return checked
    }

    private func checkText(
        _ value: JSON, max: Int, trims: Bool,
        _ fault: (String, [String: String]) -> JSON
    ) -> JSON {
        guard let text = value.string else { return fault("notText", [:]) }
        let kept = trims ? text.trimmed : text
        guard !kept.isEmpty else { return fault("required", [:]) }
        guard kept.utf8.count <= max * 4, kept.count <= max else {
            return fault("tooLong", ["max": "\(max)"])
        }
        // PostgreSQL cannot hold it in text, and nobody types it.
        guard !kept.utf8.contains(0) else { return fault("notText", [:]) }
        return .string(kept)
    }

    private static func number(_ value: JSON) -> Double? {
        switch value {
        case .number(let number): number
        case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        default: nil
        }
    }
}

extension String {
    func joined(_ name: String) -> String { isEmpty ? name : "\(self).\(name)" }

    /// Without white space at both ends.
    public var trimmed: String {
        guard let first = unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}
