import Base
import Domain

extension QualtricsWriter {
    /// Nil for what stands inside of another, and for a kind that Qualtrics does not have.
    mutating func question(_ item: Item) -> JSON? {
        guard item.host == nil else { return nil }
        writing.noteOwn(item)
        guard let id = ids[item.key] else {
            losses(item.key, "", .kind, item.kind.rawValue)
            return nil
        }
        var out = JSON.Object()
        out.append("QuestionID", .string(id))
        out.append("DataExportTag", .string(item.key))
        out.append("QuestionText", text(item, writing.languages[0]))
        out.append("QuestionDescription", .string(item.title[writing.languages[0]]))
        out.append("Configuration", ["QuestionDescriptionOption": "UseText"])
        out.append("DefaultChoices", false)
        var settings = JSON.Object()
        settings.append("ForceResponse", item.isRequired ? "ON" : "OFF")
        body(item, &out, &settings)
        if settings["Type"] == nil { settings.append("Type", "None") }
        out.append("Validation", ["Settings": .object(settings)])
        if item.isShuffled { out.append("Randomization", ["Type": "All"]) }
        for choice in item.options + item.rows where choice.isFixed {
            losses(item.key, "fixed", .member, choice.code)
        }
        if item.help != nil {
            // Theirs has no words below the question: they follow it.
            losses(item.key, "help", .coarser)
            losses(item.key, "title", .coarser, "help")
        }
        if let logic = logic(item.showIf, item.key, "show_if") { out.append("DisplayLogic", logic) }
        for rule in item.rules { losses(item.key, "validate", .logic, rule.condition.description) }
        out.append("Language", translations { $0.translation(item, $1) })
        return element("SQ", id, .object(out), .string(item.title[writing.languages[0]]))
    }

    private mutating func text(_ item: Item, _ language: String) -> JSON {
        let title = words(item.title, language, item.key, "title")
        guard let help = item.help else { return title }
        let more = words(help, language, item.key, "help")
        return .string((title.string ?? "") + "<br />" + (more.string ?? ""))
    }

    /// What Qualtrics calls the kind, and its parts.
    private mutating func body(
        _ item: Item, _ out: inout JSON.Object, _ settings: inout JSON.Object
    ) {
        switch item.kind {
        case .nps:
            out.type("MC", "NPS")
            lists(parts(item), &out)
            ends(item, &out)
        case .rating, .csat, .ces:
            out.type("MC", "SAHR", "TX")
            lists(parts(item), &out)
            if item.display != .numbers { losses(item.key, "display", .member) }
        case .yesNo, .consent:
            out.type("MC", item.kind == .yesNo ? "SAVR" : "MAVR", "TX")
            lists(parts(item), &out)
        case .single:
            let isList = item.display == .list
            out.type("MC", isList ? "SAVR" : "DL", isList ? "TX" : nil)
            if item.display == .cascade { losses(item.key, "display", .member, "cascade") }
            lists(parts(item), &out)
        case .multiple, .ranking:
            let isRanking = item.kind == .ranking
            out.type(isRanking ? "RO" : "MC", isRanking ? "DND" : "MAVR", "TX")
            lists(parts(item), &out)
            count(item, &settings)
        case .matrix: matrix(item, &out)
        case .pairs, .kano: sides(item, &out)
        case .constantSum:
            out.type("CS", "VRTL", "TX")
            lists(parts(item), &out)
            guard case .total(let total) = item.bounds else { break }
            settings.append("Type", "ChoicesTotal")
            settings.append("ChoiceTotal", .string(JSON.number(total).text))
        case .text, .longText, .mail, .phone, .date, .time: entry(item, &out, &settings)
        case .number: number(item, &out, &settings)
        case .file:
            out.type("FileUpload", "FileUpload")
            losses(item.key, "bounds", .member)
        case .signature: out.type("Draw", "Signature")
        case .statement: out.type("DB", "TB")
        case .maxdiff: break
        }
    }

    // MARK: Lists

    /// Choices or answers of a question, in order.
    struct Part {
        let title: Wording
        /// The name of its variable, which our reader takes back.
        var name: String?
        var value: Int?
        var choice: Item.Choice?
    }

    /// What may be chosen. Kinds that Qualtrics does not tell apart name their variables after the
    /// kind: `csat_4`.
    private func parts(_ item: Item) -> [Part] {
        switch item.kind {
        case .nps: return steps(item.scale, item, isNamed: false)
        case .rating, .csat, .ces: return steps(item.scale, item, isNamed: true)
        case .yesNo:
            return [("yes", "是", "Yes"), ("no", "否", "No")].map {
                Part(title: Wording(zh: $0.1, en: $0.2), name: "yes_no_\($0.0)")
            }
        case .consent:
            return [Part(title: Wording(zh: "我同意", en: "I agree"), name: "consent_yes")]
        case .constantSum, .matrix, .pairs, .kano:
            return item.rows.map { Part(title: rowTitle($0), name: $0.code, choice: $0) }
        default: return item.options.map { Part(title: $0.title, name: $0.code, choice: $0) }
        }
    }

