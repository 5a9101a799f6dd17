public import Base

/// What customers speak of, as a document: themes with the words that give them away.
public struct Themes: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let themes: [Theme]

    public struct Theme: Hashable, Sendable {
        public enum Kind: String, CaseIterable, Sendable {
            /// Of service quality.
            case dimension
            /// Of the journey.
            case touchpoint
            /// A matter of this company, found in its texts or thought of.
            case topic
        }

        public let key: String
        public let kind: Kind
        public var name: Wording
        /// Words and phrases of any language.
        public var words: [String]
        /// Of a touchpoint: rated questions that ask about it, by their keys, whatever their words.
        public var items: [String]
        /// Its words stay as they are; suggestions and other topics add nothing to it.
        public var isLocked: Bool

        public init(
            key: String, kind: Kind, name: Wording, words: [String], items: [String] = [],
            isLocked: Bool = false
        ) {
            self.key = key
            self.kind = kind
            self.name = name
            self.words = words
            self.items = items
            self.isLocked = isLocked
        }

        /// As readings name it: `touchpoint.delivery`.
        public var id: String { "\(kind.rawValue).\(key)" }
    }

    public init(key: String, name: Wording, themes: [Theme]) {
        self.key = key
        self.name = name
        self.themes = themes
    }

    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> Themes? in
            node.allow("key", "name", "about", "themes")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            _ = node.child("about")?.wording()
            let nodes = node.required("themes")?.list() ?? []
            let themes = nodes.compactMap(Themes.theme)
            var known: Set<String> = []
            if themes.count == nodes.count {
                for (theme, place) in zip(themes, nodes) where !known.insert(theme.id).inserted {
                    place.fault("duplicate", ["value": theme.id])
                }
            }
            guard let key, let name else { return nil }
            return Themes(key: key, name: name, themes: themes)
        }
    }

    private static func theme(_ node: DocumentNode) -> Theme? {
        node.allow("key", "kind", "name", "words", "items", "locked")
        let key = node.required("key")?.key()
        let kind = node.required("kind")?.choice(Theme.Kind.self)
        let name = node.required("name")?.wording()
        let words = (node.required("words")?.list() ?? []).compactMap { $0.text() }
        let items = (node.child("items")?.list() ?? []).compactMap { $0.text() }
        let isLocked = node.child("locked").map { $0.bool() ?? false } ?? false
        guard let key, let kind, let name else { return nil }
        return Theme(
            key: key, kind: kind, name: name, words: words, items: items, isLocked: isLocked)
    }

    /// As it is written.
    public var json: JSON {
        [
            "key": .string(key), "name": name.json,
            "themes": .array(themes.map(\.json)),
        ]
    }
}

extension Themes.Theme {
    public var json: JSON {
        var object = JSON.Object([
            .init(key: "key", value: .string(key)),
            .init(key: "kind", value: .string(kind.rawValue)),
            .init(key: "name", value: name.json),
            .init(key: "words", value: .array(words.map(JSON.string))),
        ])
        if !items.isEmpty { object.append("items", .array(items.map(JSON.string))) }
        if isLocked { object.append("locked", true) }
        return .object(object)
    }
}
