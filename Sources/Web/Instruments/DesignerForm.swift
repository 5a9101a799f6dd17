import Base
import Domain
import Operations

/// The inputs of one part of a draft, as their template shows them.
struct DesignerForm {
    let document: JSON
    let at: DocumentPath
    let faults: [Refusal.Fault]
    let words: Words
    let mayWrite: Bool
    /// Whether answers may name it already, so that its codes should stay.
    let isPublished: Bool

    private var languages: [String] {
        let named = document["languages"]?.array?.compactMap(\.string) ?? []
        let known = named.filter { ["zh", "en"].contains($0) }
        return known.isEmpty ? ["zh", "en"] : known
    }

    private var part: JSON { document[path: at] ?? .null }

    /// What the path leads to.
    enum Part: String {
        case settings, page, item, end
    }

    static func part(at path: DocumentPath) -> Part? {
        switch path.pattern {
        case "": .settings
        case "pages[]": .page
        case "pages[].items[]": .item
        case "thanks[]": .end
        default: nil
        }
    }

    var kind: Item.Kind? { part["kind"]?.string.flatMap(Item.Kind.init(rawValue:)) }

    private var fields: [DesignerField] {
        switch DesignerForm.part(at: at) {
        case .settings, nil: return DesignerField.settings
        case .end: return DesignerField.end
        case .item: return DesignerField.item(kind, part)
        case .page:
            let number = at.index ?? 0
            let later = (document["pages"]?.array ?? []).dropFirst(number + 1)
            return DesignerField.page(leadingTo: later.compactMap { $0["key"]?.string } + ["end"])
        }
    }

    /// Those that are asked for first, and those that stand below, folded.
    var json: JSON {
        let first: Set<String> = [
            "title", "help", "kind", "display", "image", "alt", "options", "rows", "text", "if",
            "required", "purpose",
            "scale.points", "cells", "show_if",
        ]
        let isItem = DesignerForm.part(at: at) == .item
        let isNear = { (field: DesignerField) in
            !isItem || first.contains(field.member) || field.member.hasPrefix("scale.labels")
        }
        return [
            "fields": .array(fields.filter(isNear).map { json($0, below: at) }),
            "more": .array(fields.filter { !isNear($0) }.map { json($0, below: at) }),
            "hasMore": .bool(isItem), "unknown": .array(unknown.map(JSON.string)),
            "hasUnknown": .bool(!unknown.isEmpty),
        ]
    }

    /// Members that the document has and the form does not show.
    private var unknown: [String] {
        let shown = Set(fields.map { String($0.member.prefix { $0 != "." }) } + ["items", "pages"])
        return (part.object?.keys ?? []).filter {
            !shown.contains($0) && !(at.isRoot && $0 == "thanks")
        }
    }

    // MARK: Fields

    /// - Parameter isCell: of a record, whose list has had its say already.
    private func json(
        _ field: DesignerField, below path: DocumentPath, isCell: Bool = false
    ) -> JSON {
        let relative = DocumentPath(field.member) ?? DocumentPath()
        let place = path.appending(relative)
        if case .records(let columns) = field.input { return records(field, columns, place) }
        let inputs = inputs(field, place)
        return AnswerPage.json([
            "label": .string(label(field, isCell: isCell)),
            "hint": .optional(isCell ? nil : hint(field)),
            "id": .string(DesignerForm.id(place)), "inputs": .array(inputs),
            "isOne": .bool(inputs.count == 1), "isFlag": .bool(field.isFlag),
            "faults": .array(sentences(place)), "isRecords": false,
        ])
    }

    private func records(
        _ field: DesignerField, _ columns: [DesignerField], _ place: DocumentPath
    ) -> JSON {
        let elements = document[path: place]?.array ?? []
        // What few options need stands folded.
        let isChoices = columns.first?.member == "code"
        let near = isChoices ? Array(columns.prefix(2)) : columns
        let far = isChoices ? Array(columns.dropFirst(2)) : []
        let rows = elements.indices.map { index -> JSON in
            let path = place.appending(index)
            let name = words(
                "designer.record", ["what": label(field), "number": "\(index + 1)"])
            return AnswerPage.json([
                "row_name": .string(name), "row_id": .string(DesignerForm.id(path)),
                "cells": .array(near.map { json($0, below: path, isCell: true) }),
                "extras": .array(far.map { json($0, below: path, isCell: true) }),
                "hasExtras": .bool(!far.isEmpty),
                "isExtended": .bool(far.contains { hasValue($0, below: path) }),
                "hasUp": .bool(index > 0), "hasDown": .bool(index + 1 < elements.count),
                "up": .string("move:\(path)>\(place.appending(max(0, index - 1)))"),
                "down": .string("move:\(path)>\(place.appending(index + 1))"),
                "remove": .string("remove:\(path)"),
                "row_faults": .array(exactSentences(path)),
            ])
        }
        return AnswerPage.json([
            "label": .string(label(field)), "hint": .optional(hint(field)),
            "id": .string(DesignerForm.id(place)), "isRecords": true, "rows": .array(rows),
            "add": .string("append:\(place)"), "faults": .array(exactSentences(place)),
            "addLabel": .string(
                words("designer.addRecord", ["what": label(field)])), "isFlag": false,
        ])
    }

    private func hasValue(_ field: DesignerField, below path: DocumentPath) -> Bool {
        document[path: path.appending(DocumentPath(field.member) ?? DocumentPath())] != nil
    }

