import Base
import Domain

/// Conditions as Qualtrics has them: sets of comparisons, all of which must hold, each where any of
/// its comparisons does.
extension QualtricsWriter {
    /// One comparison.
    private typealias Literal = JSON.Object

    /// More are not written: nobody could read them.
    private static let setsMost = 64

    /// Nil where there is none, and where it cannot be put so, which is told.
    mutating func logic(_ expression: Expression?, _ question: String, _ member: String) -> JSON? {
        guard let expression else { return nil }
        guard let sets = sets(expression.root, true), sets.count <= QualtricsWriter.setsMost else {
            losses(question, member, .logic, expression.description)
            return nil
        }
        var out = JSON.Object()
        for (place, set) in sets.enumerated() {
            var group = JSON.Object()
            for (number, literal) in set.enumerated() {
                var literal = literal
                // Spelled so in their files.
                if number > 0 { literal.append("Conjuction", "Or") }
                group.append("\(number)", .object(literal))
            }
            group.append("Type", place == 0 ? "If" : "AndIf")
            out.append("\(place)", .object(group))
        }
        out.append("Type", "BooleanExpression")
        return .object(out)
    }

    private func sets(_ node: Node, _ wanted: Bool) -> [[Literal]]? {
        switch node {
        case .not(let inner): return sets(inner, !wanted)
        case .and(let a, let b), .or(let a, let b):
            guard let left = sets(a, wanted), let right = sets(b, wanted) else { return nil }
            if case .and = node, wanted { return left + right }
            if case .or = node, !wanted { return left + right }
            guard left.count * right.count <= QualtricsWriter.setsMost else { return nil }
            return left.flatMap { one in right.map { one + $0 } }
        default:
            // Where nothing can make it hold there is nothing to write.
            guard let any = literals(node, wanted), !any.isEmpty else { return nil }
            return [any]
        }
    }

    /// Any of which makes it hold.
    private func literals(_ node: Node, _ wanted: Bool) -> [Literal]? {
        switch node {
        case .compare(let sign, .name(let name), let value):
            return compare(name, wanted ? sign : sign.opposite, value)
        case .compare(let sign, .call(.count, let arguments), .number(let count)):
            guard arguments.count == 1, case .name(let name) = arguments[0],
                let item = item(name), item.kind == .multiple
            else { return nil }
            let sign = wanted ? sign : sign.opposite
            return [compared(item, "SelectedChoicesCount", sign, .number(count))]
        case .name(let name): return compare(name, wanted ? .equal : .notEqual, .bool(true))
        case .in(.name(let name), .list(let elements)):
            guard let item = item(name) else { return nil }
            return selected(item) { elements.contains($0) == wanted }
        case .contains(.name(let name), .text(let code)):
            guard let item = item(name), item.kind == .multiple,
                let place = item.options.firstIndex(where: { $0.code == code })
            else { return nil }
            return [chosen(item, "\(place + 1)", wanted)]
        case .call(.answered, let arguments): return answered(arguments, wanted)
        case .call(.isMissing, let arguments): return answered(arguments, !wanted)
        default: return nil
        }
    }

    private func compare(_ name: String, _ sign: Node.Comparison, _ value: Node) -> [Literal]? {
        if name.hasPrefix("hidden.") { return field(String(name.dropFirst(7)), sign, value) }
        guard let item = item(name) else { return nil }
        switch value {
        case .number(let number) where item.kind == .number:
            let entry =
                item.display == .slider ? "ChoiceNumericEntryValue/1" : "ChoiceTextEntryValue"
            return [compared(item, entry, sign, .number(number))]
        case .number(let number):
            return selected(item) { $0.number.map { sign.holds($0, number) } ?? false }
        case .text(let text) where item.kind.isText:
            guard sign == .equal || sign == .notEqual else { return nil }
            return [compared(item, "ChoiceTextEntryValue", sign, .string(text))]
        case .text(let code):
            return selected(item) { $0.string.map { sign.holds($0, code) } ?? false }
        case .bool(let bool) where sign == .equal || sign == .notEqual:
            let isTrue = (sign == .equal) == bool
            switch item.kind {
            case .yesNo: return [chosen(item, isTrue ? "1" : "2", true)]
            case .consent: return [chosen(item, "1", isTrue)]
            default: return nil
            }
        default: return nil
        }
    }

