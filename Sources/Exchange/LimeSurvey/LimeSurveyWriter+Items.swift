import Base
import Domain

extension LimeSurveyWriter {
    /// Nil for a kind that LimeSurvey does not have.
    mutating func question(_ item: Item) -> LimeSurvey.Question? {
        writing.noteOwn(item)
        var out = LimeSurvey.Question()
        out.code = theirs(item.key)
        out.text = words(item.title, item.key, "title")
        if let help = item.help { out.help = words(help, item.key, "help") }
        out.isMandatory = item.isRequired
        out.relevance = condition(item.showIf, item.key, "show_if") ?? "1"
        switch item.kind {
        case .maxdiff, .signature:
            losses(item.key, "", .kind, item.kind.rawValue)
            return nil
        case .nps, .csat, .ces, .rating: rating(item, &out)
        case .single: single(item, &out)
        case .multiple: multiple(item, &out)
        case .ranking: ranking(item, &out)
        case .consent:
            out.type = "M"
            out.subquestions = [LimeSurvey.Sub(code: "Y", text: out.text)]
            mark(&out, "consent")
        case .yesNo: out.type = "Y"
        case .text, .longText, .mail, .phone, .number, .date, .time: field(item, &out)
        case .statement: out.type = "X"
        case .file:
            out.type = "|"
            losses(item.key, "bounds", .member)
        case .matrix: matrix(item, &out)
        case .pairs, .kano:
            guard dual(item, &out) else { return nil }
        case .constantSum:
            out.type = "K"
            lines(item, &out)
            if case .total(let total) = item.bounds {
                out.attributes["equals_num_value"] = ["": JSON.number(total).text]
            }
        }
        if item.isShuffled { out.attributes["random_order"] = ["": "1"] }
        rules(item, &out)
        return out
    }

    /// A plain class of style, by which the file remembers what LimeSurvey has no kind for.
    private func mark(_ out: inout LimeSurvey.Question, _ kind: String) {
        out.attributes["cssclass"] = ["": "nuo-\(kind)"]
    }

    private mutating func rules(_ item: Item, _ out: inout LimeSurvey.Question) {
        for (number, rule) in item.rules.enumerated() {
            guard number == 0, let condition = condition(rule.condition, item.key, "validate")
            else {
                losses(item.key, "validate", .member, rule.condition.description)
                continue
            }
            out.attributes["em_validation_q"] = ["": condition]
            out.attributes["em_validation_q_tip"] = words(rule.message, item.key, "validate")
        }
    }

    /// A number as the words of its step, where it has none of its own.
    private mutating func steps(_ scale: Scale, _ key: String, _ number: Int = 0)
        -> [LimeSurvey.Answer]
    {
        scale.steps.map { step in
            var answer = LimeSurvey.Answer(code: "\(step)", scale: number)
            answer.text =
                scale.labels[step].map { words($0, key, "scale") }
                ?? Texts(uniqueKeysWithValues: locales.map { ($0, "\(step)") })
            return answer
        }
    }

    private mutating func rating(_ item: Item, _ out: inout LimeSurvey.Question) {
        out.type = "L"
        mark(&out, item.kind.rawValue)
        if let scale = item.scale { out.answers = steps(scale, item.key) }
        if item.display != .numbers, item.display != .list {
            losses(item.key, "display", .member, item.display.rawValue)
        }
    }

    private mutating func single(_ item: Item, _ out: inout LimeSurvey.Question) {
        out.type = item.display == .dropdown ? "!" : "L"
        if item.display == .cascade { losses(item.key, "display", .member) }
        for option in item.options {
            note(option, item)
            if option.showIf != nil {
                losses(item.key, option.code, .logic, option.showIf?.description ?? "")
            }
            if option.isOther {
                out.hasOther = true
                out.attributes["other_replace_text"] = words(option.title, item.key, option.code)
                continue
            }
            var answer = LimeSurvey.Answer(code: theirs(item, option.code))
            answer.text = words(option.title, item.key, option.code)
            answer.value = option.score
            out.answers.append(answer)
        }
    }

    private mutating func note(_ option: Item.Choice, _ item: Item) {
        if option.isFixed, !option.isOther { losses(item.key, "fixed", .member, option.code) }
    }

    private mutating func multiple(_ item: Item, _ out: inout LimeSurvey.Question) {
        out.type = "M"
        var alone: [String] = []
        for option in item.options {
            note(option, item)
            if option.isOther {
                out.hasOther = true
                out.attributes["other_replace_text"] = words(option.title, item.key, option.code)
                continue
            }
            if option.isExclusive { alone.append(theirs(item, option.code)) }
            out.subquestions.append(sub(option, item))
        }
        if !alone.isEmpty {
            out.attributes["exclude_all_others"] = ["": alone.joined(separator: ";")]
        }
        guard case .count(let range) = item.bounds else { return }
        if range.lowerBound > 1 {
            out.attributes["min_answers"] = ["": "\(range.lowerBound)"]
        }
        if range.upperBound < item.options.count {
            out.attributes["max_answers"] = ["": "\(range.upperBound)"]
        }
    }

