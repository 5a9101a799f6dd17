import Base
import Domain

extension SurveyJSReader {
    /// Their names of a question and its cells, for conditions: all before any is read, because
    /// conditions may speak of what stands behind.
    mutating func declare(_ elements: [JSON]) {
        for element in elements {
            let type = element["type"]?.string ?? "text"
            guard let name = element["name"]?.string else { continue }
            if type.hasSuffix("panel") {
                declare(self.elements(of: element))
                continue
            }
            let key = names.name(for: name)
            if element["visible"] == false, element["visibleIf"] == nil {
                logic[name] = LogicName(own: "hidden.\(key)", kind: .text)
                continue
            }
            declare(element, type, name, key)
        }
    }

    private mutating func declare(_ element: JSON, _ type: String, _ name: String, _ key: String) {
        var codes: [String: String] = [:]
        for code in allCodes(of: element) { codes[code.foreign] = code.own }
        let own = "answers.\(key)"
        switch type {
        case "radiogroup", "dropdown", "buttongroup", "imagepicker":
            let isMany = element["multiSelect"] == true
            logic[name] = LogicName(own: own, kind: isMany ? .list : .text, codes: codes)
        case "checkbox", "tagbox", "ranking":
            logic[name] = LogicName(own: own, kind: .list, codes: codes)
        case "boolean":
            var yes = LogicName(own: own, kind: .bool)
            if let value = element["valueTrue"]?.string { yes.yes.insert(value) }
            logic[name] = yes
        case "rating", "nps", "slider": logic[name] = LogicName(own: own, kind: .number)
        case "text":
            let isNumber = ["number", "range"].contains(element["inputType"]?.string ?? "")
            logic[name] = LogicName(own: own, kind: isNumber ? .number : .text)
        case "comment": logic[name] = LogicName(own: own, kind: .text)
        case "matrix":
            var rows = Names(first: "r")
            let isRating = scale(of: element["columns"]) != nil
            var columns: [String: String] = [:]
            var columnNames = Names(first: "c")
            for code in values(element["columns"]) { columns[code] = columnNames.name(for: code) }
            for row in values(element["rows"]) {
                logic["\(name).\(row)"] = LogicName(
                    own: "\(own).\(rows.name(for: row))", kind: isRating ? .number : .text,
                    codes: isRating ? [:] : columns)
            }
        case "matrixdropdown": declareCells(element, name, own)
        case "multipletext":
            for (number, item) in (element["items"]?.array ?? []).enumerated() {
                guard let inner = item["name"]?.string else { continue }
                let isSum = isConstantSum(element)
                var rows = Names(first: "r")
                for other in (element["items"]?.array ?? [])[...number] {
                    _ = rows.name(for: other["name"]?.string ?? "")
                }
                logic["\(name).\(inner)"] = LogicName(
                    own: isSum
                        ? "\(own).\(rows.name(for: inner))"
                        : "answers.\(names.name(for: "\(name)_\(inner)"))",
                    kind: isSum ? .number : .text)
            }
        default: break
        }
    }

    func values(_ list: JSON?) -> [String] {
        (list?.array ?? []).map { $0["value"].map(SurveyJSReader.plainText) ?? $0.asCode }
    }

    static func plainText(_ json: JSON) -> String { json.string ?? json.text }

    /// Codes of choices, with those of the extra items.
    func allCodes(of element: JSON) -> [(foreign: String, own: String)] {
        var names = Names(first: "c")
        var codes = values(element["choices"])
        if element["hasOther"] == true || element["showOtherItem"] == true { codes.append("other") }
        if element["hasNone"] == true || element["showNoneItem"] == true { codes.append("none") }
        return codes.map { ($0, names.name(for: $0)) }
    }

    // MARK: Questions

    private static let simple: [String: Item.Kind] = [
        "comment": .longText, "html": .statement, "radiogroup": .single, "dropdown": .single,
        "buttongroup": .single, "checkbox": .multiple, "tagbox": .multiple, "ranking": .ranking,
        "boolean": .yesNo, "rating": .rating, "text": .text, "matrix": .matrix,
        "imagepicker": .single, "slider": .number,
        "file": .file, "signaturepad": .signature,
    ]

