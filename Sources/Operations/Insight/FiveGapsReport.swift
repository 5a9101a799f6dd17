public import Base
public import Domain
public import Statistics

/// The five gaps between what customers expect and what they are told, given and find, each from
/// what the house knows of it.
/// Source: Parasuraman, Zeithaml, Berry 1985 "A Conceptual Model of Service Quality", Journal of
/// Marketing 49(4).
public struct FiveGapsReport: Resource {
    public enum Gap: String, CaseIterable, Sendable {
        /// What managers believe less what customers expect.
        case understanding
        /// What standards ask less what managers believe is expected.
        case standards
        /// What is done less what standards ask.
        case delivery
        /// What is kept less what is promised.
        case communication
        /// What customers find less what they expect.
        case customer

        /// 1…5.
        public var number: Int { (Gap.allCases.firstIndex(of: self) ?? 0) + 1 }
    }

    /// What a line is computed from.
    public enum Origin: String, CaseIterable, Sendable {
        /// Answers to `gap-managers`, `gap-staff`, `qa-scorecard` and to the instrument itself.
        case managers, staff, checks, customers
        /// Promises and their clocks.
        case clocks

        /// Key of the instrument in the library; nil where it is none of it.
        public var instrument: String? {
            switch self {
            case .managers: "gap-managers"
            case .staff: "gap-staff"
            case .checks: "qa-scorecard"
            case .customers, .clocks: nil
            }
        }
    }

    public struct Line: Sendable {
        public let gap: Gap
        public let origin: Origin
        /// Dimension of service or promise; nil for all together.
        public let title: Wording?
        /// Of a promise.
        public let clock: ClockKind?
        /// What is asked and what there is.
        public let wanted: Double
        public let given: Double
        /// Given less wanted, in their own unit.
        public let difference: Estimate
        /// What it is computed from: one side, or those asked and those who give.
        public let basis: [Basis]
        /// Ends of the scale that both are on: 1…7, or 0…100 for shares and marks.
        public let scale: ClosedRange<Int>

        /// The difference as a share of the scale, which all lines have in common.
        public func share(_ value: Double) -> Double {
            value / Double(scale.upperBound - scale.lowerBound)
        }
    }

    /// Answers that count, and how they are found.
    public struct Basis: Sendable {
        public let instrument: ID<Instrument>
        public let n: Int
        public let filter: String?
    }

    /// In the order of the gaps.
    public let lines: [Line]
    /// Origins of which nothing, or too little to show, is known.
    public let missing: [Origin]

    public static let source = "Parasuraman, Zeithaml, Berry 1985, Journal of Marketing 49(4)"

    public static let shape = Shape.object([
        Field("source", .text(max: 500)),
        Field(
            "missing", .array(.choice(Origin.allCases.map(\.rawValue))), .required,
            "Of which nothing, or too little to show, is known."),
        Field(
            "lines",
            .array(
                .object([
                    Field("gap", .integer(1...5)),
                    Field("name", .choice(Gap.allCases.map(\.rawValue))),
                    Field("origin", .choice(Origin.allCases.map(\.rawValue))),
                    Field("title", .wording, .optional, "Dimension or promise."),
                    Field("clock", .choice(ClockKind.allCases.map(\.rawValue)), .optional),
                    Field("wanted", .number()), Field("given", .number()),
                    Field("difference", .number(), .required, "Given less wanted."),
                    Field("differenceLow", .number(), .optional),
                    Field("differenceHigh", .number(), .optional),
                    Field("share", .number(), .required, "Of the length of the scale."),
                    Field("lowest", .integer(0...100)), Field("highest", .integer(0...100)),
                    Field("n", .integer(0...Int.max)),
                    Field(
                        "basis",
                        .array(
                            .object([
                                Field("instrument", .id(Instrument.idPrefix)),
                                Field("n", .integer(0...Int.max)),
                                Field("filter", .text(max: 20_000), .optional),
                            ])), .required,
                        "Of which answers, found by the filter; none for clocks. For what managers "
                            + "believe theirs, then the customers'."),
                ]))),
    ])

    public var json: JSON {
        [
            "source": .string(FiveGapsReport.source),
            "missing": .array(missing.map { .string($0.rawValue) }),
            "lines": .array(lines.map(\.json)),
        ]
    }
}

extension FiveGapsReport.Line {
    fileprivate var json: JSON {
        let own: [(String, JSON)] = [
            ("gap", .integer(gap.number)), ("name", .string(gap.rawValue)),
            ("origin", .string(origin.rawValue)), ("title", title?.json ?? .null),
            ("clock", .optional(clock?.rawValue)),
            ("wanted", .figure(wanted)), ("given", .figure(given)),
            ("share", .figure(share(difference.value))), ("lowest", .integer(scale.lowerBound)),
            ("highest", .integer(scale.upperBound)), ("n", .integer(difference.n)),
            (
                "basis",
                .array(
                    basis.map {
                        [
                            "instrument": .string($0.instrument.description), "n": .integer($0.n),
                            "filter": .optional($0.filter),
                        ]
                    })
            ),
        ]
        return .fields(own + (difference as Estimate?).fields("difference"))
    }
}
