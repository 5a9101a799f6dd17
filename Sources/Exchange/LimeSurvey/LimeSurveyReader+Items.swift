import Base
import Domain

extension LimeSurveyReader {
    private static let kinds: [String: Item.Kind] = [
        "L": .single, "!": .single, "O": .single, "G": .single, "5": .rating, "M": .multiple,
        "P": .multiple, "S": .text, "T": .longText, "U": .longText, "N": .number, "D": .date,
        "Y": .yesNo, "R": .ranking, "X": .statement, "|": .file, "A": .matrix, "B": .matrix,
        "C": .matrix, "E": .matrix, "F": .matrix, "H": .matrix, "K": .constantSum, "1": .pairs,
        "Q": .text, ";": .matrix, ":": .matrix,
    ]

    /// The questions that one of theirs becomes.
    mutating func items(of one: LimeSurvey.Question) -> [Draft.Question] {
        guard let kind = LimeSurveyReader.kinds[one.type] else {
            losses.add(one.code, "", .kind, one.type)
            return []
        }
        note(one)
        var item = begun(one, kind)
        switch one.type {
        case "L", "!", "O": readList(one, &item)
        case "G":
            let words: [(String, Texts)] = [
                ("f", ["zh": "\u{5973}", "en": "Female"]), ("m", ["zh": "\u{7537}", "en": "Male"]),
            ]
            item.options = words.map { Draft.Choice(code: $0.0, title: own($0.1)) }
        case "5": item.scale = (1, 5, ends(1, 5, one.code))
        case "M", "P": readMultiple(one, &item)
        case "S", "T", "U", "N", "D": readField(one, &item)
        case "R": readRanking(one, &item)
        case "A", "B", "C", "E", "F", "H": readArray(one, &item)
        case "K": return readNumbers(one, item)
        case "Q": return readTexts(one, item)
        case "1": return readDual(one, item)
        case ";", ":": return readTable(one, item)
        default: break
        }
        return [item]
    }

    private func own(_ texts: Texts) -> Texts {
        texts.filter { languages.own.contains($0.key) }
    }

    /// The attributes that are read; those that only shape how it looks are let go.
    private static let known: Set<String> = [
        "cssclass", "hidden", "equation", "max_answers", "min_answers", "exclude_all_others",
        "random_order", "answer_order", "maximum_chars", "numbers_only", "min_num_value_n",
        "max_num_value_n", "num_value_int_only", "date_min", "date_max", "date_format",
        "equals_num_value", "dualscale_headerA", "dualscale_headerB", "em_validation_q",
        "em_validation_q_tip", "multiflexible_checkbox", "subquestion_order",
        "display_columns", "page_break", "hide_tip", "text_input_width", "display_rows",
        "statistics_showgraph", "statistics_graphtype", "public_statistics", "scale_export",
        "time_limit_action", "time_limit_disable_next", "time_limit_disable_prev",
        "printable_help", "answer_width", "use_dropdown", "repeat_headings", "theme_template",
        "question_template", "location_mapservice", "array_filter_style", "label_input_columns",
        "save_as_default", "clear_default", "prefix", "suffix", "alphasort", "other_replace_text",
        "text_input_columns", "input_boxes", "display_type", "printanswers", "dropdown_size",
        "showpopups", "choice_title", "rank_title", "category_separator", "dropdown_prefix",
        "slider_layout", "use_image", "thousands_separator", "placeholder",
        "num_value_int_only_default", "other_numbers_only", "other_comment_mandatory",
        "commented_checkbox", "dropdown_dates", "dropdown_dates_minute_step", "reverse",
        "dropdown_dates_month_style", "date_max_default", "show_totals", "show_grand_total",
        "samechoiceheight", "samelistheight", "max_subquestions_default", "numbers_only_default",
    ]

    private mutating func note(_ one: LimeSurvey.Question) {
        for name in one.attributes.keys.sorted() where !LimeSurveyReader.known.contains(name) {
            guard let value = one.attribute(name), value != "0", value != "N",
                value != "1" || name.hasPrefix("array_filter")
            else { continue }
            losses.add(one.code, name, .member, value)
        }
        if !one.validation.isEmpty { losses.add(one.code, "preg", .member, one.validation) }
    }

