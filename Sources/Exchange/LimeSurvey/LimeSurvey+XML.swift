import Base

extension LimeSurvey {
    /// Reads `.lss`, of versions before 4 (texts in the rows) and after (texts apart).
    init(xml bytes: [UInt8]) throws(Refusal) {
        let root: XMLElement
        do {
            root = try XMLReading.document(bytes)
        } catch {
            switch error {
            case .broken(let line): throw .invalid("", "notXML", ["line": "\(line)"])
            case .hostile(let what): throw .invalid("", "hostileXML", ["what": what])
            }
        }
        guard root.name == "document", root.text("LimeSurveyDocType") == "Survey" else {
            throw .invalid("", "notThisFormat", ["format": "LimeSurvey"])
        }
        languages = root["languages"]?.children.map(\.text) ?? []
        readSettings(root)
        var groups = readGroups(root)
        let questions = LimeSurvey.readQuestions(root)
        for one in questions {
            let place = groups.firstIndex { $0.id == one.group } ?? groups.endIndex - 1
            if groups.indices.contains(place) { groups[place].questions.append(one.question) }
        }
        self.groups = groups
    }

    private static func rows(_ root: XMLElement, _ section: String) -> [XMLElement] {
        root[section]?["rows"]?.children ?? []
    }

    private mutating func readSettings(_ root: XMLElement) {
        for row in LimeSurvey.rows(root, "surveys_languagesettings") {
            let language = row.text("surveyls_language") ?? ""
            title[language] = row.text("surveyls_title")
            description[language] = row.text("surveyls_description")
            endText[language] = row.text("surveyls_endtext")
        }
        if let main = LimeSurvey.rows(root, "surveys").first?.text("language"), !main.isEmpty {
            languages.removeAll { $0 == main }
            languages.insert(main, at: 0)
        }
    }

    private func readGroups(_ root: XMLElement) -> [Group] {
        var groups: [(order: Int, group: Group)] = []
        func place(_ id: String) -> Int? { groups.firstIndex { $0.group.id == id } }
        for row in LimeSurvey.rows(root, "groups") {
            let id = row.text("gid") ?? ""
            let at: Int
            if let known = place(id) {
                at = known
            } else {
                var group = Group(id: id)
                group.relevance = row.text("grelevance") ?? ""
                at = groups.count
                groups.append((Int(row.text("group_order") ?? "") ?? at, group))
            }
            let language = row.text("language") ?? languages.first ?? ""
            if let name = row.text("group_name") { groups[at].group.title[language] = name }
            if let text = row.text("description") { groups[at].group.description[language] = text }
        }
        for row in LimeSurvey.rows(root, "group_l10ns") {
            guard let at = place(row.text("gid") ?? "") else { continue }
            let language = row.text("language") ?? ""
            groups[at].group.title[language] = row.text("group_name")
            groups[at].group.description[language] = row.text("description")
        }
        return groups.sorted { $0.order < $1.order }.map(\.group)
    }

    private typealias Placed = (group: String, order: Int, question: Question)

    private static func readQuestions(_ root: XMLElement) -> [(group: String, question: Question)] {
        let texts = Dictionary(grouping: rows(root, "question_l10ns")) { $0.text("qid") ?? "" }
        var placed: [Placed] = []
        var places: [String: Int] = [:]
        for row in rows(root, "questions") {
            let id = row.text("qid") ?? ""
            if places[id] == nil {
                places[id] = placed.count
                var question = Question(id: id)
                question.code = row.text("title") ?? ""
                question.type = row.text("type") ?? ""
                question.isMandatory = ["Y", "S"].contains(row.text("mandatory") ?? "")
                question.hasOther = row.text("other") == "Y"
                question.relevance = row.text("relevance") ?? ""
                question.validation = row.text("preg") ?? ""
                placed.append(
                    (row.text("gid") ?? "", Int(row.text("question_order") ?? "") ?? 0, question))
            }
            guard let place = places[id] else { continue }
            for text in [row] + (texts[id] ?? []) {
                let language = text.text("language") ?? ""
                if let words = text.text("question") {
                    placed[place].question.text[language] = words
                }
                if let help = text.text("help"), !help.isEmpty {
                    placed[place].question.help[language] = help
                }
            }
        }
        readSubquestions(root, texts, places, &placed)
        readAnswers(root, places, &placed)
        for row in rows(root, "question_attributes") {
            guard let place = places[row.text("qid") ?? ""], let name = row.text("attribute") else {
                continue
            }
            placed[place].question.attributes[name, default: [:]][row.text("language") ?? ""] =
                row.text("value") ?? ""
        }
        return placed.enumerated().sorted {
            ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }.map { ($0.element.group, $0.element.question) }
    }

