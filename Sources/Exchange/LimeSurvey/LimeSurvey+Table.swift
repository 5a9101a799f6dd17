public import Base
public import Domain

extension Imported {
    /// A survey of LimeSurvey as a table: tab-separated `.txt`.
    public init(limeSurveyTable bytes: [UInt8]) throws(Refusal) {
        try self.init(limeSurvey: LimeSurvey(table: bytes))
    }
}

extension Exported {
    /// A survey of LimeSurvey as a table: tab-separated `.txt`.
    public init(limeSurveyTable instrument: Instrument) {
        var writer = LimeSurveyWriter(Writing(instrument))
        let survey = writer.survey()
        self.init(survey.table, writer.writing.losses)
    }
}

extension LimeSurvey {
    private static let columns = [
        "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help",
        "language", "validation", "mandatory", "other", "default", "same_default",
    ]

    /// Whether a file begins as such a table does.
    static func isTable(_ bytes: ArraySlice<UInt8>) -> Bool {
        let head = String(decoding: bytes.prefix(400), as: UTF8.self).prefix { $0 != "\n" }
        return head.contains("class\t") && head.contains("type/scale\t")
    }

    init(table bytes: [UInt8]) throws(Refusal) {
        var rows = LimeSurvey.rows(bytes)
        guard bytes.count <= 32 << 20, let header = rows.first,
            header.contains("class"), header.contains("type/scale")
        else { throw .invalid("", "notThisFormat", ["format": "LimeSurvey"]) }
        rows.removeFirst()
        for row in rows {
            var cells: [String: String] = [:]
            for (name, value) in zip(header, row) where cells[name] == nil { cells[name] = value }
            take(cells)
        }
    }

    private mutating func take(_ row: [String: String]) {
        let name = row["name"] ?? ""
        let text = row["text"] ?? ""
        let language = row["language"] ?? ""
        switch row["class"] ?? "" {
        case "S":
            if name == "language" { speak(text, isFirst: true) }
            if name == "additional_languages" {
                for other in text.split(separator: " ") { speak(String(other), isFirst: false) }
            }
        case "SL":
            speak(language, isFirst: false)
            if name == "surveyls_title" { title[language] = text }
            if name == "surveyls_description" { description[language] = text }
            if name == "surveyls_endtext" { endText[language] = text }
        case "G": takeGroup(row, name, text, language)
        case "Q": takeQuestion(row, name, text, language)
        case "SQ": takeLine(row, name, text, language)
        case "A": takeAnswer(row, name, text, language)
        default: break
        }
    }

    private mutating func speak(_ language: String, isFirst: Bool) {
        guard !language.isEmpty else { return }
        if isFirst { languages.removeAll { $0 == language } }
        if !languages.contains(language) {
            languages.insert(language, at: isFirst ? 0 : languages.endIndex)
        }
    }

    /// Groups of further languages come in the same order, each with the number of the first.
    private mutating func takeGroup(
        _ row: [String: String], _ name: String, _ text: String, _ language: String
    ) {
        speak(language, isFirst: false)
        let id = row["id"].flatMap { $0.isEmpty ? nil : $0 } ?? row["type/scale"] ?? name
        let at: Int
        if let known = groups.firstIndex(where: { $0.id == id }),
            groups[known].title[language] == nil
        {
            at = known
        } else {
            var group = Group(id: id)
            group.relevance = row["relevance"] ?? ""
            groups.append(group)
            at = groups.count - 1
        }
        groups[at].title[language] = name
        groups[at].description[language] = text
        reading = (at, nil)
    }

    private mutating func takeQuestion(
        _ row: [String: String], _ name: String, _ text: String, _ language: String
    ) {
        if groups.isEmpty { groups.append(Group(id: "1")) }
        let group = reading?.group ?? 0
        let at: Int
        if let known = groups[group].questions.firstIndex(where: { $0.code == name }) {
            at = known
        } else {
            var question = Question(id: row["id"] ?? "", code: name, type: row["type/scale"] ?? "")
            question.isMandatory = ["Y", "S"].contains(row["mandatory"] ?? "")
            question.hasOther = row["other"] == "Y"
            question.relevance = row["relevance"] ?? ""
            question.validation = row["validation"] ?? ""
            groups[group].questions.append(question)
            at = groups[group].questions.count - 1
        }
        groups[group].questions[at].text[language] = text
        if let help = row["help"], !help.isEmpty {
            groups[group].questions[at].help[language] = help
        }
        for (attribute, value) in row
        where !LimeSurvey.columns.contains(attribute) && !attribute.isEmpty && !value.isEmpty {
            groups[group].questions[at].attributes[attribute, default: [:]][language] = value
        }
        reading = (group, at)
    }

