import Base
import Domain

/// One question as its template shows it.
struct ItemView {
    let item: Item
    /// Its title and help with earlier answers put in.
    let texts: Texts
    let answer: JSON?
    /// What was written on a refused page, by field name; nil to show the kept answer.
    let typed: [String: [String]]?
    /// Cell (`row`, `row.side`, "" for the item itself) → sentence.
    let faults: [String: String]
    let language: String
    let words: Words
    /// What the respondent brought so far.
    var files: [ID<Attachment>: Attachment] = [:]
    /// Where pictures of the workspace are found.
    var pictures = "/attachments/"
    /// The words beside "other, please say".
    var own: Own?

    struct Own {
        let item: Item
        let answer: String?
    }

    /// A text of the document in the language of the page.
    typealias Texts = (Wording) -> String

    static func id(_ item: Item) -> String { "q-\(item.key)" }

    private var id: String { ItemView.id(item) }

    /// Whether the script of the answering page makes it easier to answer.
    static func isImproved(_ item: Item) -> Bool {
        item.kind == .ranking || item.kind == .constantSum || item.display == .slider
            || [.cascade, .areas].contains(item.display) || item.kind.isAttached
            || item.options.contains(where: \.isExclusive)
    }

    var json: JSON {
        let own = faults[""]
        var context: [String: JSON] = [
            "id": .string(id), "key": .string(item.key), "title": .string(texts(item.title)),
            "help": .optional(item.help.map(texts)), "isRequired": .bool(item.isRequired),
            "fault": .optional(own), "isInvalid": .bool(!faults.isEmpty),
            "describedBy": .optional(describedBy), "isStatement": false, "isField": false,
            "isGroup": false, "rows": [], "cell": .null, "total": .null, "own": ownWords,
            "titleID": .string("\(id)-title"),
        ]
        switch shape {
        case .statement: context["isStatement"] = true
        case .field(let cell):
            context["isField"] = true
            context["cell"] = view(cell, id).json
        case .group(let cell):
            context["isGroup"] = true
            context["cell"] = view(cell, id).json
        case .lines:
            context["isGroup"] = true
            context["rows"] = .array(item.rows.map(row))
            context["total"] = total
        }
        return AnswerPage.json(context)
    }

    private enum Shape {
        case statement
        /// One input, named by the question.
        case field(Item.Cell)
        /// Several inputs for one value.
        case group(Item.Cell)
        case lines
    }

    private var shape: Shape {
        if item.kind == .statement { return .statement }
        guard !item.kind.hasRows else { return .lines }
        let cell = item.cells[0]
        return view(cell, id).isOneInput ? .field(cell) : .group(cell)
    }

    private var describedBy: String? {
        let parts = [
            item.help == nil ? nil : "\(id)-help", faults[""] == nil ? nil : "\(id)-fault",
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    private func view(_ cell: Item.Cell, _ id: String, row: Item.Choice? = nil) -> CellView {
        let path = cell.path.joined(separator: ".")
        return CellView(
            item: item, cell: cell, ends: row?.ends, id: id, chosen: chosen(in: cell),
            describedBy: row == nil
                ? describedBy : faults[path] == nil ? nil : "\(id)-fault",
            isInvalid: faults[path] != nil, texts: texts, language: language,
            words: words, files: files, pictures: pictures, typed: typed)
    }

    /// The texts that a cell's field holds now.
    private func chosen(in cell: Item.Cell) -> [String] {
        if let typed { return typed[cell.name] ?? [] }
        guard let answer else { return [] }
        // "Does not apply" to the whole question is so for each of its lines.
        let whole = item.absence(answer) != nil
        return ItemView.texts(of: whole ? answer : cell.value(in: answer))
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

    private var ownWords: JSON {
        guard let own, let option = item.options.first(where: \.isOther) else { return .null }
        let id = "\(id)-own"
        let fault = faults["other"]
        return AnswerPage.json([
            "ownID": .string(id), "ownName": .string(AnswerRequest.prefix + own.item.key),
            "ownTitle": .string(words("answer.ownWords", ["option": texts(option.title)])),
            "ownValue": .string(typed.map { $0[own.item.key]?.first ?? "" } ?? own.answer ?? ""),
            "ownMost": .integer(Item.ownWordsMost), "ownFault": .optional(fault),
        ])
    }

    // MARK: Lines

    private func row(_ row: Item.Choice) -> JSON {
        let cells = item.cells(of: row)
        let id = "\(id)-\(row.code)"
        let views = cells.map { view($0, $0.path.count > 1 ? "\(id)-\($0.path[1])" : id, row: row) }
        let isMarks = item.kind == .maxdiff
        let isField = !isMarks && views.count == 1 && views[0].isOneInput
        let below = cells.compactMap { faults[$0.path.joined(separator: ".")] }.first
        return AnswerPage.json([
            "rowTitle": .string(isMarks ? setTitle(row) : texts(row.title)), "rowID": .string(id),
            "rowFault": .optional(faults[row.code] ?? below), "isMarks": .bool(isMarks),
            "isRowField": .bool(isField), "isSet": .bool(!isMarks && !isField),
            "isSides": .bool(!isMarks && views.count > 1),
            "sides": isMarks ? [] : sides(views, id),
            "marks": isMarks ? .array(marks(row, cells, id)) : [],
            "markTitles": .array(item.sides.map { .string(texts($0.title)) }),
        ])
    }

    private func sides(_ views: [CellView], _ id: String) -> JSON {
        .array(
            views.enumerated().map { place, view in
                AnswerPage.json([
                    "sideTitle": .optional(
                        item.sides.isEmpty ? nil : texts(item.sides[place].title)),
                    "sideID": .string("\(id)-side\(place)"), "cell": view.json,
                ])
            })
    }

    private func setTitle(_ row: Item.Choice) -> String {
        let number = (item.rows.firstIndex { $0.code == row.code } ?? 0) + 1
        return words("answer.set", ["number": "\(number)", "of": "\(item.rows.count)"])
    }

    /// The lines of a set: what is the best of them, and what the worst.
    private func marks(_ row: Item.Choice, _ cells: [Item.Cell], _ id: String) -> [JSON] {
        guard let first = cells.first else { return [] }
        return item.options(of: first).map { option in
            let columns = cells.enumerated().map { place, cell -> JSON in
                [
                    "markName": .string(AnswerRequest.prefix + cell.name),
                    "markValue": .string(option.code),
                    "markID": .string("\(id)-\(place)-\(option.code)"),
                    "markLabel": .string(
                        "\(texts(item.sides[place].title)): \(texts(option.title))"),
                    "isMarked": .bool(chosen(in: cell).contains(option.code)),
                ]
            }
            return [
                "markTitle": .string(texts(option.title)), "best": columns[0], "worst": columns[1],
            ]
        }
    }

    /// What the lines of a constant sum add up to, with the words for its script.
    private var total: JSON {
        guard case .total(let total) = item.bounds else { return .null }
        let text = JSON.number(total).text
        return [
            "value": .string(text), "about": .string(words("answer.total", ["total": text])),
            "short": .string(words["answer.totalLeft"]),
            "over": .string(words["answer.totalOver"]),
            "right": .string(words["answer.totalRight"]),
        ]
    }
}
