import Base
import Domain

extension SurveyJSWriter {
    /// Nil for a kind that SurveyJS does not have.
    mutating func element(_ item: Item) -> JSON? {
        writing.noteOwn(item)
        var out = JSON.Object()
        switch item.kind {
        case .maxdiff:
            losses(item.key, "", .kind, item.kind.rawValue)
            return nil
        case .nps, .csat, .ces, .rating: rating(item, &out)
        case .single:
            let isDropdown = item.display == .dropdown
            begin(item, isDropdown ? "dropdown" : "radiogroup", &out)
            choices(item, &out)
        case .multiple, .ranking:
            begin(item, item.kind == .multiple ? "checkbox" : "ranking", &out)
            choices(item, &out)
            count(item, &out)
        case .yesNo, .consent:
            begin(item, "boolean", &out)
            if item.kind == .consent { out.append("renderAs", "checkbox") }
        case .text, .mail, .phone, .number, .date, .time: field(item, &out)
        case .longText:
            begin(item, "comment", &out)
            length(item, &out)
        case .statement:
            begin(item, "html", &out)
            out["title"] = nil
            out.append("html", words(item.title, item.key, "title", isHTML: true))
        case .file, .signature:
            begin(item, item.kind == .file ? "file" : "signaturepad", &out)
            if item.kind == .file { losses(item.key, "bounds", .member) }
        case .matrix: matrix(item, &out)
        case .pairs, .kano: sides(item, &out)
        case .constantSum: sum(item, &out)
        }
        rules(item, &out)
        return .object(out)
    }

    private mutating func begin(_ item: Item, _ type: String, _ out: inout JSON.Object) {
        out.append("type", .string(type))
        out.append("name", .string(item.key))
        out.append("title", words(item.title, item.key, "title"))
        if let help = item.help { out.append("description", words(help, item.key, "help")) }
        if item.isRequired { out.append("isRequired", true) }
        if let condition = condition(item.showIf, item.key, "show_if") {
            out.append("visibleIf", condition)
        }
    }

    private mutating func rules(_ item: Item, _ out: inout JSON.Object) {
        var all = out["validators"]?.array ?? []
        for rule in item.rules {
            guard let condition = condition(rule.condition, item.key, "validate") else { continue }
            all.append([
                "type": "expression", "text": words(rule.message, item.key, "validate"),
                "expression": condition,
            ])
        }
        if !all.isEmpty { out["validators"] = .array(all) }
    }

    private mutating func rating(_ item: Item, _ out: inout JSON.Object) {
        begin(item, "rating", &out)
        guard let scale = item.scale else { return }
        if item.kind == .csat || item.kind == .ces {
            losses(item.key, "kind", .coarser, item.kind.rawValue)
        }
        out.append("rateMin", .integer(scale.first))
        out.append("rateMax", .integer(scale.last))
        let ends: Set<Int> = [scale.first, scale.last]
        if scale.labels.keys.allSatisfy(ends.contains) {
            for (step, member) in [
                (scale.first, "minRateDescription"), (scale.last, "maxRateDescription"),
            ] {
                guard let label = scale.labels[step] else { continue }
                out.append(member, words(label, item.key, "scale"))
            }
        } else {
            out.append("rateValues", steps(scale, item.key))
        }
        if item.display == .stars || item.display == .smileys {
            out.append("rateType", .string(item.display.rawValue))
        }
    }

    /// All steps of a scale, with words where there are any.
    private mutating func steps(_ scale: Scale, _ key: String) -> JSON {
        .array(
            scale.steps.map { step in
                guard let label = scale.labels[step] else { return .integer(step) }
                return ["value": .integer(step), "text": words(label, key, "scale")]
            })
    }

    private mutating func choices(_ item: Item, _ out: inout JSON.Object) {
        var listed: [JSON] = []
        for option in item.options {
            if option.isFixed, !option.isOther { losses(item.key, "fixed", .member, option.code) }
            if option.isExclusive, option.code == "none", option.showIf == nil,
                option.code == item.options.last?.code
            {
                out.append("showNoneItem", true)
                out.append("noneText", words(option.title, item.key, option.code))
                continue
            }
            if option.isOther, option.code == "other", option.showIf == nil,
                option.code == item.options.last?.code
            {
                out.append("showOtherItem", true)
                out.append("otherText", words(option.title, item.key, option.code))
                continue
            }
            if option.isOther { losses(item.key, "other", .member, option.code) }
            if option.isExclusive { losses(item.key, "exclusive", .member, option.code) }
            listed.append(choice(option, item.key))
        }
        out.append("choices", .array(listed))
        if item.isShuffled { out.append("choicesOrder", "random") }
    }

    private mutating func choice(_ choice: Item.Choice, _ key: String) -> JSON {
        var out = JSON.Object()
        out.append("value", .string(choice.code))
        out.append("text", words(choice.title, key, choice.code))
        if let condition = condition(choice.showIf, key, choice.code) {
            out.append("visibleIf", condition)
        }
        return .object(out)
    }