    /// A line with words of its own for its ends is written as both ends.
    private func rowTitle(_ row: Item.Choice) -> Wording {
        guard let ends = row.ends else { return row.title }
        return Wording(
            zh: "\(ends.low.zh):\(ends.high.zh)", en: "\(ends.low.en):\(ends.high.en)")
    }

    private func steps(_ scale: Scale?, _ item: Item, isNamed: Bool) -> [Part] {
        guard let scale else { return [] }
        return scale.steps.map { step in
            let title = item.kind == .nps ? nil : scale.labels[step]
            return Part(
                title: title ?? Wording(zh: "\(step)", en: "\(step)"),
                name: isNamed ? "\(item.kind.rawValue)_\(step)" : nil, value: step)
        }
    }

    /// - Parameter names: the member that holds the names of variables.
    private mutating func lists(
        _ parts: [Part], _ out: inout JSON.Object, member: String = "Choices",
        order: String = "ChoiceOrder", names: String = "VariableNaming"
    ) {
        let key = out["DataExportTag"]?.string ?? ""
        var listed = JSON.Object()
        var named = JSON.Object()
        var values = JSON.Object()
        for (place, part) in parts.enumerated() {
            let number = number(of: place, part, key)
            var one = JSON.Object()
            one.append("Display", words(part.title, key, part.choice?.code ?? part.name ?? number))
            if let choice = part.choice {
                if choice.isOther { one.append("TextEntry", "true") }
                if choice.isExclusive { one.append("ExclusiveAnswer", true) }
                if let logic = logic(choice.showIf, key, choice.code) {
                    one.append("DisplayLogic", logic)
                }
            }
            listed.append(number, .object(one))
            if let name = part.name { named.append(number, .string(name)) }
            if let value = part.value { values.append(number, .string("\(value)")) }
        }
        out.append(member, .object(listed))
        out.append(order, .array(listed.keys.map(JSON.string)))
        if !named.isEmpty { out.append(names, .object(named)) }
        if !values.isEmpty, member == "Choices" { out.append("RecodeValues", .object(values)) }
    }

    /// The steps of the recommendation are called by their numbers; all else is counted from 1.
    private func number(of place: Int, _ part: Part, _ key: String) -> String {
        writing.instrument[item: key]?.kind == .nps ? "\(part.value ?? place)" : "\(place + 1)"
    }

    private mutating func translation(_ item: Item, _ language: String) -> JSON {
        var out = JSON.Object()
        out.append("QuestionText", text(item, language))
        func list(_ parts: [Part]) -> JSON {
            .object(
                .init(
                    parts.enumerated().map { place, part in
                        let name = part.choice?.code ?? part.name ?? ""
                        let words = words(part.title, language, item.key, name)
                        return .init(
                            key: number(of: place, part, item.key), value: ["Display": words])
                    }))
        }
        let parts = parts(item)
        if !parts.isEmpty { out.append("Choices", list(parts)) }
        let answers = answers(item, item.scale)
        switch item.kind {
        case .matrix where !answers.isEmpty: out.append("Answers", list(answers))
        case .pairs, .kano:
            var more = JSON.Object()
            for (place, side) in item.sides.enumerated() {
                more.append(
                    "\(place + 1)",
                    [
                        "QuestionText": words(side.title, language, item.key, side.code),
                        "Answers": list(self.answers(item, side.scale ?? item.scale)),
                    ])
            }
            out.append("AdditionalQuestions", .object(more))
        default: break
        }
        return .object(out)
    }

    // MARK: Kinds

    private mutating func ends(_ item: Item, _ out: inout JSON.Object) {
        guard let scale = item.scale, !scale.labels.isEmpty else { return }
        for step in scale.labels.keys where step != scale.first && step != scale.last {
            losses(item.key, "scale", .member, "\(step)")
        }
        let labels = [scale.first, scale.last].map { scale.labels[$0] }
        out.append(
            "ColumnLabels",
            .array(
                labels.map { label in
                    label.map {
                        ["Display": words($0, item.key, "scale"), "IsLabelDefault": false]
                    } ?? ["Display": "", "IsLabelDefault": true]
                }))
        if writing.languages.count > 1 {
            losses(item.key, "scale", .untranslated, writing.languages[1])
        }
    }

    private mutating func count(_ item: Item, _ settings: inout JSON.Object) {
        guard case .count(let range) = item.bounds else { return }
        if item.kind == .ranking {
            if range.lowerBound < item.options.count { losses(item.key, "bounds", .member) }
            return
        }
        guard range.lowerBound > 1 || range.upperBound < item.options.count else { return }
        settings.append("Type", "ChoiceRange")
        if range.lowerBound > 1 {
            settings.append("MinChoices", .string("\(range.lowerBound)"))
        }
        if range.upperBound < item.options.count {
            settings.append("MaxChoices", .string("\(range.upperBound)"))
        }
    }