    private static func readSubquestions(
        _ root: XMLElement, _ texts: [String: [XMLElement]], _ places: [String: Int],
        _ placed: inout [Placed]
    ) {
        var subs: [String: (parent: Int, order: Int, number: Int, sub: Sub)] = [:]
        for row in rows(root, "subquestions") {
            let id = row.text("qid") ?? ""
            guard let parent = places[row.text("parent_qid") ?? ""] else { continue }
            if subs[id] == nil {
                var sub = Sub(code: row.text("title") ?? "")
                sub.relevance = row.text("relevance") ?? ""
                sub.scale = Int(row.text("scale_id") ?? "") ?? 0
                let order = Int(row.text("question_order") ?? "") ?? 0
                subs[id] = (parent, order, subs.count, sub)
            }
            for text in [row] + (texts[id] ?? []) {
                guard let words = text.text("question") else { continue }
                subs[id]?.sub.text[text.text("language") ?? ""] = words
            }
        }
        for one in subs.values.sorted(by: { ($0.order, $0.number) < ($1.order, $1.number) }) {
            placed[one.parent].question.subquestions.append(one.sub)
        }
    }

    private static func readAnswers(
        _ root: XMLElement, _ places: [String: Int], _ placed: inout [Placed]
    ) {
        let texts = Dictionary(grouping: rows(root, "answer_l10ns")) { $0.text("aid") ?? "" }
        struct Key: Hashable {
            let question: Int
            let code: String
            let scale: Int
        }
        var answers: [Key: (order: Int, number: Int, answer: Answer)] = [:]
        for row in rows(root, "answers") {
            guard let place = places[row.text("qid") ?? ""] else { continue }
            let code = row.text("code") ?? ""
            let scale = Int(row.text("scale_id") ?? "") ?? 0
            let key = Key(question: place, code: code, scale: scale)
            if answers[key] == nil {
                let order = Int(row.text("sortorder") ?? "") ?? 0
                let value = Double(row.text("assessment_value") ?? "")
                answers[key] = (
                    order, answers.count, Answer(code: code, scale: scale, value: value)
                )
            }
            for text in [row] + (row.text("aid").flatMap { texts[$0] } ?? []) {
                guard let words = text.text("answer") else { continue }
                answers[key]?.answer.text[text.text("language") ?? ""] = words
            }
        }
        let sorted = answers.sorted {
            ($0.value.order, $0.value.number) < ($1.value.order, $1.value.number)
        }
        for (key, one) in sorted { placed[key.question].question.answers.append(one.answer) }
    }

    // MARK: Writing