    private mutating func list(_ choices: [Item.Choice], _ key: String) -> JSON {
        .array(choices.map { choice($0, key) })
    }

    private func count(_ item: Item, _ out: inout JSON.Object) {
        guard case .count(let range) = item.bounds else { return }
        if item.kind == .ranking {
            guard range.upperBound < item.options.count else { return }
            out.append("selectToRankEnabled", true)
        }
        if range.lowerBound > 1, item.kind == .multiple || range.lowerBound != range.upperBound {
            out.append("minSelectedChoices", .integer(range.lowerBound))
        }
        if range.upperBound < item.options.count {
            out.append("maxSelectedChoices", .integer(range.upperBound))
        }
    }

    private func length(_ item: Item, _ out: inout JSON.Object) {
        guard case .length(let most) = item.bounds, most != (item.kind == .text ? 200 : 4_000)
        else { return }
        out.append("maxLength", .integer(most))
    }

    private mutating func field(_ item: Item, _ out: inout JSON.Object) {
        begin(item, "text", &out)
        let types: [Item.Kind: String] = [
            .mail: "email", .phone: "tel", .number: "number", .date: "date", .time: "time",
        ]
        if let type = types[item.kind] {
            out.append("inputType", .string(item.display == .slider ? "range" : type))
        }
        switch item.bounds {
        case .length: length(item, &out)
        case .range(let range, let step):
            if range.lowerBound > -1e15 { out.append("min", .number(range.lowerBound)) }
            if range.upperBound < 1e15 { out.append("max", .number(range.upperBound)) }
            if step > 0 { out.append("step", .number(step)) }
            if step == 1 { losses(item.key, "whole", .coarser, "step") }
        case .days(let first, let last):
            if first != "0001-01-01" { out.append("min", .string(first)) }
            if last != "9999-12-31" { out.append("max", .string(last)) }
        case .times(let first, let last):
            if first != "00:00" { out.append("min", .string(first)) }
            if last != "23:59" { out.append("max", .string(last)) }
        case .none, .count, .total, .files: break
        }
    }

    private mutating func matrix(_ item: Item, _ out: inout JSON.Object) {
        let cells = item.cells.first?.kind
        if cells == .text || cells == .multiple {
            begin(item, "matrixdropdown", &out)
            let type = cells == .text ? "text" : "checkbox"
            out.append("columns", [["name": "answer", "cellType": .string(type)]])
            if cells == .multiple { out.append("choices", list(item.options, item.key)) }
            for cell in item.cells {
                writing.names["answers.\(cell.name)"] = "{\(cell.name).answer}"
            }
            if case .length(let most) = item.bounds, most != 200 {
                losses(item.key, "max_length", .member, "\(most)")
            }
        } else {
            begin(item, "matrix", &out)
            if item.isRequired { out.append("eachRowRequired", true) }
            let columns = item.scale.map { steps($0, item.key) } ?? list(item.options, item.key)
            out.append("columns", columns)
        }
        if item.display != .list, item.display != .numbers { losses(item.key, "display", .member) }
        rows(item, &out)
    }

    private mutating func rows(_ item: Item, _ out: inout JSON.Object) {
        for row in item.rows where row.isFixed { losses(item.key, "fixed", .member, row.code) }
        out.append("rows", list(item.rows, item.key))
        if item.isShuffled { out.append("rowsOrder", "random") }
    }

    private mutating func sides(_ item: Item, _ out: inout JSON.Object) {
        begin(item, "matrixdropdown", &out)
        out.append(
            "columns",
            .array(
                item.sides.map {
                    [
                        "name": .string($0.code), "title": words($0.title, item.key, $0.code),
                        "cellType": "dropdown",
                    ]
                }))
        let choices = item.scale.map { steps($0, item.key) } ?? list(item.options, item.key)
        out.append("choices", choices)
        rows(item, &out)
    }

    /// Numbers with a rule that holds their sum.
    private mutating func sum(_ item: Item, _ out: inout JSON.Object) {
        begin(item, "multipletext", &out)
        out.append(
            "items",
            .array(
                item.rows.map {
                    [
                        "name": .string($0.code), "inputType": "number",
                        "title": words($0.title, item.key, $0.code),
                    ]
                }))
        for row in item.rows where row.showIf != nil { losses(item.key, row.code, .logic) }
        if item.isShuffled { losses(item.key, "shuffle", .member) }
        guard case .total(let total) = item.bounds else { return }
        let sum = item.rows.map { "{\(item.key).\($0.code)}" }.joined(separator: ", ")
        out.append(
            "validators",
            [
                [
                    "type": "expression",
                    "expression": .string("sum(\(sum)) = \(JSON.number(total).text)"),
                ]
            ])
    }
}