    private mutating func begun(_ one: LimeSurvey.Question, _ kind: Item.Kind) -> Draft.Question {
        let key = names.name(for: one.code)
        if key != one.code { losses.add(one.code, "code", .renamed, key) }
        var item = Draft.Question(foreign: one.code, key: key, kind: kind)
        item.title = texts(one.text, one.code, "question")
        item.help = texts(one.help, one.code, "help")
        item.isRequired = one.isMandatory && kind != .statement
        item.showIf = condition(one.relevance, one.code, "relevance")
        if let rule = one.attribute("em_validation_q"),
            let condition = condition(rule, one.code, "em_validation_q")
        {
            let message = texts(one.attributes["em_validation_q_tip"] ?? [:], one.code, "tip")
            item.rules.append((condition, message))
        }
        let isRandom =
            one.attribute("random_order") == "1"
            || one.attribute("answer_order") == "random"
            || one.attribute("subquestion_order") == "random"
        if isRandom { item.members.append(("shuffle", true)) }
        return item
    }

    private mutating func ends(_ first: Int, _ last: Int, _ code: String) -> [Int: Texts] {
        losses.add(code, "scale", .assumed, "\(first)\u{2013}\(last)")
        return [first, last].reduce(into: [:]) { labels, step in
            labels[step] = Texts(uniqueKeysWithValues: languages.own.map { ($0, "\(step)") })
        }
    }

    /// Words of steps; where a step's word is its number it has none.
    private mutating func labels(
        _ one: LimeSurvey.Question, _ range: ClosedRange<Int>
    ) -> [Int: Texts] {
        var labels: [Int: Texts] = [:]
        for (step, answer) in zip(range, one.answers.filter { $0.scale == 0 }) {
            let words = texts(answer.text, one.code, answer.code)
            if words.values.contains(where: { $0 != answer.code }) { labels[step] = words }
        }
        for step in [range.lowerBound, range.upperBound] where labels[step] == nil {
            labels[step] = Texts(uniqueKeysWithValues: languages.own.map { ($0, "\(step)") })
            losses.add(one.code, "scale", .assumed, "\(step)")
        }
        return labels
    }

    private mutating func choices(
        _ list: [(code: String, text: Texts, relevance: String)], _ question: String,
        _ first: String
    ) -> [Draft.Choice] {
        var names = Names(first: first)
        return list.map { entry in
            let own = names.name(for: entry.code)
            if own != entry.code { losses.add(question, entry.code, .renamed, own) }
            var choice = Draft.Choice(code: own, title: texts(entry.text, question, entry.code))
            choice.showIf = condition(entry.relevance, question, entry.code)
            return choice
        }
    }

    private mutating func answers(_ one: LimeSurvey.Question, scale: Int = 0) -> [Draft.Choice] {
        choices(
            one.answers.filter { $0.scale == scale }.map { ($0.code, $0.text, "") }, one.code, "c")
    }

    private mutating func lines(_ one: LimeSurvey.Question, scale: Int = 0) -> [Draft.Choice] {
        choices(
            one.subquestions.filter { $0.scale == scale }.map { ($0.code, $0.text, $0.relevance) },
            one.code, "r")
    }

    private mutating func addOther(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        guard one.hasOther else { return }
        var other = Draft.Choice(
            code: "other", title: own(["zh": "\u{5176}\u{4ED6}", "en": "Other"]))
        if let words = one.attributes["other_replace_text"] {
            let replaced = texts(words, one.code, "other")
            if !replaced.isEmpty { other.title = replaced }
        }
        other.isOther = true
        item.options.removeAll { $0.code == "other" }
        item.options.append(other)
    }

