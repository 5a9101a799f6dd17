public import Base
import Columns
public import Domain
import Statistics

/// Service quality as the gap between what is expected and what is found (SERVQUAL).
public struct ShowGaps: StudyOfAnswers {
    public static let name = "insight.gaps"
    public static let summary =
        "Compute the gaps between expectation and perception, by item and dimension."

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> GapReport {
        GapReport(try await desk.inquiry(into: instrument, question))
    }
}

extension GapReport {
    /// One pair of ratings of a line.
    private struct Line {
        let row: Domain.Item.Choice
        let expectation: String
        let perception: String
    }

    init(_ inquiry: Inquiry) {
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
        var rows = Gram(names: lines.map(\.expectation) + lines.map(\.perception))
        var weighted = WeightedGaps()
        let points =
            weights.map { item in item.rows.map { "answers.\(item.key).\($0.code)" } } ?? []
        var spans: [Range<Int>] = []
        for dimension in dimensions {
            let start = spans.last?.upperBound ?? 0
            spans.append(start..<(start + dimension.lines.count))
        }
        inquiry.set.table.eachBatch(
            of: rows.names + points, filter: inquiry.checked.filter(),
            window: inquiry.checked.window
        ) { batch in
            let whole = batch.prefix(rows.width).complete
            if let gram = fit({ () throws(Unfit) in
                try Gram(zip(rows.names, whole.columns).map { ($0, $1) })
            }) {
                rows.merge(gram)
            }
            guard !points.isEmpty else { return }
            let complete = batch.complete
            for row in complete.ids.indices {
                let gaps = spans.map { span in
                    span.reduce(0) { sum, line in
                        sum + complete.columns[lines.count + line][row]
                            - complete.columns[line][row]
                    } / Double(span.count)
                }
                let own = points.indices.map { complete.columns[2 * lines.count + $0][row] }
                // Points that are all zero weigh nothing; such a sheet counts unweighted only.
                _ = fit { () throws(Unfit) in try weighted.add(gaps: gaps, points: own) }
            }
        }
        let scale = lines.first.flatMap { inquiry.set.scale(of: $0.perception) } ?? 1...7
        guard !lines.isEmpty, rows.count >= Measure.floor,
            let found = fit({ () throws(Unfit) in
                try Servqual(
                    rows,
                    dimensions: zip(dimensions, spans).map { ($0.item.key, Array($1)) })
            })
        else {
            self.init(
                n: rows.count, scale: scale, hasPairs: !lines.isEmpty, dimensions: [],
                overall: nil, weighted: nil)
            return
        }
        self.init(
            n: rows.count, scale: scale, hasPairs: true,
            dimensions: zip(dimensions, zip(spans, found.dimensions)).map { dimension, place in
                Dimension(
                    key: dimension.item.key, title: GapReport.title(of: dimension.item, inquiry),
                    gap: place.1.gap, expectationAlpha: place.1.expectationAlpha,
                    perceptionAlpha: place.1.perceptionAlpha,
                    weight: weights.map { _ in
                        GapReport.mean(
                            "answers.\(weights?.key ?? "").\(dimension.item.key)", inquiry)
                    } ?? nil,
                    items: zip(dimension.lines, found.items[place.0]).map {
                        Item(title: $0.row.title, column: $0.perception, gap: $1)
                    })
            },
            overall: found.overall,
            weighted: fit { () throws(Unfit) in try weighted.estimate() })
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
