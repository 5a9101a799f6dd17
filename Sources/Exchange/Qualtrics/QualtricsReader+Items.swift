import Base
import Domain

extension QualtricsReader {
    /// Numbers of choices or answers in their order.
    func order(_ question: JSON, _ member: String) -> [String] {
        let list = question[member]
        let known = list?.object?.keys ?? list?.array.map { $0.indices.map(String.init) } ?? []
        let wanted = (question[member == "Choices" ? "ChoiceOrder" : "AnswerOrder"]?.array ?? [])
            .map { $0.string ?? $0.text }
        let listed = wanted.filter(known.contains)
        return listed.isEmpty ? known : listed
    }

    /// What a choice is called: its own name where it has one, or its number.
    mutating func declare(_ id: String) {
        guard let question = questions[id] else { return }
        let tag = question["DataExportTag"]?.string ?? id
        let key = names.name(for: tag)
        keys[id] = key
        if key != tag { losses.add(tag, "DataExportTag", .renamed, key) }
        var own = Names(first: question["QuestionType"] == "Matrix" ? "r" : "c")
        for number in order(question, "Choices") {
            let name =
                question["VariableNaming"]?[number]?.string
                ?? question["ChoiceDataExportTags"]?[number]?.string ?? number
            codes[id, default: [:]][number] = own.name(for: name)
        }
    }

    mutating func items(of question: JSON, _ id: String) -> [Draft.Question] {
        let tag = question["DataExportTag"]?.string ?? id
        let type = question["QuestionType"]?.string ?? ""
        let selector = question["Selector"]?.string ?? ""
        guard let kind = kind(type, selector, question) else {
            losses.add(tag, "", .kind, "\(type) \(selector)")
            return []
        }
        var item = Draft.Question(foreign: tag, key: keys[id] ?? names.name(for: tag), kind: kind)
        item.title = texts(question, tag, ["QuestionText"])
        let settings = question["Validation"]?["Settings"]
        item.isRequired = settings?["ForceResponse"] == "ON" && kind != .statement
        item.showIf = displayLogic(question["DisplayLogic"], tag)
        if question["Randomization"]?["Type"] == "All" { item.members.append(("shuffle", true)) }
        note(question, tag)
        switch kind {
        case .nps: item.scale = (0, 11, [:])
        case .single, .multiple, .ranking: readChoices(question, id, tag, settings, &item)
        case .matrix: return readMatrix(question, id, tag, selector, item)
        case .constantSum:
            item.rows = choices(question, id, tag)
            let total = settings?["ChoiceTotal"].flatMap {
                $0.number ?? $0.string.flatMap(Double.init)
            }
            item.members.append(("total", .number(total ?? 100)))
        case .text where selector == "FORM": return split(question, id, tag, item, .text)
        case .number where type == "Slider":
            let range = question["Configuration"]
            item.members += [
                ("display", "slider"), ("min", .number(number(range?["CSSliderMin"]) ?? 0)),
                ("max", .number(number(range?["CSSliderMax"]) ?? 100)),
            ]
            return order(question, "Choices").count > 1
                ? split(question, id, tag, item, .number) : [item]
        default: break
        }
        return [item]
    }

    private func number(_ json: JSON?) -> Double? {
        json?.number ?? json?.string.flatMap(Double.init)
    }

    private func kind(_ type: String, _ selector: String, _ question: JSON) -> Item.Kind? {
        switch type {
        case "MC":
            if selector == "NPS" { return .nps }
            return selector.hasPrefix("MA") || selector == "MSB" ? .multiple : .single
        case "TE":
            let content = question["Validation"]?["Settings"]?["ContentType"]?.string
            switch content {
            case "ValidEmail": return .mail
            case "ValidNumber": return .number
            case "ValidPhone": return .phone
            default: return ["ML", "ESTB"].contains(selector) ? .longText : .text
            }
        case "Matrix": return selector == "CS" ? nil : .matrix
        case "RO": return .ranking
        case "CS": return .constantSum
        case "DB": return selector == "GRB" ? .statement : .statement
        case "Slider": return .number
        case "FileUpload": return .file
        case "Draw": return .signature
        default: return nil
        }
    }

