import Base
public import Domain

extension Exported {
    /// A survey of LimeSurvey: the XML of `.lss`.
    public init(lss instrument: Instrument) {
        var writer = LimeSurveyWriter(Writing(instrument))
        let survey = writer.survey()
        self.init(survey.xml, writer.writing.losses)
    }
}

/// Our questionnaire as LimeSurvey has it. Its names hold letters and digits only, those of answers
/// at most five.
struct LimeSurveyWriter {
    var writing: Writing
    /// `key`, `hidden` or `computed` and our name → their code.
    private var codes: [String: String] = [:]
    private var taken = Set<String>()
    /// Item key → our code → theirs.
    private var inner: [String: [String: String]] = [:]

    static let locales = ["zh": "zh-Hans", "en": "en"]
    var locales: [String] { writing.languages.map { LimeSurveyWriter.locales[$0] ?? $0 } }

    static let dialect = LogicWriting.Dialect(
        and: "and", or: "or", equal: "==",
        functions: [
            .sum: "sum", .min: "min", .max: "max", .round: "round", .abs: "abs", .if: "if",
            .length: "strlen", .count: "count",
        ],
        answered: { "!is_empty(\($0))" },
        contains: { _, _ in nil },
        isOneOf: { name, elements in
            "(" + elements.map { "\(name) == \($0)" }.joined(separator: " or ") + ")"
        },
        bool: { $0 ? "'Y'" : "'N'" }, mean: { "sum(\($0)) / count(\($0))" })

    init(_ writing: Writing) {
        self.writing = writing
        for field in writing.instrument.hidden {
            self.writing.names["hidden.\(field.key)"] = "\(code(field.key, "hidden")).NAOK"
        }
        for item in writing.instrument.items where item.host == nil { declare(item) }
        for one in writing.instrument.computed {
            self.writing.names["computed.\(one.key)"] = "\(code(one.key, "computed")).NAOK"
        }
    }

    /// Letters and digits, at most twenty, each once.
    private mutating func code(_ key: String, _ member: String) -> String {
        // A computed value may be called as a question is.
        let place = "\(member) \(key)"
        if let known = codes[place] { return known }
        let plain = LimeSurveyWriter.plain(key, most: 20, &taken)
        codes[place] = plain
        if plain != key { writing.losses.add(key, member, .renamed, plain) }
        return plain
    }