    private func inputs(_ field: DesignerField, _ place: DocumentPath) -> [JSON] {
        let value = document[path: place]
        switch field.input {
        case .words(let isOptional, let isLong):
            let alone = value?.string
            return languages.map { language in
                let path = place.appending(language)
                return input(
                    path, isOptional ? "w" : "t", isLong ? "isArea" : "isText",
                    ["value": .optional(document[path: path]?.string ?? alone)], language)
            }
        case .text, .condition:
            let shape = if case .condition = field.input { "isCondition" } else { "isText" }
            return [input(place, "t", shape, ["value": .optional(value?.plainText)])]
        case .number: return [input(place, "n", "isNumber", ["value": .optional(value?.plainText)])]
        case .flag: return [input(place, "b", "isTick", ["isChecked": .bool(value == true)])]
        case .choice(let choices):
            return [input(place, "t", "isChoice", ["options": options(choices, field, value)])]
        case .need:
            let chosen: JSON = value == true ? "true" : value ?? .null
            return [
                input(
                    place, "y", "isChoice",
                    ["options": options(["true", "soft"], field, chosen)])
            ]
        case .languages:
            return ["zh", "en"].map { language in
                let name = words["languageName.\(language)"]
                return input(
                    place.appending(language == "zh" ? 0 : 1), "c", "isTick",
                    [
                        "name": .string("c:\(place)"), "tick_value": .string(language),
                        "tick_name": .string(name),
                        "isChecked": .bool(languages.contains(language)),
                    ])
            }
        case .lists:
            let lines = (value?.array ?? []).map { set in
                (set.array ?? []).compactMap(\.string).joined(separator: ", ")
            }
            let text = lines.joined(separator: "\n")
            return [input(place, "s", "isArea", ["value": .string(text)])]
        case .records: return []
        }
    }

    private func input(
        _ place: DocumentPath, _ type: String, _ shape: String, _ own: [String: JSON],
        _ language: String? = nil
    ) -> JSON {
        var json: [String: JSON] = [
            "input_id": .string(DesignerForm.id(place)), "name": .string("\(type):\(place)"),
            "value": .null, "options": [], "isChecked": false, "tick_value": "on",
            "tick_name": .null,
            "language": .optional(language.map { words["languageName.\($0)"] }),
            "language_tag": .optional(language.map { $0 == "zh" ? "zh-CN" : "en" }),
            "isLocked": .bool(!mayWrite),
            "isInvalid": .bool(faults.contains { $0.documentPath == "\(place)" }),
        ]
        for name in ["isText", "isArea", "isNumber", "isTick", "isChoice", "isCondition"] {
            json[name] = .bool(name == shape)
        }
        json.merge(own) { $1 }
        return AnswerPage.json(json)
    }

    private func options(_ choices: [String], _ field: DesignerField, _ value: JSON?) -> JSON {
        let group = field.member == "kind" && DesignerForm.part(at: at) == .item ? "kind" : "choice"
        let chosen = value?.string
        let isNeeded = ["kind", "to"].contains(field.member)
        // What the document leaves open stays so until somebody chooses.
        let usual = isNeeded && chosen != nil ? [] : [""]
        let strange = chosen.map { choices.contains($0) ? [] : [$0] } ?? []
        return .array(
            (usual + choices + strange).map { choice in
                let none = field.member == "required" ? "free" : "usual"
                let key = "designer.\(group).\(choice.isEmpty ? none : choice)"
                return [
                    "option": .string(choice),
                    "option_name": .string(words.contains(key) ? words[key] : choice),
                    "isChosen": .bool(choice == chosen ?? ""),
                ]
            })
    }

    // MARK: Words

    private func label(_ field: DesignerField, isCell: Bool = false) -> String {
        if field.member.hasPrefix("scale.labels.") {
            let step = String(field.member.dropFirst("scale.labels.".count))
            return words("designer.field.label", ["step": step])
        }
        let member = field.member.split(separator: ".").joined(separator: "_")
        let own = "designer.field.\(member)_\(DesignerForm.part(at: at)?.rawValue ?? "")"
        let key = words.contains(own) && !isCell ? own : "designer.field.\(member)"
        return words.contains(key) ? words[key] : field.member
    }

    private func hint(_ field: DesignerField) -> String? {
        let member = field.member.split(separator: ".").joined(separator: "_")
        let own = "designer.hint.\(member)_\(DesignerForm.part(at: at)?.rawValue ?? "")"
        let key = words.contains(own) ? own : "designer.hint.\(member)"
        return words.contains(key) ? words[key] : nil
    }

    private func sentences(_ place: DocumentPath) -> [JSON] {
        faults.filter { fault in
            DocumentPath(fault.documentPath)?.isWithin(place) ?? false
        }.map(sentence)
    }

    private func exactSentences(_ place: DocumentPath) -> [JSON] {
        faults.filter { $0.documentPath == "\(place)" }.map(sentence)
    }

    private func sentence(_ fault: Refusal.Fault) -> JSON {
        [
            "text": .string(DesignerFrame.sentence(fault, document, words)),
            "character": .optional(fault.values["character"]),
        ]
    }

    static func id(_ path: DocumentPath) -> String {
        "f-" + String(path.description.map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }
}

extension DesignerField {
    fileprivate var isFlag: Bool { if case .flag = input { true } else { false } }
}

extension JSON {
    /// As one writes it into a field.
    fileprivate var plainText: String? {
        switch self {
        case .string(let text): text
        case .number, .bool: text
        case .null, .array, .object: nil
        }
    }
}
