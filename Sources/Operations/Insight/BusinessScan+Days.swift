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
        let (groups, counts) = inquiry.set.table.later(
            column, day: { $0.string.flatMap(CivilDate.init)?.daysSince1970 }, by: bands,
            filter: inquiry.checked.filter(and: part), window: inquiry.checked.window)
        let ranges = Array(groups.dropFirst())
        let measuring = Measuring(.share, wanted: true)
        let found = counts.dropFirst().map { Tally(counts: [false: $0.no, true: $0.yes]) }
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
