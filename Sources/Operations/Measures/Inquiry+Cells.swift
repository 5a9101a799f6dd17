import Base
import Columns
import Statistics

extension Inquiry {
    /// One cell on its way: its tallies, and those of the period before.
    private struct Found {
        let place: [Int]
        let keys: [Dimension.Group]
        let conditions: [Node]
        let span: Range<Instant>?
        let tallies: [Tally]
        let before: [Tally]
    }

    /// Every combination of dimensions and time with all measures asked for, in one pass over the
    /// rows (two where the period before stands beside it).
    func cells() throws(Refusal) -> [InsightReport.Cell] {
        guard !checked.measures.isEmpty else { return [] }
        let found = try found()
        let now = measures(found) { $0.tallies }
        // Hidden wherever the present one is, lest the change tell it.
        let before = question.comparesPrevious ? measures(found, hiding: now) { $0.before } : []
        let changes = changes(found, now, before)
        return found.indices.map { cell in
            InsightReport.Cell(
                keys: found[cell].keys, span: found[cell].span,
                values: checked.measures.indices.map { place in
                    .init(
                        measure: now[cell][place],
                        previous: found[cell].before.isEmpty ? nil : before[cell][place],
                        change: changes[cell][place])
                })
        }
    }

    private func measures(
        _ found: [Found], hiding other: [[Measure]] = [], _ tallies: (Found) -> [Tally]
    ) -> [[Measure]] {
        var measures: [[Measure]] = found.indices.map { cell in
            let text = checked.filterText(and: found[cell].conditions)
            return zip(checked.measures, tallies(found[cell])).enumerated().map { place, pair in
                let measure = pair.0.measuring.measure(pair.1, filter: text)
                return other.isEmpty || !other[cell][place].isHidden ? measure : measure.hidden()
            }
        }
        guard measures.first?.isEmpty == false else { return measures }
        for place in checked.measures.indices {
            let extra = Concealment.extra(
                zip(found, measures).map {
                    .init($0.place, n: $1[place].n, isHidden: $1[place].isHidden)
                })
            for cell in extra { measures[cell][place] = measures[cell][place].hidden() }
        }
        return measures
    }

    private func found() throws(Refusal) -> [Found] {
        let columns = checked.measures.map(\.column)
        let buckets = try buckets()
        let now = try run(checked.window, checked.dimensions, buckets, of: columns)
        // Steps of time have their own neighbours to be compared with.
        let before = buckets == nil ? try previousCells(columns) : nil
        var found: [Found] = []
        for place in Inquiry.places(now.sides.map(\.groups.count) + [buckets?.count ?? 1]) {
            let groups: [Int?] = place.dropLast().map { $0 }
            let bucket = buckets.map { _ in place[place.count - 1] }
            let tallies = columns.indices.map { now.tally(groups, bucket: bucket, of: $0) }
            guard tallies[0].rows > 0 else { continue }
            guard found.count < Inquiry.mostCells else {
                throw .invalid("dimensions", "tooManyGroups", ["groups": "\(found.count)"])
            }
            found.append(
                Found(
                    place: place, keys: zip(now.sides, place).map { $0.groups[$1] },
                    conditions: zip(now.sides, place).map { $0.condition($1) },
                    span: bucket.flatMap { place in buckets.map { $0[place] } },
                    tallies: tallies,
                    before: before.map { cells in
                        columns.indices.map { cells.tally(groups, of: $0) }
                    } ?? []))
        }
        return found
    }

    private func previousCells(_ columns: [String]) throws(Refusal) -> Cells? {
        guard question.comparesPrevious, let from = question.from, let to = question.to else {
            return nil
        }
        return try run((from - (to - from))..<from, checked.dimensions, of: columns)
    }

    /// With the share of false discoveries held over all cells and measures.
    private func changes(
        _ found: [Found], _ now: [[Measure]], _ before: [[Measure]]
    ) -> [[Change?]] {
        let differences: [[Difference?]] = found.indices.map { cell in
            checked.measures.indices.map { place in
                guard !found[cell].before.isEmpty, !now[cell][place].isHidden,
                    !before[cell][place].isHidden
                else { return nil }
                return checked.measures[place].measuring.difference(
                    found[cell].tallies[place], found[cell].before[place])
            }
        }
        var adjusted = FalseDiscovery.adjusted(differences.joined().compactMap { $0?.p })
            .makeIterator()
        return differences.map { line in
            line.map { one in one.map { Change($0, adjustedP: adjusted.next()) } }
        }
    }
}
