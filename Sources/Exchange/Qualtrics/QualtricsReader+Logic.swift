import Base
import Domain

extension QualtricsReader {
    /// Groups of comparisons; what cannot be put into ours is told and left out.
    mutating func condition(_ logic: JSON?, _ tag: String, _ member: String) -> String? {
        guard let logic, logic.object != nil else { return nil }
        var whole: Node?
        for group in logic.object?.members ?? [] {
            guard group.key.allSatisfy(\.isNumber) else { continue }
            let parts = (group.value.object?.members ?? [])
                .filter { $0.key.allSatisfy(\.isNumber) }.map(\.value)
            guard !parts.isEmpty else { continue }
            guard let part = joined(parts) else {
                let told = parts.first { comparison($0) == nil } ?? parts[0]
                losses.add(
                    tag, member, .logic,
                    told["Description"]?.string.map { Markup.text(of: $0).text } ?? "")
                return nil
            }
            let isOr = ["OrIf", "ElseIf", "Or"].contains(group.value["Type"]?.string ?? "")
            whole = whole.map { isOr ? .or($0, part) : .and($0, part) } ?? part
        }
        return whole?.description
    }

    private func joined(_ parts: [JSON]) -> Node? {
        let isAny = parts.dropFirst().allSatisfy(isOr)
        var out: Node?
        var rest = parts[...]
        while let one = rest.first {
            // Choices of one question, any of which will do, are one comparison.
            let run = isAny ? rest.prefix { isChoice($0, of: one) }.count : 1
            guard let node = run > 1 ? oneOf(Array(rest.prefix(run))) : comparison(one) else {
                return nil
            }
            out = out.map { isOr(one) ? .or($0, node) : .and($0, node) } ?? node
            rest = rest.dropFirst(max(1, run))
        }
        return out
    }

    private func isOr(_ part: JSON) -> Bool {
        part["Conjuction"] == "Or" || part["Conjunction"] == "Or"
    }

    private func isChoice(_ part: JSON, of first: JSON) -> Bool {
        guard part["QuestionID"] == first["QuestionID"], part["Operator"] == "Selected",
            let id = part["QuestionID"]?.string, let question = questions[id],
            question["QuestionType"] == "MC", number(in: part) != nil
        else { return false }
        return marks[id].map(\.kind.isRating) ?? !isMany(question)
    }

    private func isMany(_ question: JSON) -> Bool {
        let selector = question["Selector"]?.string ?? ""
        return selector.hasPrefix("MA") || selector == "MSB"
    }

    /// Their number of the choice that is spoken of.
    private func number(in part: JSON) -> String? {
        let locator = part["ChoiceLocator"]?.string ?? part["LeftOperand"]?.string ?? ""
        let steps = locator.split(separator: "/").map(String.init)
        return steps.contains("SelectableChoice") ? steps.last : nil
    }

    private func oneOf(_ parts: [JSON]) -> Node? {
        guard let id = parts[0]["QuestionID"]?.string, let key = keys[id] else { return nil }
        let numbers = parts.compactMap(number)
        let name = Node.name("answers.\(key)")
        guard let mark = marks[id] else {
            let known = numbers.compactMap { codes[id]?[$0] }
            return known.count == numbers.count ? .in(name, .list(known.map(JSON.string))) : nil
        }
        let steps = numbers.compactMap { step($0, id, mark) }.sorted()
        let all = order(questions[id] ?? .null, "Choices").compactMap { step($0, id, mark) }
        guard steps.count == numbers.count, let low = all.min(), let high = all.max() else {
            return nil
        }
        if steps == Array(low..<(low + steps.count)) {
            return .compare(.lessOrEqual, name, .number(Double(low + steps.count - 1)))
        }
        if steps == Array((high - steps.count + 1)...high) {
            return .compare(.greaterOrEqual, name, .number(Double(high - steps.count + 1)))
        }
        return .in(name, .list(steps.map { .integer($0) }))
    }

    private func step(_ number: String, _ id: String, _ mark: Mark) -> Int? {
        if mark.kind == .nps { return Int(number) }
        return order(questions[id] ?? .null, "Choices").firstIndex(of: number).map {
            mark.first + $0
        }
    }

    private func comparison(_ one: JSON) -> Node? {
        if one["LogicType"] == "EmbeddedField" { return field(one) }
        guard one["LogicType"] == "Question", let id = one["QuestionID"]?.string,
            let key = keys[id], let question = questions[id]
        else { return nil }
        let name = Node.name("answers.\(key)")
        let operation = one["Operator"]?.string ?? ""
        switch operation {
        case "Selected", "NotSelected":
            guard question["QuestionType"] == "MC", let number = number(in: one),
                let holds = chosen(number, name, id, question)
            else { return nil }
            return operation == "Selected" ? holds : .not(holds)
        case "Empty": return .not(.call(.answered, [name]))
        case "NotEmpty": return .call(.answered, [name])
        default: break
        }
        guard let sign = Node.Comparison(qualtrics: operation),
            question["QuestionType"] != "Matrix",
            let right = one["RightOperand"]
        else { return nil }
        let value = right.number ?? right.string.flatMap(Double.init)
        if one["LeftOperand"]?.string?.hasSuffix("/SelectedChoicesCount") == true {
            guard let value else { return nil }
            // A choice of one has none or one.
            if isMany(question) {
                return .compare(sign, .call(.count, [name]), .number(value))
            }
            guard value == 0 else { return nil }
            let answered = Node.call(.answered, [name])
            return sign == .greater ? answered : sign == .equal ? .not(answered) : nil
        }
        let isText = question["QuestionType"] == "TE" && kind("TE", "", question) != .number
        if isText, let text = right.string, sign == .equal || sign == .notEqual {
            return .compare(sign, name, .text(text))
        }
        return value.map { .compare(sign, name, .number($0)) }
    }

    private func chosen(_ number: String, _ name: Node, _ id: String, _ question: JSON) -> Node? {
        guard let mark = marks[id] else {
            guard let code = codes[id]?[number] else { return nil }
            return isMany(question)
                ? .contains(name, .text(code)) : .compare(.equal, name, .text(code))
        }
        switch mark.kind {
        case .yesNo, .consent:
            let isFirst = order(question, "Choices").first == number
            return .compare(.equal, name, .bool(isFirst))
        default:
            return step(number, id, mark).map { .compare(.equal, name, .number(Double($0))) }
        }
    }

    private func field(_ one: JSON) -> Node? {
        guard let name = one["LeftOperand"]?.string, let key = fields[name],
            let sign = Node.Comparison(qualtrics: one["Operator"]?.string ?? ""),
            let right = one["RightOperand"].map({ $0.string ?? $0.text }),
            sign == .equal || sign == .notEqual
        else { return nil }
        return .compare(sign, .name("hidden.\(key)"), .text(right))
    }
}
