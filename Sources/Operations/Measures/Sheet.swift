import Base
import Columns
import Statistics

/// The numbers of one page on their way: groups, steps of time, and cells of both. What one of
/// them hides the others must not tell, so they are hidden together.
struct Sheet {
    struct Group {
        let place: [Int]
        var group: InsightReport.Group
    }

    /// One cell with its tallies, and those of the period before.
    struct Cell {
        let place: [Int]
        let keys: [Dimension.Group]
        let span: Range<Instant>?
        let tallies: [Tally]
        let before: [Tally]
        /// In the order of the measures asked for.
        var now: [Measure]
        var previous: [Measure]
    }

    var groups: [Group]
    var steps: [InsightReport.Span]
    var cells: [Cell]

    /// - Parameter own: place of the measure that groups and steps show.
    mutating func conceal(_ own: Int?) {
        let sides = groups.first?.place.count ?? (cells.first.map { $0.place.count - 1 } ?? 0)
        var parts = groups.map { Concealment.Cell($0.place + [Concealment.all], $0.group.measure) }
        let every = Array(repeating: Concealment.all, count: sides)
        parts += steps.enumerated().map { Concealment.Cell(every + [$0], $1.measure) }
        let margins = parts.count
        // Cells without steps of time are the groups once more, those without groups the steps.
        let joined = steps.isEmpty || sides == 0 ? nil : own
        if let joined { parts += cells.map { Concealment.Cell($0.place, $0.now[joined]) } }
        for place in Concealment.extra(parts) {
            switch place {
            case ..<groups.count: groups[place].group = groups[place].group.hidden()
            case ..<margins: steps[place - groups.count] = steps[place - groups.count].hidden()
            default: joined.map { cells[place - margins].hide($0) }
            }
        }
        for measure in cells.first?.now.indices ?? 0..<0 {
            if measure != joined {
                let now = cells.map { Concealment.Cell($0.place, $0.now[measure]) }
                for place in Concealment.extra(now) { cells[place].hide(measure) }
            }
            concealPrevious(measure)
        }
    }

    /// Hidden wherever the present one is, lest the change tell it.
    private mutating func concealPrevious(_ measure: Int) {
        guard cells.first?.previous.isEmpty == false else { return }
        for place in cells.indices where cells[place].now[measure].isHidden {
            cells[place].previous[measure] = cells[place].previous[measure].hidden()
        }
        let before = cells.map { Concealment.Cell($0.place, $0.previous[measure]) }
        for place in Concealment.extra(before) {
            cells[place].previous[measure] = cells[place].previous[measure].hidden()
        }
    }
}

extension Sheet.Cell {
    fileprivate mutating func hide(_ measure: Int) { now[measure] = now[measure].hidden() }
}

extension InsightReport.Group {
    func hidden() -> Self { Self(keys: keys, measure: measure.hidden(), change: nil) }
}

extension InsightReport.Span {
    func hidden() -> Self { Self(from: from, to: to, measure: measure.hidden()) }
}
