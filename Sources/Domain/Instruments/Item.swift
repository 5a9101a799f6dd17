public import Base

/// One question, or one statement between questions.
public struct Item: Sendable {
    /// Of a question that is asked in rounds, with the round's code: `rating.app`.
    public let key: String
    public let kind: Kind
    public let title: Wording
    public let help: Wording?
    public let isRequired: Bool
    /// Whether it is asked for once more where it was left open, and then let go.
    public let isWished: Bool
    /// Key of the question that it stands inside of: the words beside "other, please say".
    public internal(set) var host: String?
    public let showIf: Expression?
    /// What may be chosen or put in order.
    public internal(set) var options: [Choice]
    /// The lines of a question with several.
    public internal(set) var rows: [Choice]
    /// What is asked of each line, where it is more than one thing: expectation and perception.
    public let sides: [Choice]
    /// Of ratings, also of those in lines.
    public let scale: Scale?
    public let display: Display
    /// Names of the levels of a cascade, the widest first; empty otherwise.
    public let levels: [Wording]
    /// What options are areas of, with `Display.areas`.
    public internal(set) var picture: Picture?
    /// Whether "does not apply to me" is an answer.
    public let allowsNotApplicable: Bool
    /// Whether "I do not know" is an answer.
    public let allowsDontKnow: Bool
    public internal(set) var bounds: Bounds
    /// Rules of `Advice` that its author has weighed and does not want to hear of again.
    public internal(set) var accepted: [String] = []
    /// What an answer must fit beyond its kind, in the author's words.
    public internal(set) var rules: [Rule] = []
    /// What a careful reader chooses, where the question says what to choose.
    public internal(set) var expected: [Expected] = []
    /// Whether options or lines come in an order of chance, of each respondent another.
    public let isShuffled: Bool
    /// Whether it keeps its place where the page's questions are shuffled.
    public let isFixed: Bool
    /// Place of its page.
    public let page: Int
    /// The values that an answer is made of, in order; one where there are no lines.
    public internal(set) var cells: [Cell]
    /// Of a question that is asked anew in each round of its block.
    public internal(set) var round: Instrument.Round?

    /// Something that may be chosen, or a line.
    public struct Choice: Hashable, Sendable {
        /// What is stored; it never changes, so that answers of all versions and languages join.
        public let code: String
        public let title: Wording
        /// What choosing it counts for, where the item is the score.
        public var score: Double?
        /// What it stands under in a list of several levels, the widest first.
        public var groups: [Wording] = []
        /// Shown beside its title.
        public var picture: Picture?
        /// Where it lies on the question's picture.
        public var area: Area?
        /// Whether choosing it asks for words of the respondent's own.
        public var isOther = false
        /// Whether choosing it rules out the others: "none of these".
        public var isExclusive = false
        /// Whether it keeps its place when the others are shuffled.
        public var isFixed = false
        public var showIf: Expression?
        /// Words for the ends of a line's own scale.
        public var ends: Ends?
        /// Codes of the options that this line offers; all of them where it is empty.
        public var offered: [String] = []
        /// Steps of a side that differ from the question's.
        public var scale: Scale?
    }

    /// A picture of an option, or one whose areas are the options.
    public struct Picture: Hashable, Sendable {
        /// An attachment's id, or an address of the program itself.
        public let source: String
        /// What it shows, for those who do not see it.
        public let alt: Wording
        /// Where the document names it.
        public let path: String

        /// The attachment; nil for an address.
        public var attachment: ID<Attachment>? { ID(source) }
    }

    /// A part of a picture, in percent of its width and height.
    public struct Area: Hashable, Sendable {
        public let left: Double
        public let top: Double
        public let width: Double
        public let height: Double
    }

    /// Words for the ends of a scale.
    public struct Ends: Hashable, Sendable {
        public let low: Wording
        public let high: Wording
    }

    /// How an answer is given, where one kind has several ways.
    public enum Display: String, CaseIterable, Sendable {
        case list, dropdown, cascade, areas, numbers, stars, smileys, field, slider
    }

    /// What limits an answer, by the item's kind.
    public enum Bounds: Hashable, Sendable {
        case none
        /// Of numbers; the step is 0 where any number between will do.
        case range(ClosedRange<Double>, step: Double)
        /// Of dates, each as `2026-03-01`; text of this form sorts as the days do.
        case days(first: String, last: String)
        /// Of times of the day, each as `09:30`.
        case times(first: String, last: String)
        /// How many may be chosen, or put in order.
        case count(ClosedRange<Int>)
        /// Of texts, in characters.
        case length(Int)
        /// What the lines add up to.
        case total(Double)
        case files(FileTerms)
    }

    /// A condition that the answer must meet, and what is said where it does not.
    public struct Rule: Hashable, Sendable {
        public let condition: Expression
        public let message: Wording
    }

    public subscript(option code: String) -> Choice? { options.first { $0.code == code } }
}

/// The steps of a rating.
public struct Scale: Hashable, Sendable {
    public let first: Int
    public let points: Int
    /// Words for some of the steps; at least the ends have them unless the kind explains itself.
    public let labels: [Int: Wording]

    public var last: Int { first + points - 1 }
    public var steps: ClosedRange<Int> { first...last }
}

/// A fact about the respondent or the occasion that comes with the link, never from the page.
public struct HiddenField: Hashable, Sendable {
    public let key: String
    public let title: Wording
    public let kind: Kind
    /// Whether an address must prove that whoever made it knows the link's secret.
    public var isSigned = false

    public enum Kind: String, CaseIterable, Sendable {
        case text, number
        case yesNo = "yes_no"
        case date
    }

    /// The hidden field that names the customer; every instrument has it without saying so.
    public static let customerKey = "customer"
}
