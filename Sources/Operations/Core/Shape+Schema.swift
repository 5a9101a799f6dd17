public import Base

extension Shape {
    /// JSON Schema (2020-12), as OpenAPI 3.1 uses it.
    public var schema: JSON {
        switch self {
        case .text(let max), .document(let max): ["type": "string", "maxLength": .integer(max)]
        case .number(let range?):
            [
                "type": "number", "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .number(nil): ["type": "number"]
        case .integer(let range): Shape.schema(ofIntegersIn: range)
        case .boolean: ["type": "boolean"]
        case .instant: ["type": "string", "format": "date-time"]
        case .id(let prefix): ["type": "string", "pattern": .string("^\(prefix)_[0-9a-z]{13}$")]
        case .choice(let choices):
            ["type": "string", "enum": .array(choices.map(JSON.string))]
        case .array(let element, let max):
            ["type": "array", "items": element.schema, "maxItems": .integer(max)]
        case .map(let element): ["type": "object", "additionalProperties": element.schema]
        case .any: [:]
        case .object(let fields): Shape.schema(of: fields)
        }
    }

    /// A bound that no JSON number holds exactly is none for the reader.
    private static func schema(ofIntegersIn range: ClosedRange<Int>) -> JSON {
        var schema = JSON.Object([.init(key: "type", value: "integer")])
        for (name, bound) in [("minimum", range.lowerBound), ("maximum", range.upperBound)]
        where bound.magnitude < 1 << 53 {
            schema.append(name, .integer(bound))
        }
        return .object(schema)
    }

    static func schema(of fields: [Field]) -> JSON {
        var properties = JSON.Object()
        for field in fields { properties.append(field.name, field.schema) }
        let required = fields.filter { $0.presence == .required }.map { JSON.string($0.name) }
        var schema: JSON.Object = .init()
        schema.append("type", "object")
        schema.append("properties", .object(properties))
        if !required.isEmpty { schema.append("required", .array(required)) }
        schema.append("additionalProperties", false)
        return .object(schema)
    }
}

extension Field {
    /// The shape's schema with the field's sentence; an optional field may also be null.
    public var schema: JSON {
        guard var object = shape.schema.object else { return [:] }
        if presence == .optional, let type = object["type"] { object["type"] = [type, "null"] }
        if presence == .optional, let choices = object["enum"]?.array {
            object["enum"] = .array(choices + [.null])
        }
        if let summary { object.append("description", .string(summary)) }
        return .object(object)
    }
}