    /// The questions that one of theirs becomes; none where there is no such kind.
    mutating func items(of element: JSON, _ name: String) -> [Draft.Question] {
        let type = element["type"]?.string ?? "text"
        note(element, name, type)
        if type == "matrixdropdown" { return cellTable(element, name) }
        if type == "multipletext" { return fields(element, name) }
        guard let kind = SurveyJSReader.simple[type] else {
            losses.add(name, "", .kind, type)
            return []
        }
        var item = begun(element, name, kind)
        switch type {
        case "radiogroup", "dropdown", "buttongroup", "checkbox", "tagbox", "ranking",
            "imagepicker":
            readChoices(element, name, &item)
        case "rating": readRating(element, name, &item)
        case "text": readText(element, name, &item)
        case "comment":
            if let most = element["maxLength"]?.integer, most > 0 {
                item.members.append(("max_length", .integer(min(20_000, most))))
            }
        case "html": item.title = texts(element["html"], name, "html")
        case "boolean" where element["renderAs"] == "checkbox": item.kind = .consent
        case "matrix": readMatrix(element, name, &item)
        case "slider":
            item.members = [
                ("display", "slider"), ("min", element["min"] ?? 0), ("max", element["max"] ?? 100),
            ]
        default: break
        }
        return [item]
    }

    mutating func begun(_ element: JSON, _ name: String, _ kind: Item.Kind) -> Draft.Question {
        let key = names.name(for: name)
        if key != name { losses.add(name, "name", .renamed, key) }
        var item = Draft.Question(foreign: name, key: key, kind: kind)
        item.title = texts(element["title"] ?? .string(name), name, "title")
        item.help = texts(element["description"], name, "description")
        item.isRequired = element["isRequired"] == true
        item.showIf = condition(element["visibleIf"], name, "visibleIf")
        for validator in element["validators"]?.array ?? [] { readRule(validator, name, &item) }
        return item
    }

    private mutating func readRule(_ rule: JSON, _ name: String, _ item: inout Draft.Question) {
        guard rule["type"] == "expression",
            let condition = condition(rule["expression"], name, "validators")
        else {
            if !["expression", "email"].contains(rule["type"]?.string ?? "") {
                losses.add(name, "validators", .member, rule["type"]?.string ?? "")
            }
            return
        }
        item.rules.append((condition, texts(rule["text"], name, "validators")))
    }

    private mutating func readChoices(_ element: JSON, _ name: String, _ item: inout Draft.Question)
    {
        if element["choicesByUrl"] != nil { losses.add(name, "choicesByUrl", .member) }
        if element["type"] == "imagepicker" {
            losses.add(name, "imageLink", .markup)
            if element["multiSelect"] == true { item.kind = .multiple }
        }
        let codes = allCodes(of: element)
        let listed = element["choices"]?.array ?? []
        for (place, code) in codes.enumerated() {
            var choice = Draft.Choice(code: code.own)
            if place < listed.count {
                let entry = listed[place]
                choice.title = texts(entry["text"] ?? .string(code.foreign), name, code.foreign)
                choice.showIf = condition(entry["visibleIf"], name, code.foreign)
            } else {
                let isOther = code.foreign == "other"
                let words = element[isOther ? "otherText" : "noneText"]
                choice.title = texts(
                    words ?? .string(isOther ? "Other" : "None"), name, code.foreign)
                choice.isExclusive = !isOther && item.kind == .multiple
                choice.isFixed = isOther && item.kind != .ranking
                choice.isOther = isOther && item.kind != .ranking
            }
            if code.own != code.foreign { losses.add(name, code.foreign, .renamed, code.own) }
            item.options.append(choice)
        }
        if element["choicesOrder"] == "random" { item.members.append(("shuffle", true)) }
        if ["dropdown"].contains(element["type"]?.string ?? "") {
            item.members.append(("display", "dropdown"))
        }
        if let most = element["maxSelectedChoices"]?.integer, most > 0 {
            item.members.append(("max", .integer(most)))
        }
        if let least = element["minSelectedChoices"]?.integer, least > 0 {
            item.members.append(("min", .integer(least)))
        }
        guard item.kind == .ranking else { return }
        item.options = item.options.map { option in
            if option.showIf != nil { losses.add(name, option.code, .logic) }
            var plain = option
            plain.showIf = nil
            return plain
        }
    }

