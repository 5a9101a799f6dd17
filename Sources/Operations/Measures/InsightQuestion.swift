public import Base
public import Columns
public import Domain

/// What someone wants to know of an instrument's answers.
public struct InsightQuestion: Hashable, Sendable {
    /// Nil takes the instrument's own.
    public var kind: MeasureKind?
    /// A column; nil takes the score.
    public var item: String?
    /// The answer whose share is asked for.
    public var value: JSON?
    public var filter: String?
    /// Up to two columns.
    public var dimensions: [String]
    public var grain: Grain?
    public var from: Instant?
    public var to: Instant?
    /// Whether to set the period before beside it.
    public var comparesPrevious: Bool

    public init(
        kind: MeasureKind? = nil, item: String? = nil, value: JSON? = nil, filter: String? = nil,
        dimensions: [String] = [], grain: Grain? = nil, from: Instant? = nil, to: Instant? = nil,
        comparesPrevious: Bool = false
    ) {
        self.kind = kind
        self.item = item
        self.value = value
        self.filter = filter
        self.dimensions = dimensions
        self.grain = grain
        self.from = from
        self.to = to
        self.comparesPrevious = comparesPrevious
    }
}

/// A question that fits a set of answers: every name is known, the measure can be computed.
struct CheckedQuestion {
    let column: String
    let measuring: Measuring
    let expression: Expression?
    let dimensions: [Dimension]
    let window: Range<Instant>?

    init(_ question: InsightQuestion, _ set: AnswerSet) throws(Refusal) {
        column = question.item ?? "score"
        let types = set.scope
        for (path, name) in [("item", column)] + question.dimensions.map({ ("dimensions", $0) }) {
            guard types.type(of: name) != nil else {
                throw .invalid(path, "unknownColumn", ["name": name])
            }
        }
        measuring = try CheckedQuestion.measuring(question, column, set)
        if let text = question.filter {
            expression = try set.filter(text, at: "filter")
        } else {
            expression = nil
        }
        dimensions = question.dimensions.map { Dimension($0, in: set.table) }
        if let from = question.from, let to = question.to, from >= to {
            throw .invalid("to", "periodIsEmpty")
        }
        guard question.from != nil || question.to != nil else {
            window = nil
            return
        }
        window = (question.from ?? .distantPast)..<(question.to ?? .distantFuture)
    }

    var filter: Filter? { expression.map { Filter($0) } }

    /// The question's filter and a group's condition together, as text.
    func filterText(and conditions: [Node] = []) -> String? {
        let all = (expression.map { [$0.root] } ?? []) + conditions
        guard let first = all.first else { return nil }
        return all.dropFirst().reduce(first) { .and($0, $1) }.description
    }

    private static func measuring(
        _ question: InsightQuestion, _ column: String, _ set: AnswerSet
    ) throws(Refusal) -> Measuring {
        let own = column == "score" ? set.instrument.scoring?.metric : nil
        let scale = set.scale(of: column)
        let kind = question.kind ?? own?.measure ?? (scale == nil ? .count : .mean)
        switch kind {
        case .nps where scale != 0...10:
            throw .invalid("measure", "needsNPS", ["item": column])
        case .csat where scale == nil, .ces where scale == nil:
            throw .invalid("measure", "needsScale", ["item": column])
        default: break
        }
        return Measuring(kind, scale: scale, wanted: question.value)
    }
}

extension Metric {
    /// What is computed of a score by itself.
    public var measure: MeasureKind {
        switch self {
        case .nps: .nps
        case .csat: .csat
        case .ces: .ces
        case .rating: .mean
        case .share: .share
        }
    }
}

extension Instant {
    static let distantPast = Instant(microseconds: .min)
    static let distantFuture = Instant(microseconds: .max)
}
