public import Base

/// One question, or one statement between questions.
public struct Item: Sendable {
    public let key: String
    public let kind: Kind
    public let title: Wording
    public let help: Wording?
    public let isRequired: Bool
    public let showIf: Expression?
    /// What may be chosen: of single and multiple.
    public let options: [Choice]
    /// The lines of a matrix, each rated on the scale.
    public let rows: [Choice]
    /// Of ratings and matrices.
    public let scale: Scale?
    /// Whether "does not apply to me" is an answer.
    public let allowsNotApplicable: Bool
    public let bounds: Bounds
    /// Place of its page.
    public let page: Int

    public enum Kind: String, CaseIterable, Sendable {
        case nps, csat, ces, rating, single, multiple
        case yesNo = "yes_no"
        case text
        case longText = "long_text"
        case number, date, matrix, statement

        /// Whether the answer is one number on a scale.
        public var isRating: Bool {
            switch self {
            case .nps, .csat, .ces, .rating: true
            default: false
            }
        }

        public var isText: Bool { self == .text || self == .longText }
    }

    /// Something that may be chosen, or a line of a matrix.
    public struct Choice: Hashable, Sendable {
        /// What is stored; it never changes, so that answers of all versions and languages join.
        public let code: String
        public let title: Wording
        /// What choosing it counts for, where the item is the score.
        public let score: Double?
    }

    /// What limits an answer, by the item's kind.
    public enum Bounds: Hashable, Sendable {
        case none
        /// Of numbers.
        case range(ClosedRange<Double>, isWhole: Bool)
        /// Of dates, each as `2026-03-01`; text of this form sorts as the days do.
        case days(first: String, last: String)
        /// How many may be chosen.
        case count(ClosedRange<Int>)
        /// Of texts, in characters.
        case length(Int)
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

    public enum Kind: String, CaseIterable, Sendable {
        case text, number
        case yesNo = "yes_no"
        case date
    }

    /// The hidden field that names the customer; every instrument has it without saying so.
    public static let customerKey = "customer"
}
