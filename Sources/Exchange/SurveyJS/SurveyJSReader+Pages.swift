public import Base
import Domain

extension Imported {
    /// A survey of SurveyJS.
    public init(surveyJS bytes: [UInt8]) throws(Refusal) {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw Refusal(
                .unreadable, "badJSON", ["offset": "\(error.offset)", "reason": error.reason])
        }
        guard
            json["pages"]?.array != nil || json["elements"]?.array != nil
                || json["questions"]?.array != nil
        else { throw .invalid("", "notThisFormat", ["format": "SurveyJS"]) }
        var reader = SurveyJSReader(json)
        let draft = reader.draft()
        self = try Imported(draft, found: reader.found, reader.losses)
    }
}

extension SurveyJSReader {
    private static let known: Set<String> = [
        "title", "description", "locale", "pages", "elements", "questions", "calculatedValues",
        "completedHtml", "completedHtmlOnCondition", "triggers", "questionsOrder", "logo",
        "logoPosition", "showProgressBar", "showQuestionNumbers", "progressBarType", "width",
        "widthMode", "fitToContainer", "headerView", "completeText", "pagePrevText",
        "pageNextText", "showTitle", "checkErrorsMode", "textUpdateMode", "requiredText",
        "questionErrorLocation", "firstPageIsStarted", "showNavigationButtons", "startSurveyText",
        "showPrevButton", "name", "cookieName", "focusFirstQuestionAutomatic", "mode",
        "maxOthersLength",
        "goNextPageAutomatic", "questionTitleLocation", "showPageTitles", "focusOnFirstError",
    ]

    mutating func draft() -> Draft {
        var draft = Draft()
        let pages = survey["pages"]?.array ?? [survey]
        for page in pages { declare(elements(of: page)) }
        declareComputed()
        draft.title = texts(survey["title"], "", "title")
        draft.purpose = texts(survey["description"], "", "description")
        var names = Names(first: "s")
        draft.key = names.name(for: draft.title["en"] ?? survey["name"]?.string ?? "imported")
        if draft.key == "s" || draft.key.isEmpty { draft.key = "imported" }
        for (number, page) in pages.enumerated() { read(page, number, &draft) }
        readComputed(&draft)
        readThanks(&draft)
        readTriggers(&draft)
        draft.languages = languages.own
        for key in survey.object?.keys ?? [] where !SurveyJSReader.known.contains(key) {
            losses.add("", key, .member)
        }
        return draft
    }

    func elements(of page: JSON) -> [JSON] {
        page["elements"]?.array ?? page["questions"]?.array ?? []
    }

    private mutating func read(_ page: JSON, _ number: Int, _ draft: inout Draft) {
        var own = Draft.Page()
        let name = page["name"]?.string ?? "page\(number + 1)"
        own.title = survey["pages"] == nil ? [:] : texts(page["title"], name, "title")
        own.showIf = condition(page["visibleIf"], name, "visibleIf")
        own.isShuffled = page["questionsOrder"] == "random"
        if let text = page["description"], survey["pages"] != nil, !text.isNull {
            var statement = Draft.Question(
                foreign: name, key: names.name(for: "\(name)_text"), kind: .statement)
            statement.title = texts(text, name, "description")
            own.items.append(statement)
            losses.add(name, "description", .coarser, "statement")
        }
        for element in elements(of: page) { take(element, nil, &own, &draft) }
        draft.pages.append(own)
    }

    /// One element; what stands in a panel stands on the page.
    private mutating func take(
        _ element: JSON, _ outer: String?, _ page: inout Draft.Page, _ draft: inout Draft
    ) {
        let name = element["name"]?.string ?? ""
        let isPanel = element["type"] == "panel" || element["type"] == "flowpanel"
        guard isPanel else {
            if element["visible"] == false, element["visibleIf"] == nil {
                draft.hidden.append((names.name(for: name), texts(element["title"], name, "title")))
                if element["type"] != "text" { losses.add(name, "type", .coarser, "hidden") }
                return
            }
            found += 1
            for var item in items(of: element, name) {
                item.showIf = joined(outer, item.showIf)
                page.items.append(item)
            }
            return
        }
        if let title = element["title"] {
            var statement = Draft.Question(
                foreign: name, key: names.name(for: "\(name)_panel"), kind: .statement)
            statement.title = texts(title, name, "title")
            statement.showIf = outer
            page.items.append(statement)
            losses.add(name, "panel", .coarser, "statement")
        }
        let inner = joined(outer, condition(element["visibleIf"], name, "visibleIf"))
        for child in elements(of: element) { take(child, inner, &page, &draft) }
    }

    private func joined(_ a: String?, _ b: String?) -> String? {
        guard let a else { return b }
        return b.map { "(\(a)) and (\($0))" } ?? a
    }

    // MARK: The whole

    private mutating func declareComputed() {
        for value in survey["calculatedValues"]?.array ?? [] {
            guard let name = value["name"]?.string else { continue }
            logic[name] = LogicName(own: "computed.\(names.name(for: name))", kind: .number)
        }
    }

    private mutating func readComputed(_ draft: inout Draft) {
        for value in survey["calculatedValues"]?.array ?? [] {
            guard let name = value["name"]?.string,
                let expression = condition(value["expression"], name, "expression")
            else { continue }
            draft.computed.append((names.name(for: name), [:], expression))
        }
    }

    private mutating func readThanks(_ draft: inout Draft) {
        for one in survey["completedHtmlOnCondition"]?.array ?? [] {
            guard let condition = condition(one["expression"], "", "completedHtml") else {
                continue
            }
            draft.thanks.append((condition, texts(one["html"], "", "completedHtml")))
        }
        let last = texts(survey["completedHtml"], "", "completedHtml")
        if !last.isEmpty { draft.thanks.append((nil, last)) }
    }

    /// A survey that ends early ends behind the page that its condition speaks of last.
    private mutating func readTriggers(_ draft: inout Draft) {
        for trigger in survey["triggers"]?.array ?? [] {
            let type = trigger["type"]?.string ?? ""
            guard type == "complete", trigger["expression"] != nil,
                let condition = condition(trigger["expression"], "", "triggers"),
                let place = draft.pages.lastIndex(where: { page in
                    page.items.contains { condition.contains("answers.\($0.key)") }
                })
            else {
                losses.add("", "triggers", .logic, trigger["expression"]?.string ?? type)
                continue
            }
            draft.pages[place].jumps.append((condition, "end", [:]))
        }
    }
}
