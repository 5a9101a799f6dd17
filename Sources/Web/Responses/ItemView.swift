import Base
import Domain

/// One question as its template shows it.
struct ItemView {
    private let item: Item
    private let answer: JSON?
    /// What was written on a refused page, by field name; nil to show the kept answer.
    private let typed: [String: [String]]?
    /// Row ("" for the item itself) → sentence.
    private let faults: [String: String]
    private let language: String
    private let words: Words

    init(
        _ item: Item, answer: JSON?, typed: [String: [String]]?, faults: [String: String],
        language: String, words: Words
    ) {
        self.item = item
        self.answer = answer
        self.typed = typed
        self.faults = faults
        self.language = language
        self.words = words
    }

    static func id(_ item: Item) -> String { "q-\(item.key)" }

    private var id: String { ItemView.id(item) }
    private var name: String { AnswerRequest.prefix + item.key }

    var json: JSON {
        var context: [String: JSON] = [
            "id": .string(id), "name": .string(name), "key": .string(item.key),
            "title": .string(item.title[language]), "help": .optional(item.help?[language]),
            "isRequired": .bool(item.isRequired), "fault": .optional(faults[""]),
            "isInvalid": .bool(!faults.isEmpty), "describedBy": .optional(describedBy),
            "is_\(shape)": true, "value": .string(texts(item.key).first ?? ""),
        ]
        // Absent names would be looked for in the page around; see JSON.child.
        for other in ItemView.shapes where other != shape { context["is_\(other)"] = false }
        switch item.kind {
        case .nps, .csat, .ces, .rating: context.merge(scale(name, item.key, id)) { $1 }
        case .single: context["options"] = options(of: item.key)
        case .multiple: context["options"] = options(of: item.key)
        case .yesNo: context["options"] = yesOrNo
        case .matrix: context["rows"] = .array(item.rows.map(row))
        case .text, .longText, .number, .date: context.merge(field) { $1 }
        case .statement: break
        }
        return AnswerPage.json(context)
    }

    private static let shapes = [
        "scale", "choices", "boxes", "matrix", "line", "lines", "statement",
    ]

    private var shape: String {
        switch item.kind {
        case .nps, .csat, .ces, .rating: isWorded ? "choices" : "scale"
        case .single, .yesNo: "choices"
        case .multiple: "boxes"
        case .matrix: "matrix"
        case .longText: "lines"
        case .text, .number, .date: "line"
        case .statement: "statement"
        }
    }

    /// A short scale with words for each step reads better as a list than as a row of numbers.
    private var isWorded: Bool {
        guard item.kind != .matrix, let scale = item.scale else { return false }
        return scale.points <= 7 && scale.labels.count == scale.points
    }

