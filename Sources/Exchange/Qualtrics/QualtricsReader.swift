public import Base
import Domain

extension Imported {
    /// A survey of Qualtrics: `.qsf`.
    public init(qsf bytes: [UInt8]) throws(Refusal) {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw Refusal(
                .unreadable, "badJSON", ["offset": "\(error.offset)", "reason": error.reason])
        }
        guard json["SurveyEntry"] != nil, let elements = json["SurveyElements"]?.array else {
            throw .invalid("", "notThisFormat", ["format": "Qualtrics"])
        }
        var reader = QualtricsReader(json, elements)
        let draft = reader.draft()
        guard draft.pages.contains(where: { !$0.items.isEmpty }) else {
            throw .invalid("", "nothingImported")
        }
        self = try Imported(draft, found: reader.found, reader.losses)
    }
}

/// A survey of Qualtrics while it is read.
struct QualtricsReader {
    private let entry: JSON
    private let elements: [JSON]
    var questions: [String: JSON] = [:]
    var losses = Losses()
    var languages: ForeignLanguages
    let usual: String
    var names = Names()
    /// Question id → key.
    var keys: [String: String] = [:]
    /// Question id → their number of a choice → our code.
    var codes: [String: [String: String]] = [:]
    var found = 0

    init(_ survey: JSON, _ elements: [JSON]) {
        entry = survey["SurveyEntry"] ?? .null
        self.elements = elements
        usual = entry["SurveyLanguage"]?.string ?? "EN"
        var order = [QualtricsReader.tag(usual)]
        for element in elements where element["Element"] == "SQ" {
            guard let id = element["PrimaryAttribute"]?.string, let payload = element["Payload"]
            else { continue }
            questions[id] = payload
            for language in payload["Language"]?.object?.keys ?? [] {
                let tag = QualtricsReader.tag(language)
                if !order.contains(tag) { order.append(tag) }
            }
        }
        languages = ForeignLanguages(order, &losses)
    }

    /// `ZH-S` is Chinese in simplified characters, `ZH-T` in traditional ones.
    static func tag(_ language: String) -> String {
        switch language.uppercased() {
        case "ZH-S", "ZH-CN": "zh-Hans"
        case "ZH-T", "ZH-TW": "zh-Hant"
        default: language.lowercased()
        }
    }

    mutating func draft() -> Draft {
        var draft = Draft()
        let name = entry["SurveyName"]?.string ?? "imported"
        let first = languages.own[0]
        draft.title = [first: name]
        var survey = Names(first: "s")
        draft.key = survey.name(for: name)
        if draft.key == "s" { draft.key = "imported" }
        if let about = entry["SurveyDescription"]?.string, !about.isEmpty {
            draft.purpose = [first: Markup.text(of: about).text]
        }
        let blocks = orderedBlocks(&draft)
        let ids = blocks.flatMap(QualtricsReader.questionIDs)
        for id in ids { declare(id) }
        for block in blocks { read(block, &draft) }
        for (id, question) in questions where !ids.contains(id) {
            losses.add(question["DataExportTag"]?.string ?? id, "", .member, "Trash")
        }
        draft.languages = languages.own
        return draft
    }

    // MARK: Blocks and flow

    private static func questionIDs(_ block: JSON) -> [String] {
        (block["BlockElements"]?.array ?? []).compactMap { $0["QuestionID"]?.string }
    }

    private mutating func orderedBlocks(_ draft: inout Draft) -> [JSON] {
        var blocks: [String: JSON] = [:]
        var order: [String] = []
        for element in elements where element["Element"] == "BL" {
            let payload = element["Payload"]
            let all = payload?.array ?? payload?.object?.members.map(\.value) ?? []
            for block in all where block["Type"] != "Trash" {
                guard let id = block["ID"]?.string else { continue }
                blocks[id] = block
                order.append(id)
            }
        }
        var flow: [String] = []
        for element in elements where element["Element"] == "FL" {
            walk(element["Payload"]?["Flow"]?.array ?? [], 0, &flow, &draft)
        }
        for element in elements {
            let kind = element["Element"]?.string ?? ""
            if ["QO", "SQ", "BL", "FL", "SO", "SCO", "PROJ", "STAT", "QC", "RS"].contains(kind) {
                continue
            }
            losses.add("", kind, .member)
        }
        let listed = (flow.isEmpty ? order : flow).compactMap { blocks[$0] }
        for id in order where !flow.isEmpty && !flow.contains(id) {
            losses.add(blocks[id]?["Description"]?.string ?? id, "Flow", .member)
        }
        return listed
    }

    private mutating func walk(
        _ flow: [JSON], _ depth: Int, _ order: inout [String], _ draft: inout Draft
    ) {
        guard depth < 30 else { return }
        for step in flow {
            let type = step["Type"]?.string ?? ""
            switch type {
            case "Block", "Standard":
                if let id = step["ID"]?.string, !order.contains(id) { order.append(id) }
            case "EmbeddedData":
                for field in step["EmbeddedData"]?.array ?? [] {
                    guard let name = field["Field"]?.string ?? field["Description"]?.string else {
                        continue
                    }
                    let key = names.name(for: "ed_\(name)")
                    draft.hidden.append((key, [languages.own[0]: name]))
                    losses.add(name, "EmbeddedData", .renamed, key)
                }
            case "EndSurvey", "Group": break
            default:
                losses.add("", "Flow", .logic, type)
            }
            walk(step["Flow"]?.array ?? [], depth + 1, &order, &draft)
        }
    }

    /// A page ends where the block says so.
    private mutating func read(_ block: JSON, _ draft: inout Draft) {
        var page = Draft.Page()
        let name = block["Description"]?.string ?? ""
        if !name.isEmpty { losses.add(name, "Description", .member) }
        page.isShuffled = ["RandomWithXPerPage", "All"].contains(
            block["Options"]?["RandomizeQuestions"]?.string ?? "")
        for element in block["BlockElements"]?.array ?? [] {
            if element["Type"] == "Page Break" {
                if !page.items.isEmpty { draft.pages.append(page) }
                page.items = []
                continue
            }
            guard let id = element["QuestionID"]?.string, let question = questions[id] else {
                continue
            }
            found += 1
            page.items += items(of: question, id)
            if element["SkipLogic"] != nil || question["SkipLogic"] != nil {
                let tag = question["DataExportTag"]?.string ?? id
                losses.add(tag, "SkipLogic", .logic)
            }
        }
        if !page.items.isEmpty { draft.pages.append(page) }
    }

    // MARK: Words

    /// A member of a question by language: of the whole, or of one choice or answer.
    mutating func texts(_ question: JSON, _ tag: String, _ path: [String]) -> Texts {
        var texts: Texts = [:]
        func find(_ json: JSON?) -> String? {
            var json = json
            for step in path {
                json =
                    json?.array.flatMap { list in
                        Int(step).flatMap { list.indices.contains($0) ? list[$0] : nil }
                    } ?? json?[step]
            }
            return json?.string ?? json?["Display"]?.string
        }
        for (foreign, own) in languages.names {
            let isUsual = foreign == QualtricsReader.tag(usual)
            let other = question["Language"]?.object?.members.first {
                QualtricsReader.tag($0.key) == foreign
            }?.value
            guard let html = isUsual ? find(question) : find(other) else { continue }
            let (words, hadMore) = Markup.text(of: html)
            if hadMore { losses.add(tag, path.last ?? "", .markup) }
            if words.contains("${") { losses.add(tag, path.last ?? "", .logic, words) }
            if !words.isEmpty { texts[own] = words }
        }
        return texts
    }
}
