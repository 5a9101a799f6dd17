import Base
import Domain

extension SurveyJSReader {
    private static let known: Set<String> = [
        "type", "name", "title", "description", "isRequired", "visibleIf", "visible", "choices",
        "choicesOrder", "hasOther", "showOtherItem", "hasNone", "showNoneItem", "otherText",
        "noneText", "maxSelectedChoices", "minSelectedChoices", "validators", "rateMin",
        "rateMax", "rateCount", "rateValues", "rateType", "rateDisplayMode", "rateStep",
        "minRateDescription", "maxRateDescription", "inputType", "min", "max", "step",
        "maxLength", "columns", "rows", "rowsOrder", "isAllRowRequired", "eachRowRequired",
        "cellType", "items", "html", "renderAs", "valueTrue", "valueFalse", "multiSelect",
        "selectToRankEnabled", "displayMode",
        // How it looks; nothing of it is asked.
        "colCount", "startWithNewLine", "titleLocation", "width", "minWidth", "maxWidth", "size",
        "placeholder", "placeHolder", "indent", "state", "page", "useDisplayValuesInDynamicTexts",
        "showNumber", "hideNumber", "labelTrue", "labelFalse", "autocomplete", "autoGrow",
        "allowResize", "imageFit", "showLabel", "swapOrder", "label", "rightIndent",
        "requiredErrorText",
        "choicesByUrl", "descriptionLocation", "optionsCaption", "rateColorMode", "autoGenerate",
        "rateDescriptionLocation", "closeOnSelect",
    ]

    /// Members that are not read are told.
    mutating func note(_ element: JSON, _ name: String, _ type: String) {
        for member in element.object?.keys ?? [] where !SurveyJSReader.known.contains(member) {
            let detail = element[member].map { $0.string ?? $0.text } ?? ""
            losses.add(name, member, member.hasSuffix("If") ? .logic : .member, detail)
        }
        if element["rateStep"]?.number.map({ $0 != 1 }) == true {
            losses.add(name, "rateStep", .member)
        }
    }

    // MARK: Tables whose columns differ

    /// Columns with the same choices for every line are sides; others are a table each.
    mutating func cellTable(_ element: JSON, _ name: String) -> [Draft.Question] {
        let columns = element["columns"]?.array ?? []
        let rows = choices(element["rows"], name, "r")
        if let kind = sidesKind(element) {
            var item = begun(element, name, kind)
            item.rows = rows
            item.sides = choices(element["columns"], name, "s")
            if element["rowsOrder"] == "random" { item.members.append(("shuffle", true)) }
            if kind == .kano {
                item.options = choices(element["choices"], name, "c")
            } else if let range = scale(of: element["choices"]) {
                var labels: [Int: Texts] = [:]
                for (step, entry) in zip(range, element["choices"]?.array ?? [])
                where entry["text"] != nil {
                    labels[step] = texts(entry["text"], name, "\(step)")
                }
                completeLabels(range.lowerBound, range.upperBound, name, &labels)
                item.scale = (range.lowerBound, range.count, labels)
            }
            return [item]
        }
        if columns.count > 1 { losses.add(name, "columns", .split, "\(columns.count)") }
        return columns.compactMap { column in
            table(element, column, rows, name, isAlone: columns.count == 1)
        }
    }

    private func sidesKind(_ element: JSON) -> Item.Kind? {
        let columns = element["columns"]?.array ?? []
        guard (2...3).contains(columns.count), columns.allSatisfy({ $0["choices"] == nil }) else {
            return nil
        }
        let types = Set(columns.map { $0["cellType"] ?? element["cellType"] ?? "dropdown" })
        guard types.count == 1, let type = types.first?.string,
            ["dropdown", "radiogroup"].contains(type)
        else { return nil }
        if values(element["choices"]) == Item.kanoCodes { return .kano }
        return scale(of: element["choices"]) == nil ? nil : .pairs
    }

