public import Base

extension Item {
    /// What an answer is; how it is given is said by `Display`.
    public enum Kind: String, CaseIterable, Sendable {
        case nps, csat, ces, rating, single, multiple
        case yesNo = "yes_no"
        case consent, text
        case longText = "long_text"
        case mail, phone, number, date, time, ranking
        case matrix, pairs, kano
        case constantSum = "constant_sum"
        case maxdiff, file, signature
        case statement

        /// Whether the answer is one number on a scale.
        public var isRating: Bool {
            switch self {
            case .nps, .csat, .ces, .rating: true
            default: false
            }
        }

        /// Whether the answer is written freely: it is read, not counted.
        public var isText: Bool {
            switch self {
            case .text, .longText, .mail, .phone: true
            default: false
            }
        }

        /// Whether the answer is kept as attachments.
        public var isAttached: Bool { self == .file || self == .signature }

        /// Whether an answer has a value for each of several lines.
        public var hasRows: Bool {
            switch self {
            case .matrix, .pairs, .kano, .constantSum, .maxdiff: true
            default: false
            }
        }

        /// What conditions may compare the answer with; that of lines is asked of their cells.
        public var valueType: ValueType {
            switch self {
            case .nps, .csat, .ces, .rating, .number: .number
            case .single, .text, .longText, .mail, .phone, .date, .time, .signature: .text
            case .multiple, .ranking, .file: .list
            case .yesNo, .consent: .bool
            case .matrix, .pairs, .kano, .constantSum, .maxdiff, .statement: .any
            }
        }

        /// Kinds whose usual scale and end labels everybody knows; the page brings the words.
        var explainsItself: Bool { self == .nps || self == .csat || self == .ces }

        /// What the value of each line is.
        var usualCell: Kind {
            switch self {
            case .matrix, .pairs: .rating
            case .kano, .maxdiff: .single
            case .constantSum: .number
            default: self
            }
        }

        /// What the lines of a matrix may hold.
        static let matrixCells: [Kind] = [.rating, .single, .multiple, .text]

        var usualScale: Scale {
            switch self {
            case .nps: Scale(first: 0, points: 11, labels: [:])
            case .ces, .pairs: Scale(first: 1, points: 7, labels: [:])
            default: Scale(first: 1, points: 5, labels: [:])
            }
        }

        /// Ways to give the answer, the usual one first.
        public var displays: [Display] {
            switch self {
            case .single: [.list, .dropdown, .cascade, .areas]
            case .multiple: [.list, .areas]
            case .rating, .csat, .ces: [.numbers, .stars, .smileys]
            case .number: [.field, .slider]
            default: [.list]
            }
        }
    }

    /// The five answers of a Kano question, from liking it to not bearing it.
    public static let kanoCodes = ["like", "expect", "neutral", "tolerate", "dislike"]
    /// The two questions of each feature: with it, and without it.
    public static let kanoSides = ["functional", "dysfunctional"]
    /// What is picked from each set.
    public static let maxdiffSides = ["best", "worst"]

    /// How its answer would count as a score; nil where it cannot be one.
    var metric: Metric? {
        switch kind {
        case .nps: return .nps
        case .csat: return .csat
        case .ces: return .ces
        case .rating: return .rating
        case .yesNo: return .share
        case .single:
            let scores = options.compactMap(\.score)
            guard scores.count == options.count, !scores.isEmpty else { return nil }
            return scores.allSatisfy { $0 == 0 || $0 == 1 } ? .share : .rating
        default: return nil
        }
    }
}

extension HiddenField.Kind {
    /// What conditions may compare the field with.
    public var valueType: ValueType {
        switch self {
        case .text, .date: .text
        case .number: .number
        case .yesNo: .bool
        }
    }
}
