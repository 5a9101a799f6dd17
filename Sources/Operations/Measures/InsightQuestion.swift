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
    /// Up to three columns.
    public var dimensions: [String]
    public var grain: Grain?
    public var from: Instant?
    public var to: Instant?
    /// The earlier period to set beside it; it needs both ends.
    public var comparison: Comparison?
    /// What each cell of dimensions and time is to hold; none asks for no cells.
    public var measures: [Wanted] = []

    /// One measure of many: what is computed of which column.
    public struct Wanted: Hashable, Sendable {
        public var kind: MeasureKind?
        public var item: String?
        public var value: JSON?

        public init(kind: MeasureKind? = nil, item: String? = nil, value: JSON? = nil) {
            self.kind = kind
            self.item = item
            self.value = value
        }
    }
    /// What answers are weighted by; nil counts each once.
    public var weights: ID<Weighting>?

    public init(
        kind: MeasureKind? = nil, item: String? = nil, value: JSON? = nil, filter: String? = nil,
        dimensions: [String] = [], grain: Grain? = nil, from: Instant? = nil, to: Instant? = nil,
        comparison: Comparison? = nil, weights: ID<Weighting>? = nil
    ) {
        self.kind = kind
        self.item = item
        self.value = value
        self.filter = filter
        self.dimensions = dimensions
        self.grain = grain
        self.from = from
        self.to = to
        self.comparison = comparison
        self.weights = weights
    }
}

extension InsightQuestion {
    /// What an operation says of the responses that count.
    static let responses = [
        Field("instrument", .id(Instrument.idPrefix)),
        Field(
            "filter", .text(max: 4_000), .optional,
            "Which responses count, as an expression: hidden.class == \"Eco\" and score <= 6."),
        Field("from", .instant, .optional, "Responses completed from here on."),
        Field("to", .instant, .optional, "Responses completed before this moment."),
    ]

    /// What it says of the measure.
    static let measure = measure(of: MeasureKind.ofAnswers)

    static func measure(of kinds: [MeasureKind]) -> [Field] {
        [
            Field(
                "measure", .choice(kinds.map(\.rawValue)), .optional,
                "Left out: that of the instrument's score.")
        ] + measured
    }

    private static let measured = [
        Field(
            "item", .text(), .optional,
            "What is measured: score, answers.KEY, answers.KEY.ROW, hidden.KEY, mood (negative, "
                + "neutral, positive), mood_score (-1 to 1). Default: score."),
        Field("value", .any, .optional, "The answer whose share is asked for."),
    ]

    static let mostMeasures = 30

    static let time = [
        Field("grain", .choice(Grain.allCases.map(\.rawValue)), .optional, "Steps of time.")
    ]

    static func compare(_ about: String) -> Field {
        Field("compare", .choice(Comparison.allCases.map(\.rawValue)), .optional, about)
    }

    /// Of an input that declares some of these fields.
    init(_ input: Input) throws(Refusal) {
        self.init(
            kind: input.textOrNil("measure").flatMap(MeasureKind.init(rawValue:)),
            item: input.textOrNil("item"), value: input["value"],
            filter: InsightQuestion.filter(input), dimensions: input.texts("dimensions"),
            grain: input.textOrNil("grain").flatMap(Grain.init(rawValue:)),
            from: input.instantOrNil("from"), to: input.instantOrNil("to"),
            comparison: input.textOrNil("compare").flatMap(Comparison.init(rawValue:)),
            weights: try input.idOrNil("weights"))
        measures = (input["measures"]?.array ?? []).map { one in
            Wanted(
                kind: one["measure"]?.string.flatMap(MeasureKind.init(rawValue:)),
                item: one["item"]?.string, value: one["value"])
        }
        if kind == nil, item == nil, let first = measures.first {
            (kind, item, value) = (first.kind, first.item, first.value)
        }
        if comparison != nil, from == nil || to == nil {
            throw .invalid("compare", "needsPeriod")
        }
    }
}

