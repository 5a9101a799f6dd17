public import Base
public import Columns
public import Domain
import Statistics

/// Where a change since an earlier period comes from.
public struct ExplainChange: Operation {
    public static let name = "insight.change"
    public static let summary =
        "Compare a measure with an earlier period, and tell which groups the change lies in."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + InsightQuestion.measure + [
            InsightQuestion.compare("The earlier period; the one just before if absent.")
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        var question = try InsightQuestion(input)
        guard question.from != nil, question.to != nil else {
            throw Refusal.invalid("from", "needsPeriod")
        }
        question.comparison = question.comparison ?? .previous
        self.question = question
    }

    /// The same made by the program; the question has both ends.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> ChangeReport {
        try await desk.inquire(instrument, question, zone: try await desk.zone()) {
            try ChangeReport($0)
        }
    }
}

/// A change with its parts.
public struct ChangeReport: Resource {
    public struct Part: Sendable {
        public let column: String
        public let key: Dimension.Group
        public let before: Measure
        public let after: Measure
        /// After less before, p adjusted over all parts.
        public let change: Change
        /// Part of the whole change that comes from this group's answers having changed; the rest
        /// lies in other groups and in there being more or fewer of each.
        public let share: Double
    }

    public let before: Measure
    public let after: Measure
    /// Nil where there is nothing to test.
    public let change: Change?
    /// Groups that changed the same way and clearly, the largest share first; empty where the
    /// whole did not change clearly.
    public let parts: [Part]

    /// One group of one trait, then and now.
    private struct Candidate {
        let column: String
        let key: Dimension.Group
        let condition: Node
        let before: Tally
        let after: Tally
        let difference: Difference
    }

    init(_ inquiry: Inquiry) throws {
        let measuring = inquiry.checked.measuring
        let text = inquiry.checked.filterText()
        guard let from = inquiry.question.from, let to = inquiry.question.to,
            let earlier = try inquiry.earlier()
        else { throw Refusal.invalid("from", "needsPeriod") }
        let (now, then) = (try inquiry.run(from..<to).tally(), try inquiry.run(earlier).tally())
        before = measuring.measure(then, filter: text)
        after = measuring.measure(now, filter: text)
        let difference = measuring.difference(now, then)
        change = difference.map { Change($0) }
        guard let difference, difference.p < 0.05 else {
            parts = []
            return
        }
        var found: [Candidate] = []
        for dimension in SegmentScan.traits(of: inquiry) {
            let after = try inquiry.run(from..<to, [dimension])
            let before = try inquiry.run(earlier, [dimension])
            let side = after.sides[0]
            guard !side.isList else { continue }
            // What is hidden in one period could be told from the other's change.
            let shown = Set(inquiry.shown(after)).intersection(inquiry.shown(before))
            for group in shown.sorted() {
                let (a, b) = (after.tally([group]), before.tally([group]))
                guard let own = measuring.difference(a, b) else { continue }
                found.append(
                    Candidate(
                        column: dimension.column, key: side.groups[group],
                        condition: side.condition(group), before: b, after: a, difference: own))
            }
        }
        let adjusted = FalseDiscovery.adjusted(found.map(\.difference.p))
        let whole = difference.estimate.value
        let sizes = (Double(measuring.values(then).count), Double(measuring.values(now).count))
        parts = zip(found, adjusted).compactMap { part, p -> Part? in
            let own = part.difference.estimate.value
            let weight =
                (Double(measuring.values(part.before).count) / sizes.0
                    + Double(measuring.values(part.after).count) / sizes.1) / 2
            let share = weight * own / whole
            guard p < 0.05, share > 0 else { return nil }
            let filter = inquiry.checked.filterText(and: [part.condition])
            return Part(
                column: part.column, key: part.key,
                before: measuring.measure(part.before, filter: filter),
                after: measuring.measure(part.after, filter: filter),
                change: Change(part.difference, adjustedP: p), share: share)
        }
        .sorted { $0.share > $1.share }
    }

    public static let shape = Shape.object([
        Field("before", Measure.shape), Field("after", Measure.shape),
        Field("change", Change.shape, .optional, "After less before."),
        Field(
            "parts",
            .array(
                .object([
                    Field("key", .any), Field("before", Measure.shape),
                    Field("after", Measure.shape), Field("change", Change.shape),
                    Field(
                        "share", .number(), .required,
                        "Of the whole change: mean part of all responses times own change."),
                ])), .required, "Groups that clearly changed the same way."),
    ])

    public var json: JSON {
        .fields([
            ("before", before.json), ("after", after.json),
            ("change", change?.json ?? .null),
            (
                "parts",
                .array(
                    parts.map {
                        .fields([
                            (
                                "key",
                                Dimension.json([$0.column], [$0.key]).array?.first ?? .null
                            ),
                            ("before", $0.before.json), ("after", $0.after.json),
                            ("change", $0.change.json), ("share", .figure($0.share)),
                        ])
                    })
            ),
        ])
    }
}