    private mutating func sub(_ choice: Item.Choice, _ item: Item, scale: Int = 0) -> LimeSurvey.Sub
    {
        var sub = LimeSurvey.Sub(code: theirs(item, choice.code), scale: scale)
        sub.text = words(choice.title, item.key, choice.code)
        sub.relevance = condition(choice.showIf, item.key, choice.code) ?? "1"
        return sub
    }

    private mutating func ranking(_ item: Item, _ out: inout LimeSurvey.Question) {
        out.type = "R"
        out.answers = item.options.map { option in
            note(option, item)
            return LimeSurvey.Answer(
                code: theirs(item, option.code), text: words(option.title, item.key, option.code))
        }
        guard case .count(let range) = item.bounds, range.upperBound < item.options.count else {
            return
        }
        out.attributes["max_answers"] = ["": "\(range.upperBound)"]
    }

    private mutating func field(_ item: Item, _ out: inout LimeSurvey.Question) {
        let types: [Item.Kind: String] = [.longText: "T", .number: "N", .date: "D", .time: "D"]
        out.type = types[item.kind] ?? "S"
        if item.kind == .mail || item.kind == .phone { mark(&out, item.kind.rawValue) }
        if item.display == .slider { losses(item.key, "display", .member) }
        func set(_ name: String, _ value: String) { out.attributes[name] = ["": value] }
        if item.kind == .date { set("date_format", "yyyy-mm-dd") }
        if item.kind == .time { set("date_format", "HH:MM") }
        switch item.bounds {
        case .length(let most):
            if most != (item.kind == .text ? 200 : 4_000) { set("maximum_chars", "\(most)") }
        case .range(let range, let step):
            if range.lowerBound > -1e15 {
                set("min_num_value_n", JSON.number(range.lowerBound).text)
            }
            if range.upperBound < 1e15 {
                set("max_num_value_n", JSON.number(range.upperBound).text)
            }
            if step == 1 { set("num_value_int_only", "1") }
            if step > 0, step != 1 { losses(item.key, "bounds", .member, "step") }
        case .days(let first, let last):
            if first != "0001-01-01" { set("date_min", first) }
            if last != "9999-12-31" { set("date_max", last) }
        case .times(let first, let last):
            if first != "00:00" { set("date_min", first) }
            if last != "23:59" { set("date_max", last) }
        case .none, .count, .total, .files: break
        }
    }

    private mutating func lines(_ item: Item, _ out: inout LimeSurvey.Question) {
        out.subquestions += item.rows.map { row in
            if row.isFixed { losses(item.key, "fixed", .member, row.code) }
            return sub(row, item)
        }
    }

    private mutating func matrix(_ item: Item, _ out: inout LimeSurvey.Question) {
        lines(item, &out)
        if item.display != .list, item.display != .numbers { losses(item.key, "display", .member) }
        switch item.cells.first?.kind {
        case .text?:
            out.type = "Q"
            mark(&out, "matrix")
            if case .length(let most) = item.bounds, most != 200 {
                losses(item.key, "bounds", .member, "\(most)")
            }
        case .multiple?:
            out.type = ":"
            out.attributes["multiflexible_checkbox"] = ["": "1"]
            out.subquestions += item.options.map { sub($0, item, scale: 1) }
        default:
            out.type = "F"
            if let scale = item.scale {
                out.answers = steps(scale, item.key)
            } else {
                out.answers = item.options.map {
                    LimeSurvey.Answer(
                        code: theirs(item, $0.code), text: words($0.title, item.key, $0.code))
                }
            }
        }
    }

    /// Two sides are two scales; there is nothing for three.
    private mutating func dual(_ item: Item, _ out: inout LimeSurvey.Question) -> Bool {
        guard item.sides.count == 2 else {
            losses(item.key, "", .kind, item.kind.rawValue)
            return false
        }
        out.type = "1"
        lines(item, &out)
        mark(&out, item.kind.rawValue)
        for (number, side) in item.sides.enumerated() {
            let header = ["dualscale_headerA", "dualscale_headerB"][number]
            out.attributes[header] = words(side.title, item.key, side.code)
            if item.kind == .pairs {
                losses(item.key, side.code, .renamed, "scale\(number + 1)")
            }
            if let scale = item.scale {
                out.answers += steps(scale, item.key, number)
            } else {
                out.answers += item.options.enumerated().map { place, option in
                    LimeSurvey.Answer(
                        code: "\(place + 1)", text: words(option.title, item.key, option.code),
                        scale: number)
                }
            }
        }
        return true
    }
}