/// A question that fits a set of rows: every name is known, the measure can be computed.
struct CheckedQuestion {
    let column: String
    let measuring: Measuring
    /// What each cell is to hold.
    let measures: [(column: String, measuring: Measuring)]
    let expression: Expression?
    let dimensions: [Dimension]
    let window: Range<Instant>?

    init(
        _ question: InsightQuestion, _ set: some RowSet, _ cutting: any RowCutting
    ) throws {
        let types = set.scope
        func known(_ name: String, at path: String) throws(Refusal) {
            guard types.type(of: name) != nil else {
                throw .invalid(path, "unknownColumn", ["name": name])
            }
        }
        column = question.item ?? set.ownColumn
        try known(column, at: "item")
        for name in question.dimensions {
            try known(name, at: "dimensions")
            // Order numbers and the like: every answer would be a group of its own.
            guard try !cutting.isTooDiverse(name, at: "dimensions") else {
                throw Refusal.invalid("dimensions", "tooDiverse", ["name": name])
            }
        }
        measuring = try CheckedQuestion.measuring(
            .init(kind: question.kind, item: question.item, value: question.value), set, cutting,
            at: "")
        var measures: [(column: String, measuring: Measuring)] = []
        for (place, wanted) in question.measures.enumerated() {
            let path = "measures[\(place)]"
            let column = wanted.item ?? set.ownColumn
            try known(column, at: "\(path).item")
            measures.append((column, try CheckedQuestion.measuring(wanted, set, cutting, at: path)))
        }
        self.measures = measures
        if let text = question.filter {
            expression = try set.filter(text, at: "filter")
        } else {
            expression = nil
        }
        var names: [String] = []
        expression?.root.collectNames(into: &names)
        // Its values are not kept, so a condition on them would find nobody.
        for name in names where try cutting.isTooDiverse(name, at: "filter") {
            throw Refusal.invalid("filter", "tooDiverseToFilter", ["name": name])
        }
        dimensions = try question.dimensions.map { try cutting.dimension($0) }
        if let from = question.from, let to = question.to, from >= to {
            throw Refusal.invalid("to", "periodIsEmpty")
        }
        guard question.from != nil || question.to != nil else {
            window = nil
            return
        }
        window = (question.from ?? .distantPast)..<(question.to ?? .distantFuture)
    }

    /// The question's filter and a further condition together.
    func filter(and part: Node? = nil) -> Filter? {
        switch (expression, part) {
        case (nil, nil): nil
        case (let expression?, nil): Filter(expression)
        case (nil, let part?): Filter(part)
        case (let expression?, let part?): Filter(.and(expression.root, part))
        }
    }

    /// The question's filter and a group's condition together, as text.
    func filterText(and conditions: [Node] = []) -> String? {
        let all = (expression.map { [$0.root] } ?? []) + conditions
        guard let first = all.first else { return nil }
        return all.dropFirst().reduce(first) { .and($0, $1) }.description
    }

    private static func measuring(
        _ wanted: InsightQuestion.Wanted, _ set: some RowSet, _ cutting: any RowCutting,
        at path: String
    ) throws -> Measuring {
        let column = wanted.item ?? set.ownColumn
        let scale = set.scale(of: column)
        let kind = wanted.kind ?? set.ownMeasure(of: column) ?? (scale == nil ? .count : .mean)
        switch kind {
        case .nps where scale != 0...10:
            throw Refusal.invalid(path.joined("measure"), "needsNPS", ["item": column])
        case .csat where scale == nil, .ces where scale == nil:
            throw Refusal.invalid(path.joined("measure"), "needsScale", ["item": column])
        case .median, .p90:
            guard try !cutting.isPlain(column) else {
                throw Refusal.invalid(path.joined("measure"), "tooManyToRank", ["item": column])
            }
        default: break
        }
        return Measuring(
            kind, scale: scale, wanted: wanted.value, isSaid: set.isSaid(column))
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