    private mutating func note(_ question: JSON, _ tag: String) {
        if question["QuestionJS"]?.string?.trimmed.isEmpty == false {
            losses.add(tag, "QuestionJS", .member)
        }
        for member in ["DynamicChoices", "GradingData", "DefaultChoices", "InPageDisplayLogic"] {
            guard let value = question[member], !value.isNull, value != false else { continue }
            if value.array?.isEmpty == true || value.object?.isEmpty == true { continue }
            losses.add(tag, member, member.hasSuffix("Logic") ? .logic : .member)
        }
        if let type = question["Validation"]?["Settings"]?["Type"]?.string,
            ![
                "None", "ChoicesTotal", "ContentType", "MinChoices", "MaxChoices", "ChoiceRange",
                "MinMaxChoices",
            ]
            .contains(type)
        {
            losses.add(tag, "Validation", .member, type)
        }
    }

    private mutating func choices(_ question: JSON, _ id: String, _ tag: String) -> [Draft.Choice] {
        order(question, "Choices").map { number in
            let code = codes[id]?[number] ?? "c\(number)"
            let known =
                question["VariableNaming"]?[number]?.string
                ?? question["ChoiceDataExportTags"]?[number]?.string ?? number
            if code != known { losses.add(tag, known, .renamed, code) }
            var choice = Draft.Choice(code: code, title: texts(question, tag, ["Choices", number]))
            choice.showIf = displayLogic(question["Choices"]?[number]?["DisplayLogic"], tag)
            return choice
        }
    }

    private mutating func readChoices(
        _ question: JSON, _ id: String, _ tag: String, _ settings: JSON?,
        _ item: inout Draft.Question
    ) {
        item.options = choices(question, id, tag)
        var others = 0
        for (place, number) in order(question, "Choices").enumerated() {
            let choice = question["Choices"]?[number]
            let isText =
                choice?["TextEntry"] == "true" || choice?["TextEntry"] == "on"
                || choice?["TextEntry"] == true
            if isText, item.kind != .ranking {
                others += 1
                item.options[place].isOther = others == 1
                if others > 1 { losses.add(tag, "TextEntry", .member, item.options[place].code) }
            }
            if choice?["ExclusiveAnswer"] == true || choice?["ExclusiveAnswer"] == "true" {
                item.options[place].isExclusive = item.kind == .multiple
            }
            if item.kind == .ranking { item.options[place].showIf = nil }
        }
        if ["DL", "SB"].contains(question["Selector"]?.string ?? "") {
            item.members.append(("display", "dropdown"))
        }
        guard item.kind == .multiple else { return }
        for (theirs, own) in [("MinChoices", "min"), ("MaxChoices", "max")] {
            if let count = number(settings?[theirs]), count >= 1 {
                item.members.append((own, .number(count)))
            }
        }
    }

    private mutating func readMatrix(
        _ question: JSON, _ id: String, _ tag: String, _ selector: String, _ item: Draft.Question
    ) -> [Draft.Question] {
        var item = item
        item.rows = choices(question, id, tag)
        let numbers = order(question, "Answers")
        if selector == "TE" {
            item.members.append(("cells", "text"))
            return [item]
        }
        if selector == "Bipolar" {
            for place in item.rows.indices {
                let ends = item.rows[place].title.mapValues {
                    $0.split(separator: ":", maxSplits: 1)
                }
                item.rows[place].low = ends.compactMapValues { $0.first?.trimmed }
                item.rows[place].high = ends.compactMapValues { $0.count > 1 ? $0[1].trimmed : nil }
            }
        }
        let isMany = question["SubSelector"] == "MultipleAnswer"
        // Answers in order are steps; their words go with them.
        if !isMany, (3...11).contains(numbers.count) {
            var labels: [Int: Texts] = [:]
            for (step, number) in numbers.enumerated() {
                labels[step + 1] = texts(question, tag, ["Answers", number])
            }
            item.scale = (1, numbers.count, labels)
            return [item]
        }
        item.members.append(("cells", isMany ? "multiple" : "single"))
        var names = Names(first: "c")
        item.options = numbers.map { number in
            Draft.Choice(
                code: names.name(for: number), title: texts(question, tag, ["Answers", number]))
        }
        return [item]
    }

