public import Base
import Domain

extension Imported {
    /// A survey of LimeSurvey: `.lss`.
    public init(lss bytes: [UInt8]) throws(Refusal) {
        try self.init(limeSurvey: LimeSurvey(xml: bytes))
    }

    init(limeSurvey survey: LimeSurvey) throws(Refusal) {
        guard survey.groups.contains(where: { !$0.questions.isEmpty }) else {
            throw .invalid("", "nothingImported")
        }
        var reader = LimeSurveyReader(survey)
        let draft = reader.draft()
        self = try Imported(draft, found: reader.found, reader.losses)
    }
}

/// A survey of LimeSurvey while it is read.
struct LimeSurveyReader {
    let survey: LimeSurvey
    var losses = Losses()
    var languages: ForeignLanguages
    var names = Names()
    var logic: [String: LogicName] = [:]
    var found = 0

    init(_ survey: LimeSurvey) {
        self.survey = survey
        languages = ForeignLanguages(survey.languages.isEmpty ? ["en"] : survey.languages, &losses)
    }

    mutating func draft() -> Draft {
        var draft = Draft()
        for question in survey.groups.flatMap(\.questions) { declare(question) }
        draft.title = texts(survey.title, "", "title")
        draft.purpose = texts(survey.description, "", "description")
        var keys = Names(first: "s")
        let title = draft.title["en"] ?? ""
        draft.key =
            title.unicodeScalars.contains { $0.isASCII && $0.properties.isAlphabetic }
            ? keys.name(for: title) : "imported"
        for group in survey.groups { read(group, &draft) }
        let end = texts(survey.endText, "", "endtext")
        if !end.isEmpty { draft.thanks.append((nil, end)) }
        draft.languages = languages.own
        return draft
    }

    private mutating func read(_ group: LimeSurvey.Group, _ draft: inout Draft) {
        var page = Draft.Page()
        let name = group.title.values.first ?? group.id
        page.title = texts(group.title, name, "title")
        page.showIf = condition(group.relevance, name, "grelevance")
        let about = texts(group.description, name, "description")
        if !about.isEmpty {
            var statement = Draft.Question(
                foreign: name, key: names.name(for: "group \(group.id)"), kind: .statement)
            statement.title = about
            page.items.append(statement)
            losses.add(name, "description", .coarser, "statement")
        }
        for question in group.questions {
            if question.type == "*" {
                readEquation(question, &draft)
            } else if question.attribute("hidden") == "1" {
                draft.hidden.append(
                    (
                        names.name(for: question.code),
                        texts(question.text, question.code, "question")
                    ))
                if question.type != "S" {
                    losses.add(question.code, "type", .coarser, "hidden")
                }
            } else {
                found += 1
                page.items += items(of: question)
            }
        }
        draft.pages.append(page)
    }

    private mutating func readEquation(_ one: LimeSurvey.Question, _ draft: inout Draft) {
        let source = one.attribute("equation") ?? one.text.values.first ?? ""
        let bare =
            source.trimmed.hasPrefix("{") && source.trimmed.hasSuffix("}")
            ? String(source.trimmed.dropFirst().dropLast()) : source
        guard let value = condition(Markup.text(of: bare).text, one.code, "equation") else {
            return
        }
        let title = one.attribute("equation") == nil ? [:] : texts(one.text, one.code, "question")
        draft.computed.append((names.name(for: one.code), title, value))
    }

    // MARK: Words and conditions

    mutating func texts(_ foreign: Texts, _ question: String, _ member: String) -> Texts {
        var texts: Texts = [:]
        for (name, own) in languages.names {
            guard let html = foreign[name] ?? (foreign.count == 1 ? foreign[""] : nil),
                !html.isEmpty
            else { continue }
            let (words, hadMore) = Markup.text(of: html)
            if hadMore { losses.add(question, member, .markup) }
            if !words.isEmpty { texts[own] = piped(words, question, member) }
        }
        return texts
    }

