import Base
import Domain
import Operations

/// What a posted form of the designer says, as changes of the document: only what differs.
struct DesignerReading {
    let document: JSON
    let form: JSON.Object

    /// Names of inputs tell what they hold: `t:` text, `w:` words that may be left out, `n:` a
    /// number, `b:` a box, `y:` a choice that may be yes, `c:` ticked ones of several, `s:` lists
    /// of codes.
    var edits: [DocumentEdit] {
        var sets: [DocumentEdit] = []
        var removals: [DocumentEdit] = []
        for member in form.members {
            guard let colon = member.key.firstIndex(of: ":"),
                let path = DocumentPath(String(member.key[member.key.index(after: colon)...])),
                !path.isRoot, document[path: path.owner] != nil
            else { continue }
            let type = String(member.key[..<colon])
            guard let new = value(type, member.value) else { continue }
            let old = document[path: isAlone(path) ? path.parent : path]
            if isAlone(path), type == "t" || !new.isNull {
                if new != old { sets.append(.set(path.parent, whole(path, new))) }
            } else if new.isNull {
                // A box that is not ticked says nothing of what is no yes or no.
                let isOurs = type != "b" || old?.bool != nil
                if old != nil, old != "", isOurs { removals.append(.remove(path)) }
            } else if new != old {
                sets.append(.set(path, new))
            }
        }
        return sets + emptied(removals)
    }

    /// - Returns: null for what is left empty; nil for a name that is none of ours.
    private func value(_ type: String, _ posted: JSON) -> JSON? {
        let texts = posted.array?.compactMap(\.string) ?? [posted.string ?? ""]
        let last = (texts.last ?? "").split(separator: "\r\n", omittingEmptySubsequences: false)
            .joined(separator: "\n")
        switch type {
        case "t", "w": return last.trimmed.isEmpty ? .null : .string(last)
        case "n":
            guard !last.trimmed.isEmpty else { return .null }
            guard let number = Double(last.trimmed), number.isFinite else {
                return .string(last)
            }
            return .number(number)
        case "b": return last.isEmpty ? .null : true
        case "y": return last.isEmpty ? .null : last == "true" ? true : .string(last)
        case "c": return .array(texts.filter { !$0.isEmpty }.map(JSON.string))
        case "s":
            let lines = last.split(separator: "\n").map { line in
                JSON.array(
                    line.split { $0 == "," || $0 == " " || $0 == "\u{FF0C}" || $0 == "\u{3001}" }
                        .map { .string(String($0)) })
            }
            return lines.isEmpty ? .null : .array(lines)
        default: return nil
        }
    }

    /// One text stands for all languages until they differ: then it becomes words in each.
    private func whole(_ path: DocumentPath, _ new: JSON) -> JSON {
        let alone = document[path: path.parent] ?? .null
        guard case .member(let language)? = path.last,
            document["languages"]?.array?.count != 1
        else { return new.isNull ? "" : new }
        var words = JSON.Object([
            .init(key: "zh", value: alone), .init(key: "en", value: alone),
        ])
        words[language] = new.isNull ? .none : new
        return .object(words)
    }

    private func isAlone(_ path: DocumentPath) -> Bool {
        [.member("zh"), .member("en")].contains(path.last)
            && document[path: path.parent]?.string != nil
    }

    /// Words that are left out in every language leave no empty member behind.
    private func emptied(_ removals: [DocumentEdit]) -> [DocumentEdit] {
        let gone = Set(removals.map(\.path))
        var edits: [DocumentEdit] = []
        for removal in removals {
            let parent = removal.path.parent
            let members = document[path: parent]?.object?.keys ?? []
            let isOptional = form["w:\(removal.path)"] != nil
            let isWhole = members.allSatisfy { gone.contains(parent.appending($0)) }
            let edit = isOptional && isWhole ? DocumentEdit.remove(parent) : removal
            if !edits.contains(edit) { edits.append(edit) }
        }
        return edits
    }
}

extension DocumentPath {
    /// The page, question, end or list element that an input's value belongs to.
    fileprivate var owner: DocumentPath {
        guard let last = steps.lastIndex(where: { if case .index = $0 { true } else { false } })
        else { return DocumentPath() }
        let isOfList = last == steps.count - 1
        return DocumentPath(Array(steps[...last].dropLast(isOfList ? 1 : 0)))
    }
}
