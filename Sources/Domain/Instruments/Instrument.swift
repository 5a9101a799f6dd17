public import Base

/// A questionnaire, interpreted from a document: what is asked, on which pages, in which
/// languages, and which of the answers is the score.
public struct Instrument: Sendable {
    public let key: String
    public let title: Wording
    /// What it is for; shown to those who choose an instrument, never to those who answer.
    public let purpose: Wording?
    /// In the author's order; the first is spoken where nothing else is asked for.
    public let languages: [String]
    public let hidden: [HiddenField]
    /// In an order in which each speaks only of those before it.
    public let computed: [Computed]
    public let pages: [Page]
    /// All items of all pages, in order.
    public let items: [Item]
    /// Pages that belong together.
    public let blocks: [Block]
    /// Whether pages and blocks come in an order of chance, of each respondent another.
    public let isShuffled: Bool
    public let thanks: [Thanks]
    public let quotas: [Quota]
    public let scoring: Scoring?
    /// Whether the first page tells how long it takes.
    public let showsTime: Bool
    /// Rules of `Advice` that its author has weighed for all questions.
    public internal(set) var accepted: [String] = []
    /// Whether its answers lead to nobody; settled before the first answer.
    public internal(set) var isAnonymous = false

    /// Where the answer to a name of the expression language lies: made once, asked at each answer.
    let places: [String: Place]
    let itemPlaces: [String: Int]
    /// Places of the items that are asked in rounds, by their own key and the round's code.
    let roundPlaces: [String: [String: Int]]
    let hiddenPlaces: [String: Int]
    /// By language.
    let durations: [String: Duration]
    /// Whether answers decide what is shown or computed.
    let hasLogic: Bool
    /// Places of the items with options or lines that are offered only on a condition.
    let narrowed: Set<Int>

    /// One screen.
    public struct Page: Sendable {
        public let title: Wording?
        public let showIf: Expression?
        /// Places in `items`.
        public let items: Range<Int>
        /// Whether its questions come in an order of chance, of each respondent another.
        public let isShuffled: Bool
        /// The first whose condition holds leads on.
        public let jumps: [Jump]
        /// Its place among the document's pages; a page that is asked in rounds is one there.
        public let number: Int
        /// Place in `blocks`.
        public let block: Int?
        public let round: Round?
        /// Whether it keeps its place where pages come in an order of chance.
        public let isFixed: Bool
    }

    /// A way on that leads past pages, or ends the questionnaire with words of its own.
    public struct Jump: Sendable {
        public let condition: Expression?
        /// Place of the page it leads to; nil for the end.
        public let page: Int?
        public let text: Wording?
        /// Where it leads on to from the end.
        public let redirect: Redirect?
    }

    /// A value put together from answers, for conditions, texts and analysis.
    public struct Computed: Sendable {
        public let key: String
        public let title: Wording
        public let expression: Expression
        public let type: ValueType
        /// How many items stand before all that it speaks of is asked.
        let itemsBefore: Int
    }

    /// Words after the last page, for those whose answers fit the condition.
    public struct Thanks: Sendable {
        public let condition: Expression?
        public let text: Wording?
        /// Where it leads on to: at once where there is no text, otherwise by a button.
        public let redirect: Redirect?
    }

    /// The item whose answer is the response's score, or the computed value that is.
    public struct Scoring: Hashable, Sendable {
        public let source: Source
        public let metric: Metric

        public enum Source: Hashable, Sendable {
            /// A place in `items`.
            case item(Int)
            /// A place in `computed`.
            case computed(Int)
        }
    }

    enum Place: Hashable, Sendable {
        case cell(item: Int, cell: Int)
        /// Which place in a ranking an option has, from 1.
        case rank(item: Int, option: Int)
        case hidden(Int)
        case computed(Int)
        case score
    }

