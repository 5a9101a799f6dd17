public import Base

extension Instrument {
    /// What `answers` of a whole response look like, as JSON Schema (2020-12). It says what each
    /// kind takes; what depends on other answers (logic, rules, sums) is said by the check alone.
    public var answerSchema: JSON {
        var properties = JSON.Object()
        for item in items where item.kind != .statement {
            properties.append(item.key, item.schema)
        }
        let required = items.indices.filter { items[$0].isRequired && isAlwaysAsked($0) }
        var schema = JSON.Object()
        schema.append("$schema", "https://json-schema.org/draft/2020-12/schema")
        schema.append("title", .string(title[languages[0]]))
        schema.append("type", "object")
        schema.append("properties", .object(properties))
        schema.append("required", .array(required.map { .string(items[$0].key) }))
        schema.append("additionalProperties", false)
        return .object(schema)
    }

    /// Whether nothing leads past the question.
    private func isAlwaysAsked(_ place: Int) -> Bool {
        let page = items[place].page
        return items[place].showIf == nil && pages[page].showIf == nil
            && pages[..<page].allSatisfy { $0.jumps.isEmpty }
    }
}

extension Item {
    /// What an answer looks like.
    public var schema: JSON {
        var schema = kind.hasRows ? linesSchema : orAbsent(valueSchema(cells[0]))
        schema.append("title", .string(title.en))
        return .object(schema)
    }

    /// The same, or what stands in place of an answer.
    private func orAbsent(_ schema: JSON.Object) -> JSON.Object {
        var ways: [JSON] = [.object(schema)]
        if allowsNotApplicable { ways.append(["type": "null"]) }
        if allowsDontKnow { ways.append(["const": .string(Item.dontKnowText)]) }
        guard ways.count > 1 else { return schema }
        return JSON.Object([.init(key: "anyOf", value: .array(ways))])
    }

    private var linesSchema: JSON.Object {
        var properties = JSON.Object()
        for row in rows {
            let own = cells(of: row)
            guard !sides.isEmpty else {
                properties.append(row.code, .object(orAbsent(valueSchema(own[0]))))
                continue
            }
            var below = JSON.Object()
            for cell in own {
                below.append(cell.path[1], .object(orAbsent(valueSchema(cell))))
            }
            properties.append(row.code, Item.object(below, required: isRequired && below.count > 0))
        }
        let schema = Item.object(
            properties, required: isRequired && rows.allSatisfy { $0.showIf == nil })
        return orAbsent(schema.object ?? JSON.Object())
    }

    private static func object(_ properties: JSON.Object, required: Bool) -> JSON {
        [
            "type": "object", "properties": .object(properties),
            "required": .array(required ? properties.keys.map(JSON.string) : []),
            "additionalProperties": false,
        ]
    }

    private func valueSchema(_ cell: Cell) -> JSON.Object {
        let schema: JSON =
            switch cell.kind {
            case .nps, .csat, .ces, .rating: stepSchema(cell)
            case .single: ["oneOf": .array(choices(cell))]
            case .multiple, .ranking: listSchema(cell)
            case .yesNo: ["type": "boolean"]
            case .consent: isRequired ? ["const": true] : ["type": "boolean"]
            case .text, .longText: textSchema
            case .mail: ["type": "string", "format": "email"]
            case .phone: ["type": "string"]
            case .number: numberSchema
            case .date: ["type": "string", "format": "date"]
            case .time: ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
            case .file: filesSchema
            case .signature: signatureSchema
            case .matrix, .pairs, .kano, .constantSum, .maxdiff, .statement: false
            }
        return schema.object ?? JSON.Object()
    }

    private func choices(_ cell: Cell) -> [JSON] {
        options(of: cell).map { ["const": .string($0.code), "title": .string($0.title.en)] }
    }

    private func stepSchema(_ cell: Cell) -> JSON {
        let steps = scale(of: cell)?.steps ?? 0...0
        return [
            "type": "integer", "minimum": .integer(steps.lowerBound),
            "maximum": .integer(steps.upperBound),
        ]
    }

    private func listSchema(_ cell: Cell) -> JSON {
        var least = 1
        var most = options(of: cell).count
        if case .count(let range) = bounds, cell.path.isEmpty {
            // "None of these" stands alone, whatever else is asked for.
            least = options.contains(where: \.isExclusive) ? 1 : range.lowerBound
            most = range.upperBound
        }
        return [
            "type": "array", "items": ["oneOf": .array(choices(cell))], "uniqueItems": true,
            "minItems": .integer(least), "maxItems": .integer(most),
        ]
    }

    private var textSchema: JSON {
        guard case .length(let most) = bounds else { return ["type": "string"] }
        return ["type": "string", "maxLength": .integer(most)]
    }

    private var numberSchema: JSON {
        if case .total(let total) = bounds {
            return ["type": "number", "minimum": 0, "maximum": .number(total)]
        }
        guard case .range(let range, let step) = bounds else { return ["type": "number"] }
        var schema = JSON.Object()
        schema.append("type", step == 1 ? "integer" : "number")
        if range.lowerBound > -1e15 { schema.append("minimum", .number(range.lowerBound)) }
        if range.upperBound < 1e15 { schema.append("maximum", .number(range.upperBound)) }
        return .object(schema)
    }

    private static let attachmentSchema: JSON = [
        "type": "string", "pattern": .string("^\(Attachment.idPrefix)_[0-9a-z]{13}$"),
    ]

    private var signatureSchema: JSON {
        func made(_ field: String, _ most: Int) -> JSON {
            let text: JSON = ["type": "string", "maxLength": .integer(most)]
            return Item.object(JSON.Object([.init(key: field, value: text)]), required: true)
        }
        return [
            "anyOf": [
                Item.attachmentSchema, made(Item.drawnField, Signature.pathMost),
                made(Item.typedField, Signature.nameMost),
            ]
        ]
    }

    private var filesSchema: JSON {
        guard case .files(let terms) = bounds else { return false }
        return [
            "type": "array", "items": Item.attachmentSchema, "uniqueItems": true,
            "minItems": 1, "maxItems": .integer(terms.count),
        ]
    }
}
