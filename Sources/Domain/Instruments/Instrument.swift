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
    public let pages: [Page]
    /// All items of all pages, in order.
    public let items: [Item]
    public let thanks: [Thanks]
    public let scoring: Scoring?

    /// Where the answer to a name of the expression language lies: made once, asked at each answer.
    let places: [String: Place]
    let itemPlaces: [String: Int]
    let hiddenPlaces: [String: Int]
    /// Whether any item or page is shown only on a condition.
    let hasConditions: Bool

    /// One screen.
    public struct Page: Sendable {
        public let title: Wording?
        public let showIf: Expression?
        /// Places in `items`.
        public let items: Range<Int>
    }

    /// Words after the last page, for those whose answers fit the condition.
    public struct Thanks: Sendable {
        public let condition: Expression?
        public let text: Wording
    }

    /// The item whose answer is the response's score.
    public struct Scoring: Hashable, Sendable {
        /// A place in `items`.
        public let item: Int
        public let metric: Metric
    }

    enum Place: Hashable, Sendable {
        case item(Int)
        case row(item: Int, row: Int)
        case hidden(Int)
        case score
    }

    init(
        key: String, title: Wording, purpose: Wording?, languages: [String],
        hidden: [HiddenField], pages: [Page], items: [Item], thanks: [Thanks], scoring: Scoring?
    ) {
        self.key = key
        self.title = title
        self.purpose = purpose
        self.languages = languages
        self.hidden = hidden
        self.pages = pages
        self.items = items
        self.thanks = thanks
        self.scoring = scoring
        itemPlaces = Dictionary(uniqueKeysWithValues: zip(items.map(\.key), items.indices))
        hiddenPlaces = Dictionary(uniqueKeysWithValues: zip(hidden.map(\.key), hidden.indices))
        places = Instrument.places(items, hidden)
        hasConditions =
            items.contains { $0.showIf != nil } || pages.contains { $0.showIf != nil }
    }

    private static func places(_ items: [Item], _ hidden: [HiddenField]) -> [String: Place] {
        var places: [String: Place] = ["score": .score]
        for (place, item) in items.enumerated() {
            places["answers.\(item.key)"] = .item(place)
            for (row, choice) in item.rows.enumerated() {
                places["answers.\(item.key).\(choice.code)"] = .row(item: place, row: row)
            }
        }
        for (place, field) in hidden.enumerated() { places["hidden.\(field.key)"] = .hidden(place) }
        return places
    }

    public subscript(item key: String) -> Item? { itemPlaces[key].map { items[$0] } }
    public subscript(hidden key: String) -> HiddenField? { hiddenPlaces[key].map { hidden[$0] } }
    public var scoreItem: Item? { scoring.map { items[$0.item] } }

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