    private mutating func split(
        _ question: JSON, _ id: String, _ tag: String, _ item: Draft.Question, _ kind: Item.Kind
    ) -> [Draft.Question] {
        let parts = choices(question, id, tag)
        losses.add(tag, "Choices", .split, "\(parts.count)")
        return parts.map { part in
            var one = item
            one.foreign = "\(tag)_\(part.code)"
            one.key = names.name(for: one.foreign)
            one.kind = kind
            for (language, text) in part.title {
                one.title[language] = [one.title[language], text].compactMap(\.self)
                    .joined(separator: " \u{2013} ")
            }
            one.members.removeAll { $0.0 == "shuffle" }
            return one
        }
    }

    // MARK: Display logic

    /// Groups of comparisons; what cannot be put into ours is told and left out.
    mutating func displayLogic(_ logic: JSON?, _ tag: String) -> String? {
        guard let logic, logic.object != nil else { return nil }
        var whole: Node?
        for group in logic.object?.members ?? [] {
            guard group.key.allSatisfy(\.isNumber) else { continue }
            var part: Node?
            for one in group.value.object?.members ?? [] where one.key.allSatisfy(\.isNumber) {
                guard let node = comparison(one.value) else {
                    losses.add(
                        tag, "DisplayLogic", .logic,
                        one.value["Description"]?.string.map { Markup.text(of: $0).text } ?? "")
                    return nil
                }
                let isOr = one.value["Conjuction"] == "Or" || one.value["Conjunction"] == "Or"
                part = part.map { isOr ? .or($0, node) : .and($0, node) } ?? node
            }
            guard let part else { continue }
            let isOr = ["OrIf", "ElseIf", "Or"].contains(group.value["Type"]?.string ?? "")
            whole = whole.map { isOr ? .or($0, part) : .and($0, part) } ?? part
        }
        return whole?.description
    }

    private func comparison(_ one: JSON) -> Node? {
        guard one["LogicType"] == "Question", let id = one["QuestionID"]?.string,
            let key = keys[id], let question = questions[id]
        else { return nil }
        let name = Node.name("answers.\(key)")
        let locator = one["ChoiceLocator"]?.string ?? one["LeftOperand"]?.string ?? ""
        let parts = locator.split(separator: "/").map(String.init)
        let operation = one["Operator"]?.string ?? ""
        if operation == "Selected" || operation == "NotSelected" {
            guard let number = parts.last, question["QuestionType"] == "MC",
                parts.contains("SelectableChoice")
            else { return nil }
            let selector = question["Selector"]?.string ?? ""
            let holds: Node
            if selector == "NPS" {
                guard let step = Double(number) else { return nil }
                holds = .compare(.equal, name, .number(step))
            } else {
                guard let code = codes[id]?[number] else { return nil }
                holds =
                    selector.hasPrefix("MA") || selector == "MSB"
                    ? .contains(name, .text(code)) : .compare(.equal, name, .text(code))
            }
            return operation == "Selected" ? holds : .not(holds)
        }
        switch operation {
        case "Empty": return .not(.call(.answered, [name]))
        case "NotEmpty": return .call(.answered, [name])
        default: break
        }
        let signs: [String: Node.Comparison] = [
            "EqualTo": .equal, "NotEqualTo": .notEqual, "LessThan": .less, "GreaterThan": .greater,
            "LessThanOrEqual": .lessOrEqual, "GreaterThanOrEqual": .greaterOrEqual,
        ]
        guard let sign = signs[operation], question["QuestionType"] != "Matrix",
            let right = one["RightOperand"].flatMap({ $0.number ?? $0.string.flatMap(Double.init) })
        else { return nil }
        return .compare(sign, name, .number(right))
    }
}