    private mutating func takeLine(
        _ row: [String: String], _ name: String, _ text: String, _ language: String
    ) {
        guard let (group, question) = reading, let question else { return }
        let scale = Int(row["type/scale"] ?? "") ?? 0
        var lines = groups[group].questions[question].subquestions
        if let known = lines.firstIndex(where: { $0.code == name && $0.scale == scale }) {
            lines[known].text[language] = text
        } else {
            var line = Sub(code: name, scale: scale)
            line.relevance = row["relevance"] ?? ""
            line.text[language] = text
            lines.append(line)
        }
        groups[group].questions[question].subquestions = lines
    }

    private mutating func takeAnswer(
        _ row: [String: String], _ name: String, _ text: String, _ language: String
    ) {
        guard let (group, question) = reading, let question else { return }
        let scale = Int(row["type/scale"] ?? "") ?? 0
        var answers = groups[group].questions[question].answers
        if let known = answers.firstIndex(where: { $0.code == name && $0.scale == scale }) {
            answers[known].text[language] = text
        } else {
            var answer = Answer(code: name, scale: scale, value: Double(row["relevance"] ?? ""))
            answer.text[language] = text
            answers.append(answer)
        }
        groups[group].questions[question].answers = answers
    }

    // MARK: The table

    /// Fields between tabs; one in quotes may hold tabs and line ends.
    static func rows(_ bytes: [UInt8]) -> [[String]] {
        var (rows, row, field): ([[String]], [String], [UInt8]) = ([], [], [])
        var isQuoted = false
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        func text() -> String { String(decoding: field, as: UTF8.self) }
        while let byte = rest.popFirst() {
            switch byte {
            case 0x22 where isQuoted:
                if rest.first == 0x22 {
                    field.append(0x22)
                    rest.removeFirst()
                } else {
                    isQuoted = false
                }
            case 0x22 where field.isEmpty: isQuoted = true
            case 0x09 where !isQuoted:
                row.append(text())
                field = []
            case 0x0A where !isQuoted:
                row.append(text())
                field = []
                if row != [""] { rows.append(row) }
                row = []
            case 0x0D where !isQuoted: break
            default: field.append(byte)
            }
        }
        row.append(text())
        if row != [""] { rows.append(row) }
        return rows
    }

    var table: String {
        let attributes = Set(groups.flatMap(\.questions).flatMap(\.attributes.keys)).sorted()
        let header = LimeSurvey.columns + attributes
        var rows: [[String: String]] = [
            ["class": "S", "name": "language", "text": languages.first ?? "en"],
            [
                "class": "S", "name": "additional_languages",
                "text": languages.dropFirst().joined(separator: " "),
            ],
        ]
        for language in languages {
            let settings = [
                ("surveyls_title", title), ("surveyls_description", description),
                ("surveyls_endtext", endText),
            ]
            for (name, texts) in settings {
                guard let text = texts[language] else { continue }
                rows.append(["class": "SL", "name": name, "text": text, "language": language])
            }
        }
        for language in languages {
            for (number, group) in groups.enumerated() {
                rows += group.rows(number + 1, language)
            }
        }
        let lines = [header] + rows.map { row in header.map { row[$0] ?? "" } }
        return lines.map { $0.map(LimeSurvey.quoted).joined(separator: "\t") + "\r\n" }.joined()
    }

    private static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "\t" || $0 == "\n" || $0 == "\"" || $0 == "\r\n" })
        else { return text }
        return "\""
            + text.split(separator: "\"", omittingEmptySubsequences: false).joined(
                separator: "\"\"") + "\""
    }
}

extension LimeSurvey.Group {
    fileprivate func rows(_ number: Int, _ language: String) -> [[String: String]] {
        var rows: [[String: String]] = [
            [
                "id": "\(number)", "class": "G", "type/scale": "\(number)",
                "name": title[language] ?? "", "relevance": relevance,
                "text": description[language] ?? "", "language": language,
            ]
        ]
        for one in questions {
            var row = [
                "class": "Q", "type/scale": one.type, "name": one.code,
                "relevance": one.relevance, "text": one.text[language] ?? "",
                "help": one.help[language] ?? "", "language": language,
                "validation": one.validation, "mandatory": one.isMandatory ? "Y" : "N",
                "other": one.hasOther ? "Y" : "N",
            ]
            for (name, values) in one.attributes {
                row[name] = values[language] ?? values[""] ?? ""
            }
            rows.append(row)
            for sub in one.subquestions {
                rows.append([
                    "class": "SQ", "type/scale": "\(sub.scale)", "name": sub.code,
                    "relevance": sub.relevance, "text": sub.text[language] ?? "",
                    "language": language,
                ])
            }
            for answer in one.answers {
                rows.append([
                    "class": "A", "type/scale": "\(answer.scale)", "name": answer.code,
                    "relevance": answer.value.map { JSON.number($0).text } ?? "",
                    "text": answer.text[language] ?? "", "language": language,
                ])
            }
        }
        return rows
    }
}
