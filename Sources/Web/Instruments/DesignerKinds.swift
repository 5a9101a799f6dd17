import Base
import Domain
import Operations

/// The kinds of questions as the designer offers them.
enum DesignerKinds {
    /// Every kind with a line on what it is for, in groups.
    static func menu(_ words: Words) -> [JSON] {
        let groups: [(name: String, kinds: [Item.Kind])] = [
            ("scores", [.nps, .csat, .ces, .rating]),
            ("choices", [.single, .multiple, .yesNo, .ranking, .consent]),
            ("texts", [.text, .longText, .mail, .phone, .number, .date, .time, .file, .signature]),
            ("tables", [.matrix, .pairs, .kano, .constantSum, .maxdiff]),
        ]
        let known = Set(groups.flatMap(\.kinds))
        let rest = Item.Kind.allCases.filter { !known.contains($0) }
        return (groups + [("others", rest)]).map { group in
            [
                "group": .string(words["designer.group.\(group.name)"]),
                "entries": .array(
                    group.kinds.map { kind in
                        [
                            "add": .string("add:\(kind.rawValue)"),
                            "kind_name": .string(words["designer.kind.\(kind.rawValue)"]),
                            "about": .string(words["designer.kindAbout.\(kind.rawValue)"]),
                        ]
                    }),
            ]
        }
    }

    /// The same changes, and where one of them is another kind, what that kind needs besides;
    /// members that it has no use for go.
    static func fitted(
        _ edits: [DocumentEdit], _ document: JSON, _ words: [String: Words]
    ) -> [DocumentEdit] {
        edits.flatMap { edit -> [DocumentEdit] in
            guard case .set(let path, let value) = edit, path.last == .member("kind"),
                DesignerForm.part(at: path.parent) == .item,
                let kind = value.string.flatMap(Item.Kind.init(rawValue:)),
                let item = document[path: path.parent]?.object
            else { return [edit] }
            let common = ["key", "kind", "title", "help", "show_if"]
            let allowed = common + kind.ownMembers
            let gone = item.keys.filter { !allowed.contains($0) }
            let needs = DesignerDefaults(words: words, document: document).needs(kind.rawValue)
            let missing = needs.members.filter { item[$0.key] == nil }
            return [edit] + gone.map { .remove(path.parent.appending($0)) }
                + missing.map { .set(path.parent.appending($0.key), $0.value) }
        }
    }
}