    /// `.lss` as version 3 writes it; later ones read it too.
    var xml: String {
        var out = """
            <?xml version="1.0" encoding="UTF-8"?>
            <document>
             <LimeSurveyDocType>Survey</LimeSurveyDocType>
             <DBVersion>366</DBVersion>
             <languages>\(languages.map { "<language>\($0)</language>" }.joined())</languages>

            """
        var sections: [(name: String, rows: [[(String, String)]])] = [
            ("answers", []), ("groups", []), ("questions", []), ("subquestions", []),
            ("question_attributes", []), ("surveys", [settings]),
            ("surveys_languagesettings", words),
        ]
        var ids = 0
        for (number, group) in groups.enumerated() {
            for language in languages {
                sections[1].rows.append([
                    ("gid", "\(number + 1)"), ("sid", "1"),
                    ("group_name", group.title[language] ?? ""),
                    ("group_order", "\(number)"),
                    ("description", group.description[language] ?? ""),
                    ("language", language), ("randomization_group", ""),
                    ("grelevance", group.relevance),
                ])
            }
            for (order, question) in group.questions.enumerated() {
                ids += 1
                add(question, "\(ids)", "\(number + 1)", order, &ids, &sections)
            }
        }
        for section in sections where !section.rows.isEmpty {
            out += " <\(section.name)>\n  <fields>"
            out += section.rows[0].map { "<fieldname>\($0.0)</fieldname>" }.joined()
            out += "</fields>\n  <rows>\n"
            for row in section.rows {
                let cells = row.map { "<\($0.0)>\(LimeSurvey.escaped($0.1))</\($0.0)>" }
                out += "   <row>\(cells.joined())</row>\n"
            }
            out += "  </rows>\n </\(section.name)>\n"
        }
        return out + "</document>\n"
    }

    private var settings: [(String, String)] {
        [
            ("sid", "1"), ("language", languages.first ?? "en"),
            ("additional_languages", languages.dropFirst().joined(separator: " ")),
            ("format", "G"), ("active", "N"), ("anonymized", "N"),
        ]
    }

    private var words: [[(String, String)]] {
        languages.map { language in
            [
                ("surveyls_survey_id", "1"), ("surveyls_language", language),
                ("surveyls_title", title[language] ?? ""),
                ("surveyls_description", description[language] ?? ""),
                ("surveyls_endtext", endText[language] ?? ""),
            ]
        }
    }

    private func add(
        _ one: Question, _ id: String, _ group: String, _ order: Int, _ ids: inout Int,
        _ sections: inout [(name: String, rows: [[(String, String)]])]
    ) {
        for language in languages {
            sections[2].rows.append([
                ("qid", id), ("parent_qid", "0"), ("sid", "1"), ("gid", group), ("type", one.type),
                ("title", one.code), ("question", one.text[language] ?? ""),
                ("preg", one.validation),
                ("help", one.help[language] ?? ""), ("other", one.hasOther ? "Y" : "N"),
                ("mandatory", one.isMandatory ? "Y" : "N"), ("question_order", "\(order)"),
                ("language", language), ("scale_id", "0"), ("same_default", "0"),
                ("relevance", one.relevance.isEmpty ? "1" : one.relevance),
            ])
            for (place, answer) in one.answers.enumerated() {
                sections[0].rows.append([
                    ("qid", id), ("code", answer.code), ("answer", answer.text[language] ?? ""),
                    ("sortorder", "\(place + 1)"),
                    ("assessment_value", answer.value.map { JSON.number($0).text } ?? "0"),
                    ("language", language), ("scale_id", "\(answer.scale)"),
                ])
            }
        }
        for (place, sub) in one.subquestions.enumerated() {
            ids += 1
            for language in languages {
                sections[3].rows.append([
                    ("qid", "\(ids)"), ("parent_qid", id), ("sid", "1"), ("gid", group),
                    ("type", "T"), ("title", sub.code), ("question", sub.text[language] ?? ""),
                    ("question_order", "\(place + 1)"), ("language", language),
                    ("scale_id", "\(sub.scale)"), ("same_default", "0"),
                    ("relevance", sub.relevance.isEmpty ? "1" : sub.relevance),
                ])
            }
        }
        for (name, values) in one.attributes.sorted(by: { $0.key < $1.key }) {
            for (language, value) in values.sorted(by: { $0.key < $1.key }) {
                sections[4].rows.append([
                    ("qid", id), ("attribute", name), ("value", value), ("language", language),
                ])
            }
        }
    }

    /// As character data; what XML cannot hold is left out.
    private static func escaped(_ text: String) -> String {
        let whole = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\t" || $0 == "\n" }
        return String(String.UnicodeScalarView(whole)).escapedMarkup
    }
}
