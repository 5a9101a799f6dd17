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
    /// Question id → what its variables tell of its kind.
    var marks: [String: Mark] = [:]
    /// Embedded data → key of ours.
    private(set) var fields: [String: String] = [:]
    /// Block id → conditions of the branches it stands in.
    private var gates: [String: [JSON]] = [:]
    /// Block id → conditions on which the survey ends behind it.
    private var ends: [String: [JSON]] = [:]
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
        let blocks = orderedBlocks()
        let ids = blocks.flatMap(QualtricsReader.questionIDs)
        for id in ids { declare(id) }
        nameFields(&draft)
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

    private mutating func orderedBlocks() -> [JSON] {
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
            walk(element["Payload"]?["Flow"]?.array ?? [], [], &flow)
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

    /// - Parameter gates: conditions of the branches that the steps stand in, at most 30 deep.
    private mutating func walk(_ flow: [JSON], _ gates: [JSON], _ order: inout [String]) {
        guard gates.count < 30 else { return }
        for step in flow {
            let type = step["Type"]?.string ?? ""
            let inner = step["Flow"]?.array ?? []
            switch type {
            case "Block", "Standard":
                guard let id = step["ID"]?.string, !order.contains(id) else { break }
                order.append(id)
                self.gates[id] = gates
            case "EmbeddedData":
                for field in step["EmbeddedData"]?.array ?? [] {
                    guard let name = field["Field"]?.string ?? field["Description"]?.string else {
                        continue
                    }
                    fields[name] = ""
                    if let value = field["Value"]?.string, !value.isEmpty {
                        losses.add(name, "EmbeddedData", .logic, value)
                    }
                }
            case "Branch":
                guard let logic = step["BranchLogic"] else { break }
                // An end behind the first block ends the survey there, on its condition.
                if inner.count == 1, inner[0]["Type"] == "EndSurvey", let last = order.last,
                    gates.isEmpty
                {
                    ends[last, default: []].append(logic)
                } else {
                    walk(inner, gates + [logic], &order)
                }
                continue
            case "EndSurvey": if !gates.isEmpty { losses.add("", "Flow", .logic, type) }
            case "Group": break
            default:
                losses.add("", "Flow", .logic, type)
            }
            walk(inner, gates, &order)
        }
    }

    private mutating func nameFields(_ draft: inout Draft) {
        for name in fields.keys.sorted() {
            let key = names[name] == nil ? names.name(for: name) : names.name(for: "ed_\(name)")
            fields[name] = key
            if key == HiddenField.customerKey { continue }
            draft.hidden.append((key, [languages.own[0]: name]))
            if key != name { losses.add(name, "EmbeddedData", .renamed, key) }
        }
    }

    /// A page ends where the block says so.
    private mutating func read(_ block: JSON, _ draft: inout Draft) {
        var page = Draft.Page()
        let name = block["Description"]?.string ?? ""
        let id = block["ID"]?.string ?? ""
        let gates = (gates[id] ?? []).map { condition($0, name, "BranchLogic") }
        let known = gates.compactMap(\.self)
        page.showIf =
            known.isEmpty
            ? nil
            : known.count == 1
                ? known[0] : known.map { "(\($0))" }.joined(separator: " and ")
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
        for end in ends[id] ?? [] {
            guard let condition = condition(end, name, "BranchLogic"), !draft.pages.isEmpty else {
                continue
            }
            draft.pages[draft.pages.count - 1].jumps.append((condition, "end", [:]))
        }
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
            if !words.isEmpty { texts[own] = piped(words, tag, path.last ?? "") }
        }
        return texts
    }

    /// `${q://QID1/ChoiceTextEntryValue}` becomes `{answers.key}`; what else is put in is told.
    private mutating func piped(_ text: String, _ tag: String, _ member: String) -> String {
        guard text.contains("${") else { return text }
        var out = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "${"),
            let close = rest[open.upperBound...].firstIndex(of: "}")
        {
            out += rest[..<open.lowerBound]
            let slot = rest[open.upperBound..<close]
            if let name = name(ofSlot: slot) {
                out += "{\(name)}"
            } else {
                out += rest[open.lowerBound...close]
                losses.add(tag, member, .logic, String(slot))
            }
            rest = rest[rest.index(after: close)...]
        }
        return out + rest
    }

    private func name(ofSlot slot: Substring) -> String? {
        if slot.hasPrefix("e://Field/") {
            return fields[String(slot.dropFirst(10))].map { "hidden.\($0)" }
        }
        guard slot.hasPrefix("q://") else { return nil }
        let steps = slot.dropFirst(4).split(separator: "/").map(String.init)
        let known = [
            ["ChoiceTextEntryValue"], ["ChoiceNumericEntryValue", "1"],
            ["ChoiceGroup", "SelectedChoices"],
        ]
        guard let id = steps.first, let key = keys[id], known.contains(Array(steps.dropFirst())),
            questions[id]?["QuestionType"] != "Matrix"
        else { return nil }
        return "answers.\(key)"
    }
}
