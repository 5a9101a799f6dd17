public import Base
import Columns
public import Domain
public import Statistics

/// What each feature means to customers: must-be, performance, attractive or none of it (Kano).
public struct ShowKano: StudyOfAnswers {
    public static let name = "insight.kano"
    public static let summary = "Compute the Kano category of each feature, with better and worse."

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> KanoReport {
        try KanoReport(try await desk.inquiry(into: instrument, question))
    }
}

/// Features by category.
public struct KanoReport: Resource {
    public struct Feature: Sendable {
        public let column: String
        public let title: Wording
        public let n: Int
        /// Nil below the anonymity floor.
        public let found: KanoFeature?
    }

    /// False for an instrument without pairs of with and without.
    public let hasPairs: Bool
    public let features: [Feature]

    init(_ inquiry: Inquiry) throws {
        let items = inquiry.set.instrument.items.filter { $0.kind == .kano && $0.sides.count == 2 }
        hasPairs = !items.isEmpty
        features = try items.flatMap { item in
            try item.rows.map { row in
                let names = item.sides.map { "answers.\(item.key).\(row.code).\($0.code)" }
                let answers = try KanoReport.answers(names, item, inquiry)
                return Feature(
                    column: names[0], title: row.title, n: answers.n,
                    found: answers.n < Measure.floor
                        ? nil
                        : fit { () throws(Unfit) in try KanoFeature(answers.counts(.berger)) })
            }
        }
    }

    /// The five choices in the order of the questionnaire: like, expect, neutral, tolerate,
    /// dislike.
    private static func answers(
        _ names: [String], _ item: Item, _ inquiry: Inquiry
    ) throws -> KanoAnswers {
        let cells = try inquiry.run(
            inquiry.checked.window, names.map { Dimension($0) }, of: [])
        func place(_ group: Dimension.Group) -> Int? {
            guard case .value(let value) = group else { return nil }
            return item.options.firstIndex { .string($0.code) == value }.map { $0 + 1 }
        }
        var answers = KanoAnswers()
        for (with, functional) in cells.sides[0].groups.enumerated() {
            for (without, dysfunctional) in cells.sides[1].groups.enumerated() {
                guard let x = place(functional), let y = place(dysfunctional) else { continue }
                try answers.add(
                    functional: x, dysfunctional: y, times: cells.tally([with, without]).rows)
            }
        }
        return answers
    }

    public static let shape = Shape.object([
        Field("hasPairs", .boolean), Field("source", .text(max: 500)),
        Field(
            "features",
            .array(
                .object([
                    Field("column", .text()), Field("title", .wording),
                    Field("n", .integer(0...Int.max)),
                    Field(
                        "category", .choice(KanoCategory.allCases.map(\.rawValue)), .optional,
                        "The most frequent; absent below the anonymity floor."),
                    Field("p", .number(0...1), .optional, "That it is not the most frequent."),
                    Field("counts", .map(.integer(0...Int.max)), .optional),
                    Field("better", .number(), .optional), Field("betterLow", .number(), .optional),
                    Field("betterHigh", .number(), .optional),
                    Field("worse", .number(), .optional), Field("worseLow", .number(), .optional),
                    Field("worseHigh", .number(), .optional),
                ]))),
    ])

    public var json: JSON {
        .fields([
            ("hasPairs", .bool(hasPairs)), ("source", .string(KanoFeature.method.source)),
            (
                "features",
                .array(
                    features.map { feature in
                        let found = feature.found
                        return .fields(
                            [
                                ("column", .string(feature.column)),
                                ("title", feature.title.json), ("n", .integer(feature.n)),
                                ("category", .optional(found?.category.rawValue)),
                                ("p", .figure(found?.p)),
                                (
                                    "counts",
                                    found.map { found in
                                        .fields(
                                            KanoCategory.allCases.map {
                                                ($0.rawValue, .integer(found.counts[$0]))
                                            })
                                    } ?? .null
                                ),
                            ] + (found?.better).fields("better") + (found?.worse).fields("worse"))
                    })
            ),
        ])
    }
}