    private mutating func readList(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        if let kind = ratingKind(one), let range = scale(of: one) {
            item.kind = kind
            var words = labels(one, range)
            if kind != .rating {
                words = words.filter { step, words in words.values.contains { $0 != "\(step)" } }
            }
            item.scale = (range.lowerBound, range.count, words)
            return
        }
        item.options = answers(one)
        addOther(one, &item)
        if one.type == "!" { item.members.append(("display", "dropdown")) }
        if one.type == "O" { losses.add(one.code, "comment", .member) }
    }

    private mutating func readMultiple(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        if one.attribute("cssclass") == "nuo-consent" {
            item.kind = .consent
            return
        }
        item.options = choices(
            one.subquestions.map { ($0.code, $0.text, $0.relevance) }, one.code, "c")
        let alone = Set(
            (one.attribute("exclude_all_others") ?? "").split(separator: ";").map(String.init))
        for (place, sub) in one.subquestions.enumerated() where alone.contains(sub.code) {
            item.options[place].isExclusive = true
        }
        addOther(one, &item)
        for (name, own) in [("min_answers", "min"), ("max_answers", "max")] {
            if let count = one.attribute(name).flatMap(Int.init), count > 0 {
                item.members.append((own, .integer(count)))
            }
        }
        if one.type == "P" { losses.add(one.code, "comment", .member) }
    }

    private mutating func readRanking(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        item.options = answers(one)
        if item.options.isEmpty { item.options = lines(one) }
        for place in item.options.indices { item.options[place].showIf = nil }
        if let most = one.attribute("max_answers").flatMap(Int.init), most > 0 {
            item.members.append(("max", .integer(most)))
        }
    }

    private func readField(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        switch (one.type, one.attribute("cssclass")) {
        case ("S", "nuo-mail"): item.kind = .mail
        case ("S", "nuo-phone"): item.kind = .phone
        case ("S", _) where one.attribute("numbers_only") == "1": item.kind = .number
        default: break
        }
        if item.kind == .text || item.kind == .longText,
            let most = one.attribute("maximum_chars").flatMap(Int.init), most > 0
        {
            let bound = item.kind == .text ? 1_000 : 20_000
            item.members.append(("max_length", .integer(min(bound, most))))
        }
        if item.kind == .number {
            for (name, own) in [("min_num_value_n", "min"), ("max_num_value_n", "max")] {
                if let value = one.attribute(name).flatMap(Double.init) {
                    item.members.append((own, .number(value)))
                }
            }
            if one.attribute("num_value_int_only") == "1" { item.members.append(("whole", true)) }
        }
        guard one.type == "D" else { return }
        let format = one.attribute("date_format") ?? ""
        if format.contains("H"), !format.lowercased().contains("y") { item.kind = .time }
        for (name, own) in [("date_min", "min"), ("date_max", "max")] {
            if let value = one.attribute(name) { item.members.append((own, .string(value))) }
        }
    }

    private mutating func readArray(_ one: LimeSurvey.Question, _ item: inout Draft.Question) {
        item.rows = lines(one)
        switch one.type {
        case "A": item.scale = (1, 5, ends(1, 5, one.code))
        case "B": item.scale = (1, 10, ends(1, 10, one.code))
        case "C", "E":
            let words: [(String, Texts)] =
                one.type == "C"
                ? [
                    ("y", ["zh": "\u{662F}", "en": "Yes"]),
                    ("u", ["zh": "\u{4E0D}\u{786E}\u{5B9A}", "en": "Uncertain"]),
                    ("n", ["zh": "\u{5426}", "en": "No"]),
                ]
                : [
                    ("i", ["zh": "\u{589E}\u{52A0}", "en": "Increase"]),
                    ("s", ["zh": "\u{4E0D}\u{53D8}", "en": "Same"]),
                    ("d", ["zh": "\u{51CF}\u{5C11}", "en": "Decrease"]),
                ]
            item.members.append(("cells", "single"))
            item.options = words.map { Draft.Choice(code: $0.0, title: own($0.1)) }
        default:
            if let range = scale(of: one) {
                item.scale = (range.lowerBound, range.count, labels(one, range))
            } else {
                item.members.append(("cells", "single"))
                item.options = answers(one)
            }
        }
    }