    private mutating func readRating(_ element: JSON, _ name: String, _ item: inout Draft.Question)
    {
        let listed = element["rateValues"]?.array ?? []
        let codes = values(element["rateValues"]).compactMap { Int($0) }
        let first = codes.first ?? element["rateMin"]?.integer ?? 1
        let count = element["rateCount"]?.integer
        let last =
            codes.last ?? element["rateMax"]?.integer ?? (count.map { first + $0 - 1 } ?? 5)
        guard last > first, codes.count == listed.count,
            codes.isEmpty || codes == Array(first...last)
        else {
            losses.add(name, "rateValues", .coarser, "single")
            item.kind = .single
            var names = Names(first: "c")
            item.options = zip(values(element["rateValues"]), listed).map { code, entry in
                Draft.Choice(
                    code: names.name(for: code),
                    title: texts(entry["text"] ?? .string(code), name, code))
            }
            return
        }
        var labels: [Int: Texts] = [:]
        for (code, entry) in zip(codes, listed) where entry["text"] != nil {
            labels[code] = texts(entry["text"], name, "\(code)")
        }
        let ends = [(first, "minRateDescription"), (last, "maxRateDescription")]
        for (step, member) in ends where labels[step] == nil {
            let words = texts(element[member], name, member)
            if !words.isEmpty { labels[step] = words }
        }
        item.kind = first == 0 && last == 10 ? .nps : .rating
        if item.kind == .rating { completeLabels(first, last, name, &labels) }
        item.scale = (first, last - first + 1, labels)
        switch element["rateType"]?.string ?? element["rateDisplayMode"]?.string {
        case "stars"?: item.members.append(("display", "stars"))
        case "smileys"?: item.members.append(("display", "smileys"))
        default: break
        }
        if item.kind == .nps {
            item.scale = (0, 11, labels)
            item.members = []
        }
    }

    /// Our scales have words at both ends.
    mutating func completeLabels(
        _ first: Int, _ last: Int, _ name: String, _ labels: inout [Int: Texts]
    ) {
        for step in [first, last] where labels[step] == nil {
            labels[step] = Texts(uniqueKeysWithValues: languages.own.map { ($0, "\(step)") })
            losses.add(name, "scale", .assumed, "\(step)")
        }
    }

    mutating func readText(_ element: JSON, _ name: String, _ item: inout Draft.Question) {
        let type = element["inputType"]?.string ?? "text"
        switch type {
        case "email": item.kind = .mail
        case "tel": item.kind = .phone
        case "number", "range":
            item.kind = .number
            if type == "range" { item.members.append(("display", "slider")) }
            for member in ["min", "max", "step"] {
                if let value = element[member]?.number {
                    item.members.append((member, .number(value)))
                }
            }
        case "date", "time":
            item.kind = type == "date" ? .date : .time
            for member in ["min", "max"] {
                if let value = element[member]?.string {
                    item.members.append((member, .string(value)))
                }
            }
        case "text": break
        default: losses.add(name, "inputType", .coarser, type)
        }
        if item.kind == .text, let most = element["maxLength"]?.integer, most > 0 {
            item.members.append(("max_length", .integer(min(1_000, most))))
        }
    }

    private mutating func readMatrix(_ element: JSON, _ name: String, _ item: inout Draft.Question)
    {
        if element["isAllRowRequired"] == true || element["eachRowRequired"] == true {
            item.isRequired = true
        }
        item.rows = choices(element["rows"], name, "r")
        if element["rowsOrder"] == "random" { item.members.append(("shuffle", true)) }
        let isMany = element["cellType"] == "checkbox"
        if !isMany, let range = scale(of: element["columns"]) {
            var labels: [Int: Texts] = [:]
            for (step, entry) in zip(range, element["columns"]?.array ?? [])
            where entry["text"] != nil {
                labels[step] = texts(entry["text"], name, "\(step)")
            }
            completeLabels(range.lowerBound, range.upperBound, name, &labels)
            item.scale = (range.lowerBound, range.count, labels)
        } else {
            item.members.append(("cells", isMany ? "multiple" : "single"))
            item.options = choices(element["columns"], name, "c")
        }
    }

    /// Choices with codes of ours.
    mutating func choices(_ list: JSON?, _ name: String, _ first: String) -> [Draft.Choice] {
        var names = Names(first: first)
        return zip(values(list), list?.array ?? []).map { code, entry in
            let own = names.name(for: code)
            if own != code { losses.add(name, code, .renamed, own) }
            let words = entry["text"] ?? entry["title"] ?? .string(code)
            var choice = Draft.Choice(code: own, title: texts(words, name, code))
            choice.showIf = condition(entry["visibleIf"], name, code)
            return choice
        }
    }

    /// Whole numbers one after another, three to eleven: a scale.
    func scale(of list: JSON?) -> ClosedRange<Int>? {
        let codes = values(list).compactMap { Int($0) }
        guard codes.count == list?.array?.count, (2...11).contains(codes.count),
            let first = codes.first, let last = codes.last, first <= 1, first >= 0,
            codes == Array(first...(first + codes.count - 1))
        else { return nil }
        return first...last
    }
}

extension JSON {
    /// A choice that is written as its value alone.
    var asCode: String { string ?? self["name"]?.string ?? text }
}