    private static func plain(_ text: String, most: Int, _ taken: inout Set<String>) -> String {
        let letters = String(text.filter { $0 != "_" && $0 != "." }.prefix(most))
        var name = letters
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(letters.prefix(most - "\(number)".count))\(number)"
            number += 1
        }
        return name
    }

    /// Codes of choices or lines, in order.
    private mutating func innerCodes(_ item: Item, _ choices: [Item.Choice], most: Int) {
        var used = Set<String>()
        for choice in choices {
            let plain = LimeSurveyWriter.plain(choice.code, most: most, &used)
            inner[item.key, default: [:]][choice.code] = plain
            if plain != choice.code { writing.losses.add(item.key, choice.code, .renamed, plain) }
        }
    }

    private mutating func declare(_ item: Item) {
        let code = code(item.key, "key")
        let name = "answers.\(item.key)"
        switch item.kind {
        case .maxdiff, .signature, .statement: return
        case .multiple:
            innerCodes(item, item.options, most: 20)
            writing.names[name] = code
            writing.options[name] = item.options.map {
                ($0.code, "\(code)_\(inner[item.key]?[$0.code] ?? "").NAOK")
            }
        case .single, .ranking:
            innerCodes(item, item.options, most: 5)
            writing.names[name] = "\(code).NAOK"
            writing.codes[name] = inner[item.key]
            if let other = item.otherCode {
                writing.names["answers.\(item.ownWordsKey)"] = "\(code)_other.NAOK"
                writing.codes[name]?[other] = "-oth-"
            }
        case .consent: writing.names[name] = "\(code)_Y.NAOK"
        case .matrix, .pairs, .kano, .constantSum:
            innerCodes(item, item.rows, most: 20)
            if item.scale == nil, item.kind == .matrix { innerCodes(item, item.options, most: 5) }
            for cell in item.cells {
                guard let row = cell.path.first.flatMap({ inner[item.key]?[$0] }) else { continue }
                let side = cell.path.dropFirst().first.flatMap { side in
                    item.sides.firstIndex { $0.code == side }
                }
                let place = "answers.\(cell.name)"
                writing.names[place] = "\(code)_\(row)\(side.map { "_\($0)" } ?? "").NAOK"
                writing.codes[place] = inner[item.key]
            }
        default: writing.names[name] = "\(code).NAOK"
        }
    }

    func theirs(_ key: String, _ member: String = "key") -> String {
        codes["\(member) \(key)"] ?? key
    }

    func theirs(_ item: Item, _ code: String) -> String { inner[item.key]?[code] ?? code }

    // MARK: The whole

    mutating func survey() -> LimeSurvey {
        let instrument = writing.instrument
        writing.noteWhole()
        losses("", "key", .member, instrument.key)
        var out = LimeSurvey()
        out.languages = locales
        out.title = words(instrument.title, "", "title")
        if let purpose = instrument.purpose { out.description = words(purpose, "", "purpose") }
        for place in instrument.pages.indices { out.groups.append(group(place)) }
        if !out.groups.isEmpty {
            let fields = hidden()
            out.groups[0].questions.insert(contentsOf: fields, at: 0)
            out.groups[out.groups.count - 1].questions += computed()
        }
        for thanks in instrument.thanks {
            if thanks.condition == nil, out.endText.isEmpty, let text = thanks.text {
                out.endText = words(text, "", "thanks")
            } else {
                losses("", "thanks", .logic, thanks.condition?.description ?? "")
            }
        }
        return out
    }

    mutating func losses(
        _ question: String, _ member: String, _ reason: Loss.Reason, _ detail: String = ""
    ) {
        writing.losses.add(question, member, reason, detail)
    }

    private mutating func group(_ place: Int) -> LimeSurvey.Group {
        let page = writing.instrument.pages[place]
        let name = "page\(place + 1)"
        var group = LimeSurvey.Group()
        if let title = page.title { group.title = words(title, name, "title") }
        group.relevance = condition(page.showIf, name, "show_if") ?? "1"
        if page.isShuffled { losses(name, "shuffle", .member) }
        for jump in page.jumps { losses(name, "jump", .logic, jump.condition?.description ?? "") }
        for item in page.items where writing.instrument.items[item].host == nil {
            if let question = question(writing.instrument.items[item]) {
                group.questions.append(question)
            }
        }
        return group
    }

    private mutating func hidden() -> [LimeSurvey.Question] {
        writing.instrument.hidden.compactMap { field in
            if field.key == HiddenField.customerKey, field.title.en == field.key { return nil }
            if field.kind != .text { losses(field.key, "kind", .coarser, field.kind.rawValue) }
            var question = LimeSurvey.Question()
            question.code = theirs(field.key, "hidden")
            question.type = "S"
            question.text = words(field.title, field.key, "title")
            question.attributes["hidden"] = ["": "1"]
            return question
        }
    }

    private mutating func computed() -> [LimeSurvey.Question] {
        writing.instrument.computed.compactMap { one in
            guard let value = condition(one.expression, one.key, "computed") else { return nil }
            var question = LimeSurvey.Question()
            question.code = theirs(one.key, "computed")
            question.type = "*"
            question.text = words(one.title, one.key, "title")
            question.attributes = ["equation": ["": "{\(value)}"], "hidden": ["": "1"]]
            return question
        }
    }

    mutating func condition(_ expression: Expression?, _ question: String, _ member: String)
        -> String?
    {
        writing.condition(expression, LimeSurveyWriter.dialect, question, member)
    }

    /// Words by their languages, as HTML, with `{q1.shown}` for `{answers.q1}`.
    mutating func words(_ wording: Wording, _ question: String, _ member: String) -> Texts {
        var texts: Texts = [:]
        for (language, locale) in zip(writing.languages, locales) {
            let names = writing.names
            let text = writing.piped(wording[language], question, member) { name in
                names[name].map { "{\(LimeSurveyReader.bare($0)).shown}" }
            }
            texts[locale] = Markup.html(text)
        }
        return texts
    }
}
