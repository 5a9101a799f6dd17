public import Base

extension Instrument {
    /// One text of the document and where it stands.
    public struct PlacedText: Hashable, Sendable {
        public enum Role: Hashable, Sendable {
            case title, help, option, row, side, label
        }

        /// Without the language: `pages[0].items[1].title`.
        public let path: String
        public let role: Role
        public let words: Wording
        /// Whether the document has it by language, so that the path goes on with one.
        public let isByLanguage: Bool

        public func path(in language: String) -> String {
            isByLanguage ? "\(path).\(language)" : path
        }
    }

    /// A question and where it and its texts stand.
    public struct PlacedItem: Sendable {
        public let path: String
        public let item: Item
        public let texts: [PlacedText]
        /// Whether it stands below another on its page, or is shown only after certain answers.
        public let follows: Bool
    }

    /// Every question with its texts, in order.
    /// - Parameter document: what the instrument was read from.
    public func placedItems(of document: JSON) -> [PlacedItem] {
        var placed: [PlacedItem] = []
        // What is asked in rounds stands in the document once.
        for page in pages where (page.round?.number ?? 1) == 1 {
            let number = page.number
            let node = document["pages"]?.array?[number]["items"]?.array ?? []
            // Words of one's own beside an option have no place of their own in the document.
            let written = page.items.filter { items[$0].host == nil }
            for (place, item) in written.enumerated() where place < node.count {
                let path = "pages[\(number)].items[\(place)]"
                placed.append(
                    PlacedItem(
                        path: path, item: items[item],
                        texts: Instrument.texts(of: items[item], node[place], at: path),
                        follows: place > 0 || items[item].showIf != nil || page.showIf != nil))
            }
        }
        return placed
    }

    private static func texts(of item: Item, _ node: JSON, at path: String) -> [PlacedText] {
        func placed(_ role: PlacedText.Role, _ words: Wording, _ node: JSON?, _ path: String)
            -> PlacedText
        {
            PlacedText(path: path, role: role, words: words, isByLanguage: node?.object != nil)
        }
        func list(_ role: PlacedText.Role, _ choices: [Item.Choice], _ member: String)
            -> [PlacedText]
        {
            let places = places(of: node[member], at: "\(path).\(member)")
            // Before its own stand those that it carries on from an earlier question.
            return zip(choices.suffix(places.count), places).map { choice, place in
                placed(role, choice.title, place.node["title"], "\(place.path).title")
            }
        }
        var texts = [placed(.title, item.title, node["title"], "\(path).title")]
        if let help = item.help { texts.append(placed(.help, help, node["help"], "\(path).help")) }
        texts += list(.option, item.options, "options")
        if item.kind != .maxdiff { texts += list(.row, item.rows, "rows") }
        texts += list(.side, item.sides, "sides")
        for (step, words) in (item.scale?.labels ?? [:]).sorted(by: { $0.key < $1.key }) {
            let label = node["scale"]?["labels"]?["\(step)"]
            texts.append(placed(.label, words, label, "\(path).scale.labels.\(step)"))
        }
        return texts
    }

    /// Of a list of one or two levels, what can be chosen.
    private static func places(of list: JSON?, at path: String) -> [(node: JSON, path: String)] {
        (list?.array ?? []).enumerated().flatMap { number, node in
            let place = "\(path)[\(number)]"
            guard node["options"] != nil else { return [(node, place)] }
            return places(of: node["options"], at: "\(place).options")
        }
    }
}