    private mutating func table(
        _ element: JSON, _ column: JSON, _ rows: [Draft.Choice], _ name: String, isAlone: Bool
    ) -> Draft.Question? {
        let code = column.asCode
        let type = column["cellType"]?.string ?? element["cellType"]?.string ?? "dropdown"
        let cells: String
        switch type {
        case "dropdown", "radiogroup": cells = "single"
        case "checkbox", "tagbox": cells = "multiple"
        case "text", "comment": cells = "text"
        default:
            losses.add(name, code, .kind, type)
            return nil
        }
        let own = isAlone ? name : "\(name)_\(code)"
        var item = Draft.Question(foreign: own, key: names.name(for: own), kind: .matrix)
        item.title = texts(element["title"] ?? .string(name), name, "title")
        if !isAlone {
            let words = texts(column["title"] ?? .string(code), name, code)
            for (language, text) in words {
                item.title[language] = [item.title[language], text].compactMap(\.self)
                    .joined(separator: " \u{2013} ")
            }
        }
        item.help = texts(element["description"], name, "description")
        item.isRequired = element["isRequired"] == true || column["isRequired"] == true
        item.showIf = condition(element["visibleIf"], name, "visibleIf")
        item.rows = rows
        item.members = [("cells", .string(cells))]
        if cells != "text" {
            item.options = choices(column["choices"] ?? element["choices"], own, "c")
        }
        return item
    }

    mutating func declareCells(_ element: JSON, _ name: String, _ own: String) {
        let columns = element["columns"]?.array ?? []
        var (rowNames, sideNames) = (Names(first: "r"), Names(first: "s"))
        let sides = sidesKind(element)
        for row in values(element["rows"]) {
            let rowName = rowNames.name(for: row)
            for column in columns {
                let code = column.asCode
                var choiceNames = Names(first: "c")
                let isScale = sides == .pairs
                var codes: [String: String] = [:]
                for choice in values(column["choices"] ?? element["choices"]) {
                    codes[choice] = choiceNames.name(for: choice)
                }
                let place =
                    sides != nil
                    ? "\(own).\(rowName).\(sideNames.name(for: code))"
                    : columns.count == 1
                        ? "\(own).\(rowName)"
                        : "answers.\(names.name(for: "\(name)_\(code)")).\(rowName)"
                logic["\(name).\(row).\(code)"] = LogicName(
                    own: place, kind: isScale ? .number : .text, codes: isScale ? [:] : codes)
            }
        }
    }

    // MARK: Several fields in one question

    /// Numbers that must add up.
    func isConstantSum(_ element: JSON) -> Bool { total(of: element) != nil }

    private func total(of element: JSON) -> Double? {
        let items = element["items"]?.array ?? []
        guard items.count >= 2, items.allSatisfy({ $0["inputType"] == "number" }) else {
            return nil
        }
        for rule in element["validators"]?.array ?? [] {
            guard
                case .binary("==", _, .number(let total))? =
                    rule["expression"]?.string.flatMap(ForeignExpression.init)
            else { continue }
            return total
        }
        return nil
    }

    mutating func fields(_ element: JSON, _ name: String) -> [Draft.Question] {
        let inner = element["items"]?.array ?? []
        if let total = total(of: element) {
            var sum = element.object ?? JSON.Object()
            sum["validators"] = nil
            var item = begun(.object(sum), name, .constantSum)
            var rows = Names(first: "r")
            item.rows = inner.map { entry in
                let code = entry["name"]?.string ?? ""
                return Draft.Choice(
                    code: rows.name(for: code),
                    title: texts(entry["title"] ?? .string(code), name, code))
            }
            item.members = [("total", .number(total))]
            return [item]
        }
        losses.add(name, "items", .split, "\(inner.count)")
        return inner.map { entry in
            let code = "\(name)_\(entry["name"]?.string ?? "")"
            var item = begun(entry, code, .text)
            item.title = texts(entry["title"] ?? entry["name"], code, "title")
            item.showIf = condition(element["visibleIf"], name, "visibleIf")
            if element["isRequired"] == true { item.isRequired = true }
            readText(entry, code, &item)
            return item
        }
    }
}