    private mutating func entry(
        _ item: Item, _ out: inout JSON.Object, _ settings: inout JSON.Object
    ) {
        out.type("TE", item.kind == .longText ? "ML" : "SL", nil)
        let contents: [Item.Kind: JSON] = [
            .mail: "ValidEmail", .phone: "ValidPhone", .date: "ValidDate",
        ]
        if let content = contents[item.kind] {
            settings.append("Type", "ContentType")
            settings.append("ContentType", content)
        }
        if item.kind == .time { losses(item.key, "kind", .coarser, "time") }
        switch item.bounds {
        case .length(let most) where most != (item.kind == .longText ? 4_000 : 200):
            losses(item.key, "bounds", .member, "\(most)")
        case .days(let first, let last) where first != "0001-01-01" || last != "9999-12-31":
            losses(item.key, "bounds", .member, "\(first) \(last)")
        default: break
        }
    }

    private mutating func number(
        _ item: Item, _ out: inout JSON.Object, _ settings: inout JSON.Object
    ) {
        guard case .range(let range, let step) = item.bounds else { return }
        if item.display == .slider {
            out.type("Slider", "HSLIDER", nil)
            out["Configuration"] = [
                "CSSliderMin": .number(range.lowerBound), "CSSliderMax": .number(range.upperBound),
                "SnapToGrid": .bool(step > 0),
            ]
            out.append("Choices", ["1": ["Display": ""]])
            out.append("ChoiceOrder", ["1"])
        } else {
            out.type("TE", "SL", nil)
            var bounds = JSON.Object()
            if range.lowerBound > -1e15 {
                bounds.append("Min", .string(JSON.number(range.lowerBound).text))
            }
            if range.upperBound < 1e15 {
                bounds.append("Max", .string(JSON.number(range.upperBound).text))
            }
            settings.append("Type", "ContentType")
            settings.append("ContentType", "ValidNumber")
            if !bounds.isEmpty { settings.append("ValidNumber", .object(bounds)) }
        }
        if step > 0 { losses(item.key, "bounds", .coarser, "step \(JSON.number(step).text)") }
    }

    /// The columns of a matrix: steps go by their order, options by names.
    private func answers(_ item: Item, _ scale: Scale?) -> [Part] {
        guard let scale else {
            return item.options.map { Part(title: $0.title, name: $0.code, choice: $0) }
        }
        return scale.steps.map { step in
            Part(
                title: scale.labels[step] ?? Wording(zh: "\(step)", en: "\(step)"), value: step)
        }
    }

    private mutating func matrix(_ item: Item, _ out: inout JSON.Object) {
        let cells = item.cells.first?.kind
        let isBipolar = !item.rows.isEmpty && item.rows.allSatisfy { $0.ends != nil }
        if cells == .text {
            out.type("Matrix", "TE", "Short")
            if case .length(let most) = item.bounds, most != 200 {
                losses(item.key, "bounds", .member, "\(most)")
            }
        } else {
            out.type(
                "Matrix", isBipolar ? "Bipolar" : "Likert",
                cells == .multiple ? "MultipleAnswer" : "SingleAnswer")
        }
        if isBipolar { for row in item.rows { losses(item.key, row.code, .member, "title") } }
        if item.display != .list, item.display != .numbers { losses(item.key, "display", .member) }
        lists(parts(item), &out, names: "ChoiceDataExportTags")
        let columns = answers(item, item.scale)
        if !columns.isEmpty { lists(columns, &out, member: "Answers", order: "AnswerOrder") }
        noteScale(item)
    }

    /// Steps are counted from 1, three to eleven of them.
    private mutating func noteScale(_ item: Item) {
        guard let scale = item.scale else { return }
        if scale.first != 1 { losses(item.key, "scale", .coarser, "\(scale.first)") }
        if !(3...11).contains(scale.points) { losses(item.key, "kind", .coarser, "scale") }
    }

    private mutating func sides(_ item: Item, _ out: inout JSON.Object) {
        out.type("SBS", "SBSMatrix", nil)
        lists(parts(item), &out, names: "ChoiceDataExportTags")
        var more = JSON.Object()
        for (place, side) in item.sides.enumerated() {
            var one = JSON.Object()
            one.append("QuestionID", .string("\(ids[item.key] ?? "")#\(place + 1)"))
            one.append("DataExportTag", .string(side.code))
            one.append("QuestionText", words(side.title, item.key, side.code))
            one.append("QuestionType", "Matrix")
            one.append("Selector", "Likert")
            one.append("SubSelector", "SingleAnswer")
            lists(
                answers(item, side.scale ?? item.scale), &one, member: "Answers",
                order: "AnswerOrder")
            more.append("\(place + 1)", .object(one))
        }
        out.append("AdditionalQuestions", .object(more))
        out.append("NumberOfQuestions", .integer(item.sides.count))
        noteScale(item)
    }
}

extension JSON.Object {
    /// What Qualtrics calls a kind of question, which is up to three names.
    fileprivate mutating func type(_ type: JSON, _ selector: JSON, _ sub: JSON? = nil) {
        append("QuestionType", type)
        append("Selector", selector)
        if let sub { append("SubSelector", sub) }
    }
}