    /// The question that a name in a condition stands for; nil for lines and what is computed.
    private func item(_ name: String) -> Item? {
        let instrument = writing.instrument
        if name == "score" { return instrument.scoreItem.flatMap { $0.kind.isRating ? $0 : nil } }
        guard name.hasPrefix("answers."), let item = instrument[item: String(name.dropFirst(8))],
            ids[item.key] != nil, item.rows.isEmpty
        else { return nil }
        return item
    }

    // MARK: Comparisons

    /// One for each choice that fits; an answer left open fits none, as with us.
    private func selected(_ item: Item, _ fits: (JSON) -> Bool) -> [Literal]? {
        if let scale = item.scale, item.kind.isRating {
            return scale.steps.filter { fits(.integer($0)) }.map {
                chosen(item, "\(item.kind == .nps ? $0 : $0 - scale.first + 1)", true)
            }
        }
        guard item.kind == .single else { return nil }
        return item.options.indices.filter { fits(.string(item.options[$0].code)) }.map {
            chosen(item, "\($0 + 1)", true)
        }
    }

    private func chosen(_ item: Item, _ number: String, _ isChosen: Bool) -> Literal {
        let id = ids[item.key] ?? ""
        let locator = JSON.string("q://\(id)/SelectableChoice/\(number)")
        return literal(
            id,
            [
                ("ChoiceLocator", locator), ("Operator", isChosen ? "Selected" : "NotSelected"),
                ("QuestionIDFromLocator", .string(id)), ("LeftOperand", locator),
            ])
    }

    private func compared(
        _ item: Item, _ entry: String, _ sign: Node.Comparison, _ value: JSON
    ) -> Literal {
        let id = ids[item.key] ?? ""
        return literal(
            id,
            [
                ("LeftOperand", .string("q://\(id)/\(entry)")),
                ("Operator", .string(sign.qualtrics)),
                ("RightOperand", .string(value.string ?? value.text)),
            ])
    }

    private func answered(_ arguments: [Node], _ wanted: Bool) -> [Literal]? {
        guard arguments.count == 1, case .name(let name) = arguments[0], let item = item(name),
            let id = ids[item.key]
        else { return nil }
        let operand = item.isEntered ? "ChoiceTextEntryValue" : "SelectedChoicesCount"
        guard item.isEntered else {
            return [compared(item, operand, wanted ? .greater : .equal, .number(0))]
        }
        return [
            literal(
                id,
                [
                    ("LeftOperand", .string("q://\(id)/\(operand)")),
                    ("Operator", wanted ? "NotEmpty" : "Empty"),
                ])
        ]
    }

    private func literal(_ id: String, _ members: [(String, JSON)]) -> Literal {
        var out = Literal()
        out.append("LogicType", "Question")
        out.append("QuestionID", .string(id))
        out.append("QuestionIsInLoop", "no")
        for (name, value) in members { out.append(name, value) }
        out.append("Type", "Expression")
        return out
    }

    private func field(_ key: String, _ sign: Node.Comparison, _ value: Node) -> [Literal]? {
        let text: String
        switch value {
        case .text(let own) where sign == .equal || sign == .notEqual: text = own
        case .number(let number): text = JSON.number(number).text
        default: return nil
        }
        var out = Literal()
        out.append("LogicType", "EmbeddedField")
        out.append("LeftOperand", .string(key))
        out.append("Operator", .string(sign.qualtrics))
        out.append("RightOperand", .string(text))
        out.append("Type", "Expression")
        return [out]
    }
}

extension Node.Comparison {
    /// As Qualtrics calls them.
    var qualtrics: String {
        switch self {
        case .equal: "EqualTo"
        case .notEqual: "NotEqualTo"
        case .less: "LessThan"
        case .lessOrEqual: "LessThanOrEqual"
        case .greater: "GreaterThan"
        case .greaterOrEqual: "GreaterThanOrEqual"
        }
    }

    init?(qualtrics: String) {
        guard let known = Node.Comparison.allCases.first(where: { $0.qualtrics == qualtrics })
        else { return nil }
        self = known
    }
}