    init(
        key: String, title: Wording, purpose: Wording?, languages: [String],
        hidden: [HiddenField], computed: [Computed], pages: [Page], items: [Item],
        blocks: [Block] = [], isShuffled: Bool = false, thanks: [Thanks],
        quotas: [Quota] = [], scoring: Scoring?, showsTime: Bool = false
    ) {
        self.key = key
        self.title = title
        self.purpose = purpose
        self.languages = languages
        self.hidden = hidden
        self.computed = computed
        self.pages = pages
        self.items = items
        self.blocks = blocks
        self.isShuffled = isShuffled
        self.thanks = thanks
        self.quotas = quotas
        self.scoring = scoring
        self.showsTime = showsTime
        itemPlaces = Dictionary(uniqueKeysWithValues: zip(items.map(\.key), items.indices))
        var roundPlaces: [String: [String: Int]] = [:]
        for (place, item) in items.enumerated() where item.round != nil {
            roundPlaces[item.path[0], default: [:]][item.path[1]] = place
        }
        self.roundPlaces = roundPlaces
        hiddenPlaces = Dictionary(uniqueKeysWithValues: zip(hidden.map(\.key), hidden.indices))
        places = Instrument.places(items, hidden, computed)
        durations = Dictionary(
            uniqueKeysWithValues: languages.map { ($0, Instrument.duration(pages, items, $0)) })
        narrowed = Set(
            items.indices.filter { place in
                (items[place].options + items[place].rows).contains { $0.showIf != nil }
            })
        hasLogic =
            !narrowed.isEmpty || !computed.isEmpty || items.contains { $0.showIf != nil }
            || pages.contains { $0.showIf != nil || !$0.jumps.isEmpty }
    }

    private static func places(
        _ items: [Item], _ hidden: [HiddenField], _ computed: [Computed]
    ) -> [String: Place] {
        var places: [String: Place] = ["score": .score]
        for (place, item) in items.enumerated() {
            for (number, cell) in item.cells.enumerated() {
                places["answers.\(cell.name)"] = .cell(item: place, cell: number)
            }
            guard item.kind == .ranking else { continue }
            for (number, option) in item.options.enumerated() {
                places["answers.\(item.key).\(option.code)"] = .rank(item: place, option: number)
            }
        }
        for (place, field) in hidden.enumerated() { places["hidden.\(field.key)"] = .hidden(place) }
        for (place, one) in computed.enumerated() {
            places["computed.\(one.key)"] = .computed(place)
        }
        return places
    }

    /// All pictures, of questions and of options.
    public var pictures: [Item.Picture] {
        items.compactMap(\.picture) + items.flatMap(\.options).compactMap(\.picture)
    }

    public subscript(item key: String) -> Item? { itemPlaces[key].map { items[$0] } }
    /// The item that a name such as `rating.app.price` belongs to, and what comes after its key.
    public func item(named name: some StringProtocol) -> (item: Item, rest: String)? {
        var key = name.prefix { $0 != "." }
        if roundPlaces[String(key)] != nil {
            let round = name.dropFirst(key.count + 1).prefix { $0 != "." }
            key = name.prefix(key.count + 1 + round.count)
        }
        guard let item = self[item: String(key)] else { return nil }
        return (item, String(name.dropFirst(key.count + 1)))
    }

    public subscript(hidden key: String) -> HiddenField? { hiddenPlaces[key].map { hidden[$0] } }
    /// The key of the item or the computed value that is the score.
    public var scoreKey: String? {
        switch scoring?.source {
        case .item(let place)?: items[place].key
        case .computed(let place)?: computed[place].key
        case nil: nil
        }
    }

    public var scoreItem: Item? {
        guard case .item(let place)? = scoring?.source else { return nil }
        return items[place]
    }

    /// The best of the instrument's languages for tags such as `zh-CN` or `en`, in order of wish.
    public func language(for wishes: [String]) -> String {
        for wish in wishes {
            let primary = wish.prefix { $0 != "-" && $0 != "_" }.lowercased()
            if languages.contains(primary) { return primary }
        }
        return languages[0]
    }
}

extension Instrument: Identified {
    public static var idPrefix: String { "ins" }
}

/// How a score is to be counted.
public enum Metric: String, CaseIterable, Sendable {
    case nps, csat, ces, rating
    /// 1 where what was hoped for holds, otherwise 0.
    case share
}
