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
        marks[id] = Mark(question, order(question, "Choices"))
        var own = Names(first: hasLines(question) ? "r" : "c")
        for number in order(question, "Choices") {
            codes[id, default: [:]][number] = own.name(for: name(of: number, question))
        }
    }

    /// The variables of a table are its columns; its lines have tags.
    private func hasLines(_ question: JSON) -> Bool {
        question["QuestionType"] == "Matrix" || question["QuestionType"] == "SBS"
    }

    private func name(of number: String, _ question: JSON) -> String {
        let variable = hasLines(question) ? nil : question["VariableNaming"]?[number]?.string
        return variable ?? question["ChoiceDataExportTags"]?[number]?.string ?? number
    }

    mutating func items(of question: JSON, _ id: String) -> [Draft.Question] {
        let tag = question["DataExportTag"]?.string ?? id
        let type = question["QuestionType"]?.string ?? ""
        let selector = question["Selector"]?.string ?? ""
        guard let kind = marks[id]?.kind ?? kind(type, selector, question) else {
            losses.add(tag, "", .kind, "\(type) \(selector)")
            return []
        }
        var item = Draft.Question(foreign: tag, key: keys[id] ?? names.name(for: tag), kind: kind)
        item.title = texts(question, tag, ["QuestionText"])
        let settings = question["Validation"]?["Settings"]
        item.isRequired = settings?["ForceResponse"] == "ON" && kind != .statement
        item.showIf = condition(question["DisplayLogic"], tag, "DisplayLogic")
        if question["Randomization"]?["Type"] == "All" { item.members.append(("shuffle", true)) }
        note(question, tag)
        switch kind {
        case .nps, .rating, .csat, .ces: readScale(question, id, tag, &item)
        case .single, .multiple, .ranking: readChoices(question, id, tag, settings, &item)
        case .matrix: return [readMatrix(question, id, tag, selector, item)]
        case .pairs: readSides(question, id, tag, &item)
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
        case .number:
            let bounds = settings?["ValidNumber"]
            for (theirs, own) in [("Min", "min"), ("Max", "max")] {
                if let bound = number(bounds?[theirs]) {
                    item.members.append((own, .number(bound)))
                }
            }
        default: break
        }
        return [item]
    }

    func number(_ json: JSON?) -> Double? {
        json?.number ?? json?.string.flatMap(Double.init)
    }

    func kind(_ type: String, _ selector: String, _ question: JSON) -> Item.Kind? {
        switch type {
        case "MC":
            return selector.hasPrefix("MA") || selector == "MSB" ? .multiple : .single
        case "TE":
            let content = question["Validation"]?["Settings"]?["ContentType"]?.string
            switch content {
            case "ValidEmail": return .mail
            case "ValidNumber": return .number
            case "ValidPhone": return .phone
            case "ValidDate": return .date
            default: return ["ML", "ESTB"].contains(selector) ? .longText : .text
            }
        case "Matrix": return selector == "CS" ? nil : .matrix
        case "SBS": return .pairs
        case "RO": return .ranking
        case "CS": return .constantSum
        case "DB": return .statement
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

    mutating func choices(_ question: JSON, _ id: String, _ tag: String) -> [Draft.Choice] {
        order(question, "Choices").map { number in
            let code = codes[id]?[number] ?? "c\(number)"
            let known = name(of: number, question)
            if code != known { losses.add(tag, known, .renamed, code) }
            var choice = Draft.Choice(code: code, title: texts(question, tag, ["Choices", number]))
            if let picture = question["Choices"]?[number]?["Image"], !picture.isNull {
                let name = picture["Display"]?.string ?? ""
                losses.add(tag, "Image", .markup, name)
                if choice.title.isEmpty, !name.isEmpty { choice.title[languages.own[0]] = name }
            }
            choice.showIf = condition(
                question["Choices"]?[number]?["DisplayLogic"], tag, "DisplayLogic")
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
}
