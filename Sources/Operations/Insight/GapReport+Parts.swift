import Base
import Columns
import Statistics

extension GapReport {
    /// By steps of time, all groups together.
    /// - Parameter columns: that everybody answered who counts.
    static func steps(_ cells: Cells, _ inquiry: Inquiry, _ columns: [String]) -> [Part] {
        guard let buckets = cells.buckets else { return [] }
        let text = inquiry.filter(answering: columns)
        return concealed(
            (0..<buckets.count).map { bucket in
                Part(
                    moments: cells.gaps([], bucket: bucket), span: buckets[bucket], group: nil,
                    filter: text)
            })
    }

    /// By the groups of the one dimension, at all times together.
    static func groups(_ cells: Cells, _ inquiry: Inquiry, _ columns: [String]) -> [Part] {
        guard let side = cells.sides.first else { return [] }
        let all = cells.gaps([], bucket: nil)[0]
        let used = side.groups.indices.map { ($0, cells.gaps([$0], bucket: nil)) }
            .filter { $0.1[0].count > 0 }
        let changes = used.map { _, moments -> Difference? in
            var rest = all
            rest.subtract(moments[0])
            guard moments[0].count >= Measure.floor, rest.count >= Measure.floor else {
                return nil
            }
            return fit { () throws(Unfit) in try Average.difference(moments[0], rest) }
        }
        var adjusted = FalseDiscovery.adjusted(changes.compactMap { $0?.p }).makeIterator()
        let parts = zip(used, changes).map { one, change in
            var part = Part(
                moments: one.1, span: nil,
                group: (side.dimension.column, side.groups[one.0]),
                filter: inquiry.filter(answering: columns, and: [side.condition(one.0)]))
            part.change = change.map { Change($0, adjustedP: adjusted.next()) }
            return part
        }
        return concealed(parts).sorted {
            ($0.overall.value ?? .infinity) < ($1.overall.value ?? .infinity)
        }
    }

    /// What one part hides the others must not tell.
    private static func concealed(_ parts: [Part]) -> [Part] {
        zip(parts, Concealment.line(parts.map(\.overall))).map { part, overall in
            guard overall.isHidden else { return part }
            var hidden = part
            (hidden.overall, hidden.change) = (overall, nil)
            hidden.dimensions = part.dimensions.map { $0.hidden() }
            return hidden
        }
    }
}

extension Cells {
    /// Of the mean of the dimensions' gaps, then of each dimension's.
    fileprivate func gaps(_ groups: [Int?], bucket: Int?) -> [Moments] {
        (0..<measures).map { tally(groups, bucket: bucket, of: $0).moments }
    }
}

extension GapReport.Part {
    fileprivate init(
        moments: [Moments], span: Range<Instant>?,
        group: (column: String, value: Columns.Dimension.Group)?, filter: String?
    ) {
        let measures = moments.map { own in
            Measure(
                .mean, estimate: fit { () throws(Unfit) in try Average.estimate(own) },
                n: own.count, filter: filter)
        }
        self.init(
            span: span, group: group, overall: measures[0],
            dimensions: Array(measures.dropFirst()), change: nil)
    }

    var json: JSON {
        .fields([
            ("from", .optional(span?.lowerBound.iso8601)),
            ("to", .optional(span?.upperBound.iso8601)),
            ("keys", group.map { Columns.Dimension.json([$0.column], [$0.value]) } ?? .null),
            ("overall", overall.json), ("dimensions", .array(dimensions.map(\.json))),
            ("change", change?.json ?? .null),
        ])
    }
}