    /// `{Q1.shown}` becomes `{answers.q1}`.
    private mutating func piped(_ text: String, _ question: String, _ member: String) -> String {
        guard text.contains("{") else { return text }
        var out = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            out += rest[..<open]
            let slot = rest[rest.index(after: open)..<close].trimmed
            if let known = logic[LimeSurveyReader.bare(slot)], known.option == nil {
                out += "{\(known.own)}"
            } else {
                losses.add(question, member, .logic, "{\(slot)}")
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    mutating func condition(_ source: String, _ question: String, _ member: String) -> String? {
        let plain = source.trimmed
        guard !plain.isEmpty, plain != "1" else { return nil }
        let logic = logic
        let own = LogicReading { logic[LimeSurveyReader.bare($0)] }.expression(plain)
        if own == nil { losses.add(question, member, .logic, plain) }
        return own
    }

    private static let suffixes = [".NAOK", ".shown", ".value", ".code", ".valueNAOK"]

    /// A name without what it asks of the question.
    static func bare(_ name: String) -> String {
        var name = name
        while let suffix = suffixes.first(where: { name.hasSuffix($0) }) {
            name.removeLast(suffix.count)
        }
        return name
    }

    // MARK: Names

    private mutating func declare(_ one: LimeSurvey.Question) {
        let key = names.name(for: one.code)
        if one.type == "*" {
            logic[one.code] = LogicName(own: "computed.\(key)", kind: .number)
            return
        }
        if one.attribute("hidden") == "1" {
            logic[one.code] = LogicName(own: "hidden.\(key)", kind: .text)
            return
        }
        let own = "answers.\(key)"
        var (answerNames, subNames) = (Names(first: "c"), Names(first: "r"))
        var codes: [String: String] = [:]
        for answer in one.answers where answer.scale == 0 {
            codes[answer.code] = answerNames.name(for: answer.code)
        }
        if one.hasOther { codes["-oth-"] = answerNames.name(for: "other") }
        switch one.type {
        case "Y": logic[one.code] = LogicName(own: own, kind: .bool)
        case "5", "N": logic[one.code] = LogicName(own: own, kind: .number)
        case "G": logic[one.code] = LogicName(own: own, kind: .text, codes: ["F": "f", "M": "m"])
        case "L", "!", "O":
            let isRating = ratingKind(one) != nil
            logic[one.code] = LogicName(
                own: own, kind: isRating ? .number : .text, codes: isRating ? [:] : codes)
        case "M", "P":
            var optionNames = Names(first: "c")
            for sub in one.subquestions {
                logic["\(one.code)_\(sub.code)"] = LogicName(
                    own: own, kind: .list, option: optionNames.name(for: sub.code))
            }
        case "A", "B", "F", "H", "C", "E":
            let isRating = ["A", "B"].contains(one.type) || scale(of: one) != nil
            if one.type == "C" { codes = ["Y": "y", "U": "u", "N": "n"] }
            if one.type == "E" { codes = ["I": "i", "S": "s", "D": "d"] }
            for sub in one.subquestions where sub.scale == 0 {
                logic["\(one.code)_\(sub.code)"] = LogicName(
                    own: "\(own).\(subNames.name(for: sub.code))", kind: isRating ? .number : .text,
                    codes: isRating ? [:] : codes)
            }
        case "1": declareSides(one, own)
        case "K", "Q":
            let stays = isSum(one) || one.attribute("cssclass") == "nuo-matrix"
            for sub in one.subquestions {
                let place =
                    stays
                    ? "\(own).\(subNames.name(for: sub.code))"
                    : "answers.\(names.name(for: "\(one.code)_\(sub.code)"))"
                logic["\(one.code)_\(sub.code)"] = LogicName(
                    own: place, kind: one.type == "K" ? .number : .text)
            }
        case "R": logic[one.code] = LogicName(own: own, kind: .list, codes: codes)
        case "S" where one.attribute("numbers_only") == "1":
            logic[one.code] = LogicName(own: own, kind: .number)
        default: logic[one.code] = LogicName(own: own, kind: .text)
        }
    }

    private mutating func declareSides(_ one: LimeSurvey.Question, _ own: String) {
        var rows = Names(first: "r")
        let sides = sideCodes(one)
        for sub in one.subquestions {
            let row = rows.name(for: sub.code)
            for (number, side) in sides.enumerated() {
                logic["\(one.code)_\(sub.code)_\(number)"] = LogicName(
                    own: "\(own).\(row).\(side)", kind: .number)
            }
        }
    }

    func sideCodes(_ one: LimeSurvey.Question) -> [String] {
        one.attribute("cssclass") == "nuo-kano" ? Item.kanoSides : ["scale1", "scale2"]
    }

    func isSum(_ one: LimeSurvey.Question) -> Bool {
        one.type == "K" && one.attribute("equals_num_value").flatMap(Double.init) != nil
    }

    /// Whole numbers one after another: a scale.
    func scale(of one: LimeSurvey.Question) -> ClosedRange<Int>? {
        let codes = one.answers.filter { $0.scale == 0 }.map { Int($0.code) }
        guard codes.count >= 3, codes.count <= 11, let first = codes[0], first == 0 || first == 1,
            codes == (first..<(first + codes.count)).map(Optional.init)
        else { return nil }
        return first...(first + codes.count - 1)
    }

    /// Lists of numbers are ratings where the file says so, or by all eleven steps.
    func ratingKind(_ one: LimeSurvey.Question) -> Item.Kind? {
        guard let range = scale(of: one), !one.hasOther else { return nil }
        if let mark = one.attribute("cssclass"), mark.hasPrefix("nuo-"),
            let kind = Item.Kind(rawValue: String(mark.dropFirst(4))), kind.isRating
        {
            return kind
        }
        return range == 0...10 ? .nps : nil
    }
}
