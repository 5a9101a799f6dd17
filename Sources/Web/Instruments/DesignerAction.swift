import Base
import Domain
import Operations

/// What a button of the designer does beyond saving what was typed.
struct DesignerAction {
    let document: JSON
    let at: DocumentPath
    /// Both languages, for what new parts say by default.
    let words: [String: Words]

    /// Changes, the part to show next, and the sentence that tells what happened.
    struct Outcome {
        var edits: [DocumentEdit] = []
        var at: DocumentPath
        var said: String?
    }

    /// - Parameter text: `add:single`, `page`, `end`, `remove:PATH`, `copy:PATH`, `move:PATH>PATH`,
    ///   `append:PATH`.
    /// - Returns: nil for what is no action.
    func outcome(of text: String) -> Outcome? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts.first {
        case "save": return Outcome(at: at)
        case "add": return adding(rest)
        case "page": return addingPage()
        case "end": return adding(newEnd, to: DocumentPath([.member("thanks")]), "endAdded")
        case "remove": return DocumentPath(rest).flatMap(removing)
        case "copy": return DocumentPath(rest).flatMap(copying)
        case "move":
            let ends = rest.split(separator: ">").compactMap { DocumentPath(String($0)) }
            return ends.count == 2 ? moving(ends[0], to: ends[1]) : nil
        case "append": return DocumentPath(rest).flatMap(appending)
        default: return nil
        }
    }

    // MARK: Parts

    private var pages: [JSON] { document["pages"]?.array ?? [] }

    private func count(_ path: DocumentPath) -> Int { document[path: path]?.array?.count ?? 0 }

    private static func items(_ page: Int) -> DocumentPath {
        DocumentPath([.member("pages"), .index(page), .member("items")])
    }

    /// Behind the question that is shown, or last on its page.
    private func adding(_ kind: String) -> Outcome? {
        guard kind.allSatisfy({ $0.isLetter || $0 == "_" }), !pages.isEmpty else { return nil }
        let item = DesignerDefaults(words: words, document: document).item(kind)
        let target: DocumentPath
        switch DesignerForm.part(at: at) {
        case .item: target = at.parent.appending((at.index ?? 0) + 1)
        case .page:
            let items = at.appending("items")
            target = items.appending(count(items))
        default:
            let items = Self.items(pages.count - 1)
            target = items.appending(count(items))
        }
        return Outcome(edits: [.insert(target, item)], at: target, said: "added")
    }

    private func addingPage() -> Outcome {
        let after: Int
        switch at.steps.dropFirst().first {
        case .index(let page)? where at.steps.first == .member("pages"): after = page + 1
        default: after = pages.count
        }
        let target = DocumentPath([.member("pages"), .index(after)])
        return Outcome(edits: [.insert(target, ["items": []])], at: target, said: "pageAdded")
    }

    private var newEnd: JSON { ["text": ["zh": "", "en": ""]] }

    private func adding(_ value: JSON, to list: DocumentPath, _ said: String) -> Outcome {
        let target = list.appending(count(list))
        return Outcome(edits: [.insert(target, value)], at: target, said: said)
    }

    private func removing(_ path: DocumentPath) -> Outcome? {
        guard let index = path.index, document[path: path] != nil else { return nil }
        var outcome = Outcome(edits: [.remove(path)], at: at, said: "removed")
        guard at.isWithin(path) else {
            outcome.at = at.after(removing: path)
            return outcome
        }
        let left = count(path.parent) - 1
        outcome.at =
            left > 0
            ? path.parent.appending(min(index, left - 1))
            : DesignerForm.part(at: path) == .item ? path.parent.parent : DocumentPath()
        return outcome
    }

    private func copying(_ path: DocumentPath) -> Outcome? {
        guard let index = path.index, let part = document[path: path] else { return nil }
        let target = path.parent.appending(index + 1)
        var outcome = Outcome(edits: [.copy(path, to: target)], at: target, said: "copied")
        var taken = DesignerDefaults(words: words, document: document).keys
        let isPage = DesignerForm.part(at: path) == .page
        if part["key"]?.string != nil {
            outcome.edits.append(
                isPage
                    ? .remove(target.appending("key"))
                    : .set(target.appending("key"), .string(DesignerDefaults.key(besides: &taken))))
        }
        // Answers are kept by key, so no two questions have the same.
        for index in (part["items"]?.array ?? []).indices {
            let key = target.appending("items").appending(index).appending("key")
            outcome.edits.append(.set(key, .string(DesignerDefaults.key(besides: &taken))))
        }
        if part["score"] == true { outcome.edits.append(.remove(target.appending("score"))) }
        return outcome
    }

    private func moving(_ path: DocumentPath, to target: DocumentPath) -> Outcome? {
        guard let place = target.index, document[path: path] != nil else { return nil }
        let room = count(target.parent) - (target.parent == path.parent ? 1 : 0)
        guard document[path: target.parent.parent] != nil, place <= room, path != target else {
            return nil
        }
        // A page that is left first would shift the one that is led to; only questions move there.
        let isInside = target.isWithin(path)
        guard !isInside else { return nil }
        var outcome = Outcome(edits: [.move(path, to: target)], at: at, said: "moved")
        if at.isWithin(path) {
            outcome.at = DocumentPath(target.steps + at.steps.dropFirst(path.steps.count))
        } else {
            outcome.at = at.after(removing: path).after(inserting: target)
        }
        return outcome
    }

    private func appending(_ list: DocumentPath) -> Outcome? {
        guard case .member(let name)? = list.last else { return nil }
        let defaults = DesignerDefaults(words: words, document: document)
        let record = defaults.record(of: name, after: document[path: list]?.array ?? [])
        var outcome = adding(record, to: list, "recordAdded")
        outcome.at = at
        return outcome
    }
}

extension DocumentPath {
    /// The same part after an element before it in its list, or in one that holds it, was removed.
    fileprivate func after(removing other: DocumentPath) -> DocumentPath {
        shifted(by: -1, where: other) { own, gone in own > gone }
    }

    fileprivate func after(inserting other: DocumentPath) -> DocumentPath {
        shifted(by: 1, where: other) { own, new in own >= new }
    }

    private func shifted(
        by shift: Int, where other: DocumentPath, _ isBehind: (Int, Int) -> Bool
    ) -> DocumentPath {
        let depth = other.steps.count - 1
        guard depth >= 0, steps.count > depth, isWithin(other.parent), let changed = other.index,
            case .index(let own) = steps[depth], isBehind(own, changed)
        else { return self }
        var moved = self
        moved.steps[depth] = .index(own + shift)
        return moved
    }
}
