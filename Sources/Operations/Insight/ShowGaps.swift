public import Base
import Columns
public import Domain
import Statistics

/// Service quality as the gap between what is expected and what is found (SERVQUAL).
public typealias ShowGaps = StudyOfAnswers<GapReport>

extension GapReport: StudyReport {
    public static let study = (
        name: "insight.gaps",
        summary:
            "Compute the gaps between expectation and perception, by item, dimension, group and time."
    )
    public static var asks: [Field] {
        InsightQuestion.time + [
            Field(
                "dimensions", .array(.text(), max: 1), .optional,
                "Column to group by; one whose values are lists does not group.")
        ]
    }

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> GapReport {
        try GapReport(try await desk.inquiry(into: instrument, question))
    }
}

extension GapReport {
    /// One pair of ratings of a line.
    private struct Line {
        let row: Domain.Item.Choice
        let expectation: String
        let perception: String
    }

    init(_ inquiry: Inquiry) throws {
        let pairs = inquiry.set.instrument.items.filter(\.isGap)
        let dimensions = pairs.map { item in
            (
                item: item,
                lines: item.rows.map { row in
                    Line(
                        row: row, expectation: "answers.\(item.key).\(row.code).expectation",
                        perception: "answers.\(item.key).\(row.code).perception")
                }
            )
        }
        let lines = dimensions.flatMap(\.lines)
        let weights = inquiry.set.instrument.items.first { item in
            item.kind == .constantSum && item.rows.map(\.code) == pairs.map(\.key)
        }
        let points =
            weights.map { item in item.rows.map { "answers.\(item.key).\($0.code)" } } ?? []
        let sums = try inquiry.run { cut in
            try inquiry.set.table.gaps(
                dimensions.map { $0.lines.map { ($0.expectation, $0.perception) } },
                points: points, cut)
        }
        let n = sums.means.count
        let columns = lines.flatMap { [$0.expectation, $0.perception] }
        let filter = inquiry.filter(answering: columns)
        let scale = lines.first.flatMap { inquiry.set.scale(of: $0.perception) } ?? 1...7
        guard !lines.isEmpty, n >= Measure.floor,
            let found = fit({ () throws(Unfit) in
                try Servqual(
                    parts: sums.parts, means: sums.means, names: dimensions.map(\.item.key))
            })
        else {
            self.init(
                n: n, filter: filter, scale: scale, hasPairs: !lines.isEmpty, dimensions: [],
                overall: nil, weighted: nil, steps: [], groups: [])
            return
        }
        self.init(
            n: n, filter: filter, scale: scale, hasPairs: true,
            dimensions: zip(dimensions, found.dimensions).enumerated().map { place, pair in
                let (dimension, own) = pair
                let short = sums.short[place]
                return Dimension(
                    key: dimension.item.key, title: GapReport.title(of: dimension.item, inquiry),
                    gap: own.gap, expectationAlpha: own.expectationAlpha,
                    perceptionAlpha: own.perceptionAlpha,
                    weight: weights.map { _ in
                        GapReport.mean(
                            "answers.\(weights?.key ?? "").\(dimension.item.key)", inquiry)
                    } ?? nil,
                    items: zip(zip(dimension.lines, short.lines), own.items).map { line, item in
                        Item(
                            title: line.0.row.title, column: line.0.perception,
                            gap: found.items[item],
                            short: GapReport.short(line.1, of: n, [line.0], columns, inquiry))
                    },
                    short: GapReport.short(short.whole, of: n, dimension.lines, columns, inquiry),
                    expected: sums.means.score(
                        (0..<sums.means.width).map { $0 == place ? 1 : 0 }))
            },
            overall: found.overall,
            weighted: fit { () throws(Unfit) in try sums.weighted.estimate() },
            steps: GapReport.steps(sums.cells, inquiry, columns),
            groups: GapReport.groups(sums.cells, inquiry, columns))
    }

    /// Of those who rated all columns, for whom these lines together fell short; nil where so few
    /// are that it would tell of them, or of the others.
    private static func short(
        _ n: Int, of all: Int, _ lines: [Line], _ columns: [String], _ inquiry: Inquiry
    ) -> Short? {
        guard n >= Measure.floor, all == n || all - n >= Measure.floor else { return nil }
        func sum(_ side: KeyPath<Line, String>) -> Node {
            let names = lines.map { Node.name($0[keyPath: side]) }
            return names.dropFirst().reduce(names[0]) { .arithmetic(.add, $0, $1) }
        }
        let isShort = Node.compare(.less, sum(\.perception), sum(\.expectation))
        return Short(n: n, filter: inquiry.filter(answering: columns, and: [isShort]))
    }

    /// All lines of a dimension are asked in the same words, so its page says what it is about,
    /// or the question for its weight.
    private static func title(of item: Domain.Item, _ inquiry: Inquiry) -> Wording {
        let instrument = inquiry.set.instrument
        let weights = instrument.items.first { $0.kind == .constantSum }
        let isAlone = instrument.items.count { $0.isGap && $0.page == item.page } == 1
        return (isAlone ? instrument.pages[item.page].title : nil)
            ?? weights?.rows.first { $0.code == item.key }?.title ?? item.title
    }

    private static func mean(_ column: String, _ inquiry: Inquiry) -> Double? {
        let cells = try? inquiry.run(inquiry.checked.window, of: [column])
        return cells.flatMap { $0.tally().answered > 0 ? $0.tally().moments.mean : nil }
    }
}

extension Item {
    /// Whether it sets what was found beside what is expected.
    var isGap: Bool {
        kind == .pairs && Set(sides.map(\.code)).isSuperset(of: ["expectation", "perception"])
    }
}
