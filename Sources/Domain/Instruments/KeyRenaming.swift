public import Base

/// What a document needs besides where one of its keys is another: each condition, text and list
/// that names it has to follow, or they would speak of nobody.
public struct KeyRenaming {
    /// What a key names.
    private enum Owner: String {
        case item = "pages[].items[].key"
        case hidden = "hidden[].key"
        case computed = "computed[].key"
        case page = "pages[].key"
        case block = "blocks[].key"

        /// How its name begins in conditions and texts.
        var beginning: String? {
            switch self {
            case .item: "answers."
            case .hidden: "hidden."
            case .computed: "computed."
            case .page, .block: nil
            }
        }
    }

    private static let conditions: Set<String> = ["show_if", "if", "when", "value"]
    /// So many places are told in a refusal.
    private static let toldMost = 5

    private let document: JSON
    private let owner: Owner
    private let (old, new): (String, String)

    private init(_ document: JSON, _ owner: Owner, _ old: String, _ new: String) {
        self.document = document
        self.owner = owner
        (self.old, self.new) = (old, new)
    }

    /// - Parameters:
    ///   - edits: changes of a document, of which some may set keys.
    ///   - before: the document without them.
    ///   - after: the document with them.
    /// - Returns: the changes that have to follow.
    /// - Throws: `Refusal` where a key is named elsewhere and cannot be followed, because the new
    ///   one is none or another has it; it tells where.
    public static func following(
        _ edits: [DocumentEdit], from before: JSON, to after: JSON
    ) throws(Refusal) -> [DocumentEdit] {
        var following: [DocumentEdit] = []
        for edit in edits {
            guard let owner = Owner(rawValue: edit.path.pattern),
                let old = before[path: edit.path]?.string, !old.isEmpty
            else { continue }
            let new: String
            switch edit {
            case .set(_, let value): new = value.string ?? ""
            case .remove: new = ""
            case .insert, .move, .copy: continue
            }
            let renaming = KeyRenaming(after, owner, old, new)
            // Where two have the same key nobody knows which of them is meant.
            guard new != old, renaming.count(of: old, in: before) == 1 else { continue }
            // Where the new one is none, a stand-in finds the places all the same.
            let found =
                renaming.isUsable
                ? renaming.found : KeyRenaming(after, owner, old, "\(old)_").found
            guard !found.isEmpty else { continue }
            guard renaming.isUsable, renaming.count(of: new, in: after) == 1 else {
                let places = found.prefix(toldMost).map(\.path.description)
                throw .invalid(
                    edit.path.description, "keyNamedElsewhere",
                    ["key": old, "places": places.joined(separator: ", ")])
            }
            following += found
        }
        return following
    }

    private var isUsable: Bool {
        switch owner {
        case .item, .hidden, .computed: DocumentNode.isItemKey(new)
        case .page: !new.isEmpty && new != "end"
        case .block: !new.isEmpty
        }
    }

    /// How many have a key.
    private func count(of key: String, in document: JSON) -> Int {
        let pages = document["pages"]?.array ?? []
        let all: [JSON] =
            switch owner {
            case .item: pages.flatMap { $0["items"]?.array ?? [] }
            case .page: pages
            case .hidden: document["hidden"]?.array ?? []
            case .computed: document["computed"]?.array ?? []
            case .block: document["blocks"]?.array ?? []
            }
        return all.count { $0["key"]?.string == key }
    }

    // MARK: Finding

    private var found: [DocumentEdit] {
        var edits: [DocumentEdit] = []
        visit(document, DocumentPath(), &edits)
        return edits
    }

    private func visit(_ json: JSON, _ path: DocumentPath, _ edits: inout [DocumentEdit]) {
        switch json {
        case .object(let object):
            for member in object.members {
                visit(member.value, path.appending(member.key), &edits)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                visit(element, path.appending(index), &edits)
            }
        case .string(let text):
            if let renamed = renamed(text, at: path), renamed != text {
                edits.append(.set(path, .string(renamed)))
            }
        case .null, .bool, .number: break
        }
    }

    /// - Returns: nil where nothing is named.
    private func renamed(_ text: String, at path: DocumentPath) -> String? {
        guard case .member(let member)? = path.last, member != "key" else { return nil }
        if isAlone(path) { return text == old ? new : nil }
        guard owner.beginning != nil else { return nil }
        if KeyRenaming.conditions.contains(member) {
            // What cannot be read has a fault of its own.
            guard let expression = try? Expression(parsing: text) else { return nil }
            return try? expression.replacingNames(renamed).source
        }
        return Piping.rename(text) { name in renamed(name).map { .name($0) } }
    }

    /// Whether the key alone stands there.
    private func isAlone(_ path: DocumentPath) -> Bool {
        let end = path.pattern
        return switch owner {
        case .item:
            end.hasSuffix("loop.over") || end.hasSuffix("options_from.item")
                || end.hasSuffix("rows_from.item")
        case .page: end.hasSuffix("jump[].to")
        case .block: end == "pages[].block"
        case .hidden, .computed: false
        }
    }

    private func renamed(_ name: String) -> String? {
        guard let beginning = owner.beginning else { return nil }
        let full = beginning + old
        guard name == full || name.hasPrefix(full + ".") else { return nil }
        return beginning + new + name.dropFirst(full.count)
    }
}
