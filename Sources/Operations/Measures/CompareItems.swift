public import Base
public import Domain
import Columns

/// The mean of each rated item, the best first: where an experience is strong and where weak.
public struct CompareItems: Operation {
    public static let name = "insight.items"
    public static let summary = "Compute the mean of each rated item of an instrument."
    public static let access = Access.right(.insightRead)
    public static let input = [
        Field("instrument", .id(Instrument.idPrefix)),
        Field("filter", .text(max: 4_000), .optional, "Which responses count."),
        Field.quality, Field("from", .instant, .optional), Field("to", .instant, .optional),
    ]

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = InsightQuestion(
            filter: InsightQuestion.filter(input), from: input.instantOrNil("from"),
            to: input.instantOrNil("to"))
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> ItemComparison {
        var question = question
        (question.kind, question.item, question.value) = (.count, nil, nil)
        (question.measures, question.dimensions) = ([], [])
        return try await desk.inquire(instrument, question, zone: .utc) { inquiry in
            let set = inquiry.set
            let rated = InsightSource(instrument, set).columns.filter(\.isRating)
            let cells = try inquiry.run(inquiry.checked.window, of: rated.map(\.name))
            let items = rated.enumerated().compactMap { place, column -> ItemComparison.Item? in
                guard let scale = set.scale(of: column.name) else { return nil }
                let measure = Measuring(.mean, scale: scale).measure(
                    cells.tally(of: place), filter: inquiry.checked.filterText())
                guard measure.n > 0 else { return nil }
                return .init(
                    column: column.name, title: column.title, scale: scale, measure: measure)
            }
            return ItemComparison(
                items: items.sorted {
                    ($0.measure.value ?? -.infinity) > ($1.measure.value ?? -.infinity)
                })
        }
    }
}

/// Rated items side by side.
public struct ItemComparison: Resource {
    public struct Item: Sendable {
        public let column: String
        public let title: Wording?
        public let scale: ClosedRange<Int>
        public let measure: Measure
    }

    public let items: [Item]

    public static let shape = Shape.object([
        Field(
            "items",
            .array(
                .object([
                    Field("item", .text()), Field("title", .wording, .optional),
                    Field("first", .integer(-100...100)), Field("last", .integer(-100...100)),
                    Field("measure", Measure.shape),
                ])))
    ])

    public var json: JSON {
        [
            "items": .array(
                items.map {
                    [
                        "item": .string($0.column), "title": $0.title?.json ?? .null,
                        "first": .integer($0.scale.lowerBound),
                        "last": .integer($0.scale.upperBound), "measure": $0.measure.json,
                    ]
                })
        ]
    }
}
