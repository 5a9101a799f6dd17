import Base
import Columns
import Statistics

/// What happened after the answer. Of days that are known of customers, such as that of the last
/// purchase or of leaving, only those count that lie after the answer's own day: what came before
/// cannot have followed from it.
extension BusinessScan {
    /// Columns of customers that hold nothing but days, as `2026-03-01`.
    private var days: [String] {
        inquiry.set.table.columns.filter { column in
            guard column.name.hasPrefix("customer."), column.form == .coded else { return false }
            let values = column.distinct.filter { !$0.isNull }
            return !values.isEmpty
                && values.allSatisfy { $0.string.flatMap(CivilDate.init) != nil }
        }.map(\.name)
    }

    /// One fact for each of them, by bands of the score.
    func later() -> [BusinessReport.Fact] {
        let known = inquiry.set.table.columns.map(\.name).filter { $0.hasPrefix("customer.") }
            .map { Node.call(.isMissing, [.name($0)]) }
        // Who has no day may have bought nothing; of whom nothing is known that cannot be said.
        guard let first = known.first else { return [] }
        let part = Node.not(known.dropFirst().reduce(first) { .and($0, $1) })
        return days.map { later($0, among: part) }
    }

    private func later(_ column: String, among part: Node) -> BusinessReport.Fact {
        let ranges = bands.ranges
        var tallies: [Dimension.Group: [JSON: Int]] = [:]
        var read: [JSON: CivilDate?] = [:]
        inquiry.set.table.each(
            ["score", column], filter: inquiry.checked.filter(and: part),
            window: inquiry.checked.window
        ) { time, values in
            guard values[0].number != nil, let band = bands.groups(of: values[0]).first else {
                return
            }
            let day = read[values[1]] ?? values[1].string.flatMap(CivilDate.init)
            read[values[1]] = day
            let isLater = day.map { $0 > time.civil(in: .utc).date } ?? false
            tallies[band, default: [:]][.bool(isLater), default: 0] += 1
        }
        let measuring = Measuring(.share, wanted: true)
        let found = ranges.map { Tally(counts: tallies[$0] ?? [:]) }
        let measures = Concealment.line(
            zip(ranges, found).map { range, tally in
                measuring.measure(
                    tally, filter: inquiry.checked.filterText(and: [part, bands.condition(range)]))
            })
        let isOpen = measures.first?.isHidden == false && measures.last?.isHidden == false
        let difference =
            isOpen && found.count > 1 ? measuring.difference(found[found.count - 1], found[0]) : nil
        return BusinessReport.Fact(
            column: column, isShare: true, isLater: true, bands: measures,
            change: difference.map { Change($0) }, alike: nil)
    }
}

extension Dimension {
    /// Its ranges, the lowest first; none where it groups by single values.
    var ranges: [Group] {
        guard !edges.isEmpty else { return [] }
        return (0...edges.count).map { place in
            .range(
                low: place == 0 ? nil : edges[place - 1],
                high: place == edges.count ? nil : edges[place])
        }
    }
}
