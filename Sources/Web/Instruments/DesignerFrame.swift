import Base
import Domain
import Operations

/// What the pages about a draft have in common: heading, tabs, state.
enum DesignerFrame {
    static func context(
        _ visit: Visit, _ draft: DraftResource, tab: String
    ) -> [String: JSON] {
        let place = "/instruments/\(draft.id)"
        let title = draft.title[visit.words.language]
        return [
            "title": .string(title.isEmpty ? visit.words["designer.untitledInstrument"] : title),
            "purpose": .null, "id": .string(draft.id.description), "place": .string(place),
            "isNewest": true, "isPublished": .bool(draft.published != nil),
            "published": draft.published.map { .integer($0) } ?? .null,
            "revision": .integer(draft.revision), "isChanged": .bool(draft.revision > 0),
            "isBehind": .bool(draft.isBehind), "base": .integer(draft.base),
            "changed": visit.moment(draft.changedAt), "hasSteps": .bool(draft.steps > 0),
            "steps": .integer(draft.steps),
            "mayWrite": .bool(visit.desk.actor.rights.contains(.instrumentsWrite)),
            "tabs": .array(
                InstrumentPage.tabs(
                    of: draft.id, current: tab, isPublished: draft.published != nil, visit.words)),
        ]
    }

    static func fault(
        _ fault: Refusal.Fault, _ outline: DesignerOutline, _ words: Words
    ) -> JSON {
        let path = DocumentPath(fault.documentPath) ?? DocumentPath()
        let part = nearest(path)
        return [
            "text": .string(sentence(fault, outline.draft.document ?? .null, words)),
            "line": .optional(fault.values["line"]),
            "character": .optional(fault.values["character"]),
            "link": .string(outline.link(to: part)), "field": .string(DesignerForm.id(path)),
            "part_name": .string(outline.name(outline.draft.document?[path: part] ?? .null, part)),
        ]
    }

    /// What is wrong, in words for those who never saw the document.
    static func sentence(_ fault: Refusal.Fault, _ document: JSON, _ words: Words) -> String {
        let path = DocumentPath(fault.documentPath) ?? DocumentPath()
        let language: String? =
            switch (fault.code, path.last) {
            case ("missingLanguage", _): fault.values["language"]
            case ("notText", .member(let name)?) where document[path: path] == "": name
            default: nil
            }
        guard let language, words.contains("languageName.\(language)") else {
            return Problem.sentence(fault, words)
        }
        return words("designer.noWords", ["language": words["languageName.\(language)"]])
    }

    /// The page, question or end that a fault is to be mended in.
    static func nearest(_ path: DocumentPath) -> DocumentPath {
        for count in stride(from: path.steps.count, to: 0, by: -1) {
            let above = DocumentPath(Array(path.steps.prefix(count)))
            if DesignerForm.part(at: above) != nil { return above }
        }
        return DocumentPath()
    }

    /// What the checker says of a sound draft, its sentences in the reader's language; nil where
    /// there are faults to mend first, or for who may only read.
    static func checked(_ visit: Visit, _ draft: DraftResource) async throws -> JSON? {
        guard draft.instrument != nil, visit.desk.actor.rights.contains(.instrumentsWrite) else {
            return nil
        }
        let checked = try await visit.desk.perform(
            CheckInstrument.self,
            JSON.Object([.init(key: "document", value: .string(draft.text))]))
        return checked.json { visit.words($0, $1) }
    }

    /// A finding of the question lint, in the reader's words.
    static func advice(_ advice: JSON, _ words: Words) -> JSON {
        let severity = "advice.severity.\(advice["severity"]?.string ?? "")"
        return [
            "path": advice["path"] ?? .null, "message": advice["message"] ?? .null,
            "suggestion": advice["suggestion"] ?? .null,
            "severity": .optional(words.contains(severity) ? words[severity] : nil),
        ]
    }
}
