import Base
public import Domain

extension Exported {
    /// A survey of SurveyJS: JSON text.
    public init(surveyJS instrument: Instrument) {
        var writer = SurveyJSWriter(Writing(instrument))
        let survey = writer.survey()
        self.init(survey.prettyText + "\n", writer.writing.losses)
    }
}

struct SurveyJSWriter {
    var writing: Writing

    init(_ writing: Writing) {
        self.writing = writing
        for field in writing.instrument.hidden where !field.isUnsaid {
            self.writing.names["hidden.\(field.key)"] = "{\(field.key)}"
        }
        for item in writing.instrument.items where item.kind != .maxdiff {
            if let host = item.host {
                self.writing.names["answers.\(item.key)"] = "{\(host)-Comment}"
                continue
            }
            for cell in item.cells {
                self.writing.names["answers.\(cell.name)"] = "{\(cell.name)}"
            }
        }
        for one in writing.instrument.computed {
            let name = name(of: one)
            self.writing.names["computed.\(one.key)"] = "{\(name)}"
            if name != one.key { losses(one.key, "computed", .renamed, name) }
        }
    }

    static let dialect = LogicWriting.Dialect(
        and: "and", or: "or", equal: "=",
        functions: [
            .sum: "sum", .mean: "avg", .min: "min", .max: "max", .round: "round", .if: "iif",
        ],
        answered: { "\($0) notempty" },
        contains: { "\($0) contains '\($1)'" },
        isOneOf: { "\($0) anyof [\($1.joined(separator: ", "))]" },
        bool: { $0 ? "true" : "false" })

    /// A computed value may be called as a question is; there it must not.
    private func name(of one: Instrument.Computed) -> String {
        writing.instrument[item: one.key] == nil ? one.key : "\(one.key)_value"
    }

    mutating func condition(_ expression: Expression?, _ question: String, _ member: String)
        -> JSON?
    {
        writing.condition(expression, SurveyJSWriter.dialect, question, member).map(JSON.string)
    }

    private static let locales = ["zh": "zh-cn", "en": "en"]

    /// Words in each language; the first is the file's own.
    mutating func words(
        _ wording: Wording, _ question: String, _ member: String, isHTML: Bool = false
    ) -> JSON {
        let languages = writing.languages
        func text(_ language: String) -> JSON {
            let plain = wording[language]
            return .string(isHTML ? Markup.html(plain) : plain)
        }
        let whole: JSON
        if languages.count == 1 {
            whole = text(languages[0])
        } else {
            whole = .object(
                .init(
                    languages.enumerated().map { number, language in
                        let name = SurveyJSWriter.locales[language] ?? language
                        return .init(key: number == 0 ? "default" : name, value: text(language))
                    }))
        }
        return piped(whole, question, member)
    }

    private mutating func piped(_ json: JSON, _ question: String, _ member: String) -> JSON {
        switch json {
        case .object(let object):
            var out = JSON.Object()
            for one in object.members { out.append(one.key, piped(one.value, question, member)) }
            return .object(out)
        case .string(let text):
            let names = writing.names
            return .string(writing.piped(text, question, member) { names[$0] })
        default: return json
        }
    }

    mutating func losses(
        _ question: String, _ member: String, _ reason: Loss.Reason, _ detail: String = ""
    ) {
        writing.losses.add(question, member, reason, detail)
    }

    mutating func survey() -> JSON {
        let instrument = writing.instrument
        writing.noteWhole()
        var out = JSON.Object()
        out.append("title", words(instrument.title, "", "title"))
        if let purpose = instrument.purpose {
            out.append("description", words(purpose, "", "purpose"))
        }
        out.append("locale", .string(SurveyJSWriter.locales[instrument.languages[0]] ?? "en"))
        out.append("name", .string(instrument.key))
        var values: [JSON] = []
        for one in instrument.computed {
            guard let expression = condition(one.expression, one.key, "computed") else { continue }
            if one.title.zh != one.key || one.title.en != one.key {
                losses(one.key, "title", .member)
            }
            values.append(["name": .string(name(of: one)), "expression": expression])
        }
        if !values.isEmpty { out.append("calculatedValues", .array(values)) }
        out.append("pages", .array(instrument.pages.indices.map { page($0) }))
        thanks(&out)
        let triggers = jumps()
        if !triggers.isEmpty { out.append("triggers", .array(triggers)) }
        return .object(out)
    }

    private mutating func page(_ place: Int) -> JSON {
        let page = writing.instrument.pages[place]
        var out = JSON.Object()
        out.append("name", .string("page\(place + 1)"))
        if let title = page.title { out.append("title", words(title, "page\(place + 1)", "title")) }
        if let condition = condition(page.showIf, "page\(place + 1)", "show_if") {
            out.append("visibleIf", condition)
        }
        if page.isShuffled { out.append("questionsOrder", "random") }
        var elements: [JSON] = []
        if place == 0 {
            for field in writing.instrument.hidden where !field.isUnsaid {
                elements.append([
                    "type": "text", "name": .string(field.key),
                    "title": words(field.title, field.key, "title"), "visible": false,
                ])
                if field.kind != .text { losses(field.key, "kind", .coarser, field.kind.rawValue) }
            }
        }
        for item in page.items where writing.instrument.items[item].host == nil {
            if let element = element(writing.instrument.items[item]) { elements.append(element) }
        }
        out.append("elements", .array(elements))
        return .object(out)
    }

    private mutating func thanks(_ out: inout JSON.Object) {
        var conditional: [JSON] = []
        for one in writing.instrument.thanks {
            guard let text = one.text, one.redirect == nil else {
                losses("", "thanks", .member)
                continue
            }
            let html = words(text, "", "thanks", isHTML: true)
            if let expression = one.condition {
                guard let condition = condition(expression, "", "thanks") else { continue }
                conditional.append(["expression": condition, "html": html])
            } else if out["completedHtml"] == nil {
                out.append("completedHtml", html)
            } else {
                losses("", "thanks", .member)
            }
        }
        if !conditional.isEmpty { out.append("completedHtmlOnCondition", .array(conditional)) }
    }

    /// Only the jump to the end has a counterpart.
    private mutating func jumps() -> [JSON] {
        var all: [JSON] = []
        for (number, page) in writing.instrument.pages.enumerated() {
            for jump in page.jumps {
                guard jump.page == nil, let expression = jump.condition,
                    let condition = condition(expression, "page\(number + 1)", "jump")
                else {
                    losses("page\(number + 1)", "jump", .logic, jump.condition?.description ?? "")
                    continue
                }
                all.append(["type": "complete", "expression": condition])
                if jump.text != nil { losses("page\(number + 1)", "jump", .member, "text") }
            }
        }
        return all
    }
}