    // MARK: Questions with several fields

    private mutating func readNumbers(
        _ one: LimeSurvey.Question, _ item: Draft.Question
    ) -> [Draft.Question] {
        guard isSum(one), let total = one.attribute("equals_num_value").flatMap(Double.init) else {
            return split(one, .number)
        }
        var item = item
        item.rows = lines(one)
        item.members.append(("total", .number(total)))
        return [item]
    }

    private mutating func readTexts(
        _ one: LimeSurvey.Question, _ item: Draft.Question
    ) -> [Draft.Question] {
        guard one.attribute("cssclass") == "nuo-matrix" else { return split(one, .text) }
        var item = item
        item.kind = .matrix
        item.members.append(("cells", "text"))
        item.rows = lines(one)
        return [item]
    }

    private mutating func split(_ one: LimeSurvey.Question, _ kind: Item.Kind) -> [Draft.Question] {
        losses.add(one.code, "subquestions", .split, "\(one.subquestions.count)")
        return one.subquestions.map { sub in
            var inner = one
            inner.code = "\(one.code)_\(sub.code)"
            for (language, text) in sub.text {
                inner.text[language] = [one.text[language], text].compactMap(\.self)
                    .joined(separator: " \u{2013} ")
            }
            var item = begun(inner, kind)
            item.members.removeAll { $0.0 == "shuffle" }
            return item
        }
    }

    private mutating func readDual(
        _ one: LimeSurvey.Question, _ item: Draft.Question
    ) -> [Draft.Question] {
        var item = item
        item.rows = lines(one)
        let codes = sideCodes(one)
        let headers = ["dualscale_headerA", "dualscale_headerB"]
        item.sides = zip(codes, headers).map { code, header in
            var side = Draft.Choice(code: code)
            side.title = texts(one.attributes[header] ?? [:], one.code, header)
            return side
        }
        if one.attribute("cssclass") == "nuo-kano" {
            item.kind = .kano
            item.options = zip(Item.kanoCodes, one.answers.filter { $0.scale == 0 }).map {
                Draft.Choice(code: $0, title: texts($1.text, one.code, $0))
            }
            return [item]
        }
        if let range = scale(of: one),
            one.answers.filter({ $0.scale == 1 }).map(\.code)
                == one.answers.filter({ $0.scale == 0 }).map(\.code)
        {
            item.scale = (range.lowerBound, range.count, labels(one, range))
            return [item]
        }
        losses.add(one.code, "scales", .split, "2")
        return [0, 1].map { number in
            var table = item
            table.kind = .matrix
            table.sides = []
            table.key = names.name(for: "\(one.code)_\(number)")
            table.members.append(("cells", "single"))
            table.options = answers(one, scale: number)
            return table
        }
    }

    /// Columns that differ are a table each.
    private mutating func readTable(
        _ one: LimeSurvey.Question, _ item: Draft.Question
    ) -> [Draft.Question] {
        if one.attribute("multiflexible_checkbox") == "1" {
            var item = item
            item.rows = lines(one)
            item.members.append(("cells", "multiple"))
            item.options = lines(one, scale: 1).map { option in
                var plain = option
                plain.showIf = nil
                return plain
            }
            return [item]
        }
        if one.type == ":" { losses.add(one.code, "type", .coarser, "text") }
        let columns = one.subquestions.filter { $0.scale == 1 }
        if columns.count > 1 { losses.add(one.code, "columns", .split, "\(columns.count)") }
        let rows = lines(one)
        return columns.map { column in
            var table = item
            table.foreign = "\(one.code)_\(column.code)"
            table.key = names.name(for: table.foreign)
            table.rows = rows
            table.members.append(("cells", "text"))
            let words = texts(column.text, one.code, column.code)
            for (language, text) in words where columns.count > 1 {
                table.title[language] = [table.title[language], text].compactMap(\.self)
                    .joined(separator: " \u{2013} ")
            }
            return table
        }
    }
}
