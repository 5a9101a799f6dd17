import Base
import Domain
import Operations

/// What the workspace's models would put on a case, each with a button that does it.
enum LabelsView {
    static func context(_ one: JSON, _ visit: Visit) async throws -> [String: JSON] {
        let id = ["case": one["id"] ?? .null].object
        let found = try await visit.desk.perform(SuggestLabels.self, id).labels
        let isFirst = found.firstIndex { mayAccept($0, visit) }
        return [
            "hasLabels": .bool(!found.isEmpty),
            "labels": .array(
                found.enumerated().map { place, label in
                    row(label, one, visit, isFirst: place == isFirst)
                }),
        ]
    }

    private static func mayAccept(_ label: LabelSuggestions.Label, _ visit: Visit) -> Bool {
        visit.desk.actor.rights.contains(label.subject == .team ? .casesDirect : .casesWork)
    }

    private static func row(
        _ label: LabelSuggestions.Label, _ one: JSON, _ visit: Visit, isFirst: Bool
    ) -> JSON {
        let (form, field) =
            switch label.subject {
            case .cause: ("fields", "field.cause")
            case .team: ("assignment", "team")
            case .tag, .mood, .intent, .same, .words: ("tags", "text")
            }
        return [
            "case": one["id"] ?? .null, "form": .string(form), "field": .string(field),
            "value": .string(label.key), "name": .string(label.name[visit.words.language]),
            "what": .string(visit.words["labels.\(label.subject.rawValue)"]),
            "confidence": .string(
                visit.words(
                    "labels.confidence", ["share": (label.confidence * 100).fixed(0)])),
            "words": .array(label.words.map(JSON.string)),
            // Whoever works on it keeps it.
            "assignee": label.subject == .team ? one["assignee"] ?? .null : .null,
            "mayAccept": .bool(mayAccept(label, visit)), "isFirst": .bool(isFirst),
        ]
    }
}
