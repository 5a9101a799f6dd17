public import Base

/// Numbers that are looked at together, as a document: tiles, what they are filtered by, and who
/// sees them. A tile is a saved question with a look.
public struct Dashboard: Hashable, Sendable {
    public let key: String
    public let name: Wording
    public let about: Wording?
    /// Who sees it; everybody who may read numbers where none is named.
    public let roles: Set<Role>
    /// Names of teams whose people, and those of the teams below, see it; all where none is named.
    public let teams: Set<String>
    /// Days back from today, or `all`.
    public let period: String?
    /// Holds for every tile.
    public let filter: String?
    public let tiles: [Tile]

    /// More tiles are no overview.
    public static let mostTiles = 24
    public static let periods = ["7", "30", "90", "365", "all"]

    public struct Tile: Hashable, Sendable {
        /// Nil takes the name of what is shown.
        public let title: Wording?
        public let source: Source
        public let show: Show
        /// What of the question differs from the usual, by its name in the address. Which words
        /// there are for some of it is known where they are understood (`Tile.faults`).
        public let question: [String: String]
        /// A condition: those for whom it holds are set beside the tile's own.
        public let against: String?
        public let isWide: Bool
    }

    /// Of what a tile shows numbers.
    public enum Source: Hashable, Sendable {
        /// The answers to the questionnaire of this key.
        case instrument(String)
        /// Cases, customers or events of the workspace, by the word for them (`Tile.faults`).
        case table(String)
    }

    public enum Show: String, CaseIterable, Sendable {
        case number, line, groups, distribution, items
        case trend, segments, drivers, journey, crosstab, correlation, words, business
        case gaps, kano, index
        case fiveGaps = "five-gaps"

        /// Whether it needs nothing but a table: all else rests on what a questionnaire asks.
        public var isOfTables: Bool { [.number, .line, .groups, .distribution].contains(self) }
    }

    /// What a tile may say of its question.
    public static let questionNames = [
        "measure", "item", "value", "by", "with", "grain", "drivers", "sharing", "step", "shares",
        "method", "filter", "period", "quality", "compare",
    ]

    /// - Parameters:
    ///   - role: nil for a program.
    ///   - teams: names of the teams the person is in and of those above them.
    public func isFor(_ role: Role?, teams: Set<String>) -> Bool {
        (roles.isEmpty || role.map(roles.contains) ?? false)
            && (self.teams.isEmpty || !self.teams.isDisjoint(with: teams))
    }
}

extension Dashboard {
    /// Reads a document; throws every fault it has.
    public init(document: JSON) throws(Refusal) {
        self = try DocumentNode.read(document) { node -> Dashboard? in
            node.allow("key", "name", "about", "roles", "teams", "period", "filter", "tiles")
            let key = node.required("key")?.key()
            let name = node.required("name")?.wording()
            let list = node.required("tiles")
            let tiles = (list?.list() ?? []).compactMap(Tile.init)
            if let list, let count = list.value.array?.count,
                !(1...Dashboard.mostTiles).contains(count)
            {
                list.fault("tileCount", ["max": "\(Dashboard.mostTiles)"])
            }
            guard let key, let name else { return nil }
            return Dashboard(
                key: key, name: name, about: node.child("about")?.wording(),
                roles: Set(node.list("roles").compactMap { $0.choice(Role.self) }),
                teams: Set(node.list("teams").compactMap { $0.text() }),
                period: node.child("period")?.period(), filter: node.child("filter")?.filter(),
                tiles: tiles)
        }
    }
}

extension Dashboard.Tile {
    init?(_ node: DocumentNode) {
        let own = ["title", "instrument", "of", "show", "against", "wide"]
        for key in node.value.object?.keys ?? []
        where !own.contains(key) && !Dashboard.questionNames.contains(key) {
            node.node(.null, at: key).fault(
                "unknownMember",
                ["allowed": (own + Dashboard.questionNames).joined(separator: ", ")])
        }
        let source = Dashboard.Source(node)
        let show = node.required("show")?.choice(Dashboard.Show.self)
        var question: [String: String] = [:]
        for name in Dashboard.questionNames {
            guard let child = node.child(name) else { continue }
            question[name] =
                switch name {
                case "filter": child.filter()
                case "period": child.period()
                default: child.plain
                }
        }
        title = node.child("title")?.wording()
        against = node.child("against")?.filter()
        isWide = node.child("wide")?.bool() ?? false
        guard let source, let show else { return nil }
        (self.source, self.show, self.question) = (source, show, question)
    }
}

extension Dashboard.Source {
    fileprivate init?(_ node: DocumentNode) {
        guard let table = node.child("of") else {
            guard let key = node.required("instrument")?.key() else { return nil }
            self = .instrument(key)
            return
        }
        guard node.child("instrument") == nil else {
            table.fault("ofBoth")
            return nil
        }
        guard let word = table.text() else { return nil }
        self = .table(word)
    }
}

extension DocumentNode {
    /// As an address has it: a list as texts with commas between.
    fileprivate var plain: String {
        let texts = value.array?.compactMap(\.string)
        if let texts, texts.count == value.array?.count { return texts.joined(separator: ",") }
        return value.string ?? value.text
    }

    /// Days, as a number or a text.
    fileprivate func period() -> String? {
        let text = value.string ?? value.text
        if Dashboard.periods.contains(text) { return text }
        fault(
            "notOneOf", ["value": text, "allowed": Dashboard.periods.joined(separator: ", ")])
        return nil
    }

    /// A condition that can be read; its names are known only with the questionnaire.
    fileprivate func filter() -> String? {
        guard let text = text() else { return nil }
        do {
            _ = try Expression(parsing: text)
            return text
        } catch {
            var values = error.values
            values["character"] = "\(error.offset + 1)"
            fault("expression.\(error.code)", values)
            return nil
        }
    }
}
