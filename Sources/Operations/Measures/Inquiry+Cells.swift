import Base
import Columns
import Statistics

extension RowInquiry {
    /// Every combination of dimensions and time with all measures asked for.
    func cells(_ sheet: Sheet) -> [InsightReport.Cell] {
        let changes = changes(sheet.cells)
        return zip(sheet.cells, changes).map { cell, changes in
            InsightReport.Cell(
                keys: cell.keys, span: cell.span,
                values: checked.measures.indices.map { place in
                    .init(
                        measure: cell.now[place],
                        previous: cell.previous.isEmpty ? nil : cell.previous[place],
                        change: changes[place])
                })
        }
    }

    /// The cells in one pass over the rows (two where the period before stands beside it). A group
    /// that was only there before is a cell too: what it lacks must not be told by the others.
    func found() throws -> [Sheet.Cell] {
        let columns = checked.measures.map(\.column)
        let buckets = try buckets()
        let now = try run(checked.window, checked.dimensions, buckets, of: columns)
        // Steps of time have their own neighbours to be compared with.
        let before = buckets == nil ? try previousCells(columns) : nil
        var found: [Sheet.Cell] = []
        let places = Self.places(of: now.sides.map(\.groups)).flatMap { place in
            (0..<(buckets?.count ?? 1)).map { place + [$0] }
        }
        for place in places {
            let groups: [Int?] = place.dropLast().map { $0 }
            let bucket = buckets.map { _ in place[place.count - 1] }
            let tallies = columns.indices.map { now.tally(groups, bucket: bucket, of: $0) }
            let earlier =
                before.map { cells in columns.indices.map { cells.tally(groups, of: $0) } } ?? []
            guard tallies[0].rows > 0 || (earlier.first?.rows ?? 0) > 0 else { continue }
            guard found.count < Self.mostCells else {
                throw Refusal.invalid("dimensions", "tooManyGroups", ["groups": "\(found.count)"])
            }
            let text = checked.filterText(and: zip(now.sides, place).map { $0.condition($1) })
            let measures = { (tallies: [Tally]) in
                zip(checked.measures, tallies).map { $0.measuring.measure($1, filter: text) }
            }
            found.append(
                Sheet.Cell(
                    place: place, keys: zip(now.sides, place).map { $0.groups[$1] },
                    span: bucket.flatMap { place in buckets.map { $0[place] } },
                    tallies: tallies, before: earlier, now: measures(tallies),
                    previous: measures(earlier)))
        }
        return found
    }

    private func previousCells(_ columns: [String]) throws -> Cells? {
        try earlier().map { try run($0, checked.dimensions, of: columns) }
    }

    /// With the share of false discoveries held over all cells and measures.
    private func changes(_ cells: [Sheet.Cell]) -> [[Change?]] {
        let differences: [[Difference?]] = cells.map { cell in
            checked.measures.indices.map { place in
                guard !cell.previous.isEmpty, !cell.now[place].isHidden,
                    !cell.previous[place].isHidden
                else { return nil }
                return checked.measures[place].measuring.difference(
                    cell.tallies[place], cell.before[place])
            }
        }
        var adjusted = FalseDiscovery.adjusted(differences.joined().compactMap { $0?.p })
            .makeIterator()
        return differences.map { line in
            line.map { one in one.map { Change($0, adjustedP: adjusted.next()) } }
        }
    }
}
