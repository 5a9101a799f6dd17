/// One change of a document, told by the place it is made at.
public enum DocumentEdit: Hashable, Sendable {
    /// Puts a value where the path leads; members on the way that are missing are made.
    case set(DocumentPath, JSON)
    case remove(DocumentPath)
    /// Puts a value into a list, before the element that stands there; the list is made if need be.
    case insert(DocumentPath, JSON)
    /// Takes an element out of its list and puts it into another, or elsewhere in the same; the
    /// second place is counted after the first was left.
    case move(DocumentPath, to: DocumentPath)
    /// Puts a second one of an element before the place named.
    case copy(DocumentPath, to: DocumentPath)

    public var path: DocumentPath {
        switch self {
        case .set(let path, _), .remove(let path), .insert(let path, _), .move(let path, _),
            .copy(let path, _):
            path
        }
    }
}

extension JSON {
    /// The document after one change; nil where the path leads nowhere.
    public func edited(by edit: DocumentEdit) -> JSON? {
        switch edit {
        case .set(let path, let value): return changed(at: path.steps[...]) { _ in value }
        case .remove(let path): return removing(path)
        case .insert(let path, let value): return inserting(value, at: path)
        case .move(let path, let target):
            guard let value = self[path: path] else { return .none }
            return removing(path)?.inserting(value, at: target)
        case .copy(let path, let target):
            guard let value = self[path: path] else { return .none }
            return inserting(value, at: target)
        }
    }

    private func removing(_ path: DocumentPath) -> JSON? {
        guard !path.isRoot, self[path: path] != nil else { return .none }
        return changed(at: path.steps[...]) { _ in .none }
    }

    private func inserting(_ value: JSON, at path: DocumentPath) -> JSON? {
        guard let index = path.index else { return .none }
        return changed(at: path.parent.steps[...]) { list in
            var elements = list?.array ?? []
            guard list == nil || list?.isNull == true || list?.array != nil,
                index <= elements.count
            else { return list }
            elements.insert(value, at: index)
            return .array(elements)
        }
    }

    /// - Parameter change: from what stands there to what will; nil takes it away.
    private func changed(
        at steps: ArraySlice<DocumentPath.Step>, _ change: (JSON?) -> JSON?
    ) -> JSON? {
        guard let step = steps.first else { return change(self) }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name):
            guard object != nil || isNull else { return .none }
            var members = object ?? Object()
            if rest.isEmpty {
                members[name] = change(members[name])
            } else {
                let inner = members[name] ?? .object(Object())
                guard let changed = inner.changed(at: rest, change) else { return .none }
                members[name] = changed
            }
            return .object(members)
        case .index(let index):
            guard var elements = array, elements.indices.contains(index) else {
                return .none
            }
            let changed =
                rest.isEmpty ? change(elements[index]) : elements[index].changed(at: rest, change)
            if let changed {
                elements[index] = changed
            } else if rest.isEmpty {
                elements.remove(at: index)
            } else {
                return .none
            }
            return .array(elements)
        }
    }
}