    private var describedBy: String? {
        let parts = [
            item.help == nil ? nil : "\(id)-help", faults[""] == nil ? nil : "\(id)-fault",
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    // MARK: What is answered

    /// The texts that a field holds now.
    private func texts(_ field: String) -> [String] {
        if let typed { return typed[field] ?? [] }
        return ItemView.texts(of: answer)
    }

    private func rowTexts(_ code: String) -> [String] {
        if let typed { return typed["\(item.key).\(code)"] ?? [] }
        return ItemView.texts(of: answer?[code])
    }

    private static func texts(of answer: JSON?) -> [String] {
        switch answer {
        case .null?: [Item.notApplicableText]
        case .bool(let isYes)?: [isYes ? "yes" : "no"]
        case .number?: [answer?.text ?? ""]
        case .string(let text)?: [text]
        case .array(let codes)?: codes.compactMap(\.string)
        case .object?, nil: []
        }
    }

    // MARK: Choices

    private func option(_ value: String, _ title: String, _ place: Int, _ chosen: [String]) -> JSON
    {
        [
            "value": .string(value), "title": .string(title), "optionID": .string("\(id)-\(place)"),
            "isChosen": .bool(chosen.contains(value)),
        ]
    }

    private func options(of field: String) -> JSON {
        let chosen = texts(field)
        var all = item.options.enumerated().map {
            option($1.code, $1.title[language], $0, chosen)
        }
        if item.allowsNotApplicable { all.append(notApplicable(all.count, chosen)) }
        return .array(all)
    }

    private func notApplicable(_ place: Int, _ chosen: [String]) -> JSON {
        option(Item.notApplicableText, words["answer.notApplicable"], place, chosen)
    }

    private var yesOrNo: JSON {
        let chosen = texts(item.key)
        var all = [
            option("yes", words["answer.yes"], 0, chosen),
            option("no", words["answer.no"], 1, chosen),
        ]
        if item.allowsNotApplicable { all.append(notApplicable(2, chosen)) }
        return .array(all)
    }

    // MARK: Scales

    /// The steps, as numbers in a row with words at the ends, or as a list of words.
    private func scale(_ name: String, _ field: String, _ id: String) -> [String: JSON] {
        let chosen = texts(field)
        guard let scale = item.scale else { return [:] }
        if isWorded {
            var all = scale.steps.map { step in
                option(
                    "\(step)", scale.labels[step]?[language] ?? "\(step)", step - scale.first,
                    chosen)
            }
            if item.allowsNotApplicable { all.append(notApplicable(all.count, chosen)) }
            return ["options": .array(all)]
        }
        return steps(scale, chosen, id)
    }

    private func steps(_ scale: Scale, _ chosen: [String], _ id: String) -> [String: JSON] {
        let (low, high) = ends(scale)
        return [
            "low": .string(low), "high": .string(high), "count": .integer(scale.points),
            "steps": .array(
                scale.steps.map { step in
                    [
                        "value": .integer(step), "optionID": .string("\(id)-\(step)"),
                        "isChosen": .bool(chosen.contains("\(step)")),
                        "spoken": .string(spoken(step, scale, low: low, high: high)),
                    ]
                }),
            "hasNotApplicable": .bool(item.allowsNotApplicable),
            "isNotApplicable": .bool(chosen.contains(Item.notApplicableText)),
            "notApplicableValue": .string(Item.notApplicableText),
            "notApplicableID": .string("\(id)-na"),
        ]
    }

    /// What a screen reader says beside the number.
    private func spoken(_ step: Int, _ scale: Scale, low: String, high: String) -> String {
        if let label = scale.labels[step]?[language] { return label }
        return step == scale.first ? low : step == scale.last ? high : ""
    }

    private func ends(_ scale: Scale) -> (low: String, high: String) {
        (
            scale.labels[scale.first]?[language] ?? words["answer.\(item.kind.rawValue).low"],
            scale.labels[scale.last]?[language] ?? words["answer.\(item.kind.rawValue).high"]
        )
    }

    private func row(_ row: Item.Choice) -> JSON {
        let rowID = "\(id)-\(row.code)"
        var context: [String: JSON] = [
            "rowTitle": .string(row.title[language]), "rowName": .string("\(name).\(row.code)"),
            "rowID": .string(rowID), "rowFault": .optional(faults[row.code]),
        ]
        if let scale = item.scale { context.merge(steps(scale, rowTexts(row.code), rowID)) { $1 } }
        return AnswerPage.json(context)
    }

    // MARK: Written answers

    private var field: [String: JSON] {
        var type = "text"
        var mode = "text"
        var most: JSON = .null
        var first: JSON = .null
        var last: JSON = .null
        switch (item.kind, item.bounds) {
        case (.date, .days(let low, let high)):
            type = "date"
            if low != "0001-01-01" { first = .string(low) }
            if high != "9999-12-31" { last = .string(high) }
        case (.date, _): type = "date"
        case (.number, _): mode = "decimal"
        case (_, .length(let characters)): most = .integer(characters)
        default: break
        }
        return [
            "type": .string(type), "mode": .string(mode), "most": most, "first": first,
            "last": last, "hasNotApplicable": .bool(item.allowsNotApplicable),
            "isNotApplicable": .bool(texts(item.key).contains(Item.notApplicableText)),
            "notApplicableValue": .string(Item.notApplicableText),
            "notApplicableID": .string("\(id)-na"),
            "value": .string(texts(item.key).first { $0 != Item.notApplicableText } ?? ""),
        ]
    }
}
