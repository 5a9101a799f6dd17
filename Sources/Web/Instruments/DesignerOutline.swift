import Base
import Domain
import Operations

/// The parts of a draft in order, as the list on the left shows them.
struct DesignerOutline {
    let draft: DraftResource
    let at: DocumentPath
    let words: Words
    let place: String
    /// Findings on wording, as the checker tells them.
    let advice: [JSON]
    /// Keeps what stands on the right when a part is chosen: `&side=document`.
    let kept: String

    private var document: JSON { draft.document ?? .null }

    var json: JSON {
        let marked = draft.faults.compactMap { DocumentPath($0.documentPath) }
        let advised = advice.compactMap { $0["path"]?.string.flatMap { DocumentPath($0) } }
        var number = 0
        let pages = (document["pages"]?.array ?? []).enumerated().map { index, page -> JSON in
            let path = DocumentPath([.member("pages"), .index(index)])
            let items = page["items"]?.array ?? []
            let below = items.enumerated().map { place, item -> JSON in
                if item["kind"] != "statement" { number += 1 }
                return entry(
                    path.appending("items").appending(place), item, marked, advised,
                    [
                        "number": item["kind"] == "statement" ? .null : .string("\(number)"),
                        "kind_name": .string(kindName(item)),
                    ])
            }
            return entry(
                path, page, marked.filter { !isBelow($0, path) }, [],
                [
                    "number": .string("\(index + 1)"), "items": .array(below),
                    "list": .string("\(path.appending("items"))"), "isEmpty": .bool(items.isEmpty),
                ])
        }
        let ends = (document["thanks"]?.array ?? []).enumerated().map { index, end in
            entry(
                DocumentPath([.member("thanks"), .index(index)]), end, marked, [],
                ["number": .string("\(index + 1)")])
        }
        let rest = marked.filter { path in
            ![.member("pages"), .member("thanks")].contains(path.steps.first)
        }
        return [
            "settings": entry(DocumentPath(), document, rest, [], ["number": .null]),
            "pages": .array(pages), "ends": .array(ends),
        ]
    }

    /// Whether a fault is that of a question of the page.
    private func isBelow(_ fault: DocumentPath, _ page: DocumentPath) -> Bool {
        fault.isWithin(page.appending("items")) && fault.steps.count > page.steps.count + 1
    }

    private func entry(
        _ path: DocumentPath, _ part: JSON, _ faults: [DocumentPath], _ advised: [DocumentPath],
        _ own: [String: JSON]
    ) -> JSON {
        let count = path.isRoot ? faults.count : faults.count { $0.isWithin(path) }
        var json: [String: JSON] = [
            "path": .string("\(path)"), "entry_id": .string("o" + DesignerForm.id(path)),
            "link": .string(link(to: path)), "name": .string(name(part, path)),
            "isCurrent": .bool(path == at), "faultCount": count > 0 ? .integer(count) : .null,
            "hasAdvice": .bool(!path.isRoot && advised.contains { $0.isWithin(path) }),
            "hasCondition": .bool(part["show_if"] != nil || part["if"] != nil),
            "hasJump": .bool(part["jump"] != nil), "isRequired": .bool(part["required"] == true),
        ]
        json.merge(own) { $1 }
        return AnswerPage.json(json)
    }

    func link(to path: DocumentPath) -> String {
        "\(place)/designer?at=\(FormDecoding.encoded("\(path)"))\(kept)"
    }

    private func kindName(_ item: JSON) -> String {
        let kind = item["kind"]?.string ?? ""
        let key = "designer.kind.\(kind)"
        return words.contains(key) ? words[key] : kind
    }

    /// What a part is called: its words in the reader's language, or else in the other.
    func name(_ part: JSON, _ path: DocumentPath) -> String {
        if path.isRoot { return words["designer.settings"] }
        let titled = part["title"] ?? part["text"]
        let said =
            titled?.string ?? titled?[words.language]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let other = titled?[words.language == "zh" ? "en" : "zh"]?.string
        let text = (said ?? other ?? "").split(separator: "\n").joined(separator: " ")
        if !text.isEmpty { return text }
        return words[
            DesignerForm.part(at: path) == .page ? "designer.pageUntitled" : "designer.untitled"]
    }
}
