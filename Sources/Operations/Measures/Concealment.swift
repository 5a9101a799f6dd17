/// Which numbers of a table are hidden besides those of too few answers, because their totals less
/// the others would tell them. What is hidden so can be computed from nothing that is shown, were
/// the totals of all lines known; `ConcealmentTests` holds that for random tables.
enum Concealment {
    /// Stands in a place for "all together": such a cell is the sum of the line through it.
    static let all = -1

    /// One cell of a table with any number of sides.
    struct Cell {
        let place: [Int]
        let n: Int
        let isHidden: Bool

        init(_ place: [Int], n: Int, isHidden: Bool) {
            self.place = place
            self.n = n
            self.isHidden = isHidden
        }

        init(_ place: [Int], _ measure: Measure) {
            self.init(place, n: measure.n, isHidden: measure.isHidden)
        }
    }

    /// A line of measures that make up a total, with those hidden that would tell another.
    static func line(_ measures: [Measure]) -> [Measure] {
        let more = extra(measures.enumerated().map { Cell([$0], $1) })
        return measures.enumerated().map { more.contains($0) ? $1.hidden() : $1 }
    }

    /// The cells, by number, that are hidden as well.
    static func extra(_ cells: [Cell]) -> Set<Int> {
        let few = Set(cells.indices.filter { cells[$0].isHidden && cells[$0].n > 0 })
        guard !few.isEmpty else { return [] }
        let lines = lines(of: cells)
        var hidden = Set(cells.indices.filter { cells[$0].isHidden })
        close(lines, cells, &hidden)
        while hidden.count <= HiddenSums.mostCells,
            let told = HiddenSums(lines, cells, hidden).told(of: few)
        {
            guard let next = ending(told, lines, cells, few, hidden) else { break }
            hidden.insert(next)
            close(lines, cells, &hidden)
        }
        if hidden.count > HiddenSums.mostCells { hidden = Set(cells.indices) }
        return hidden.subtracting(cells.indices.filter { cells[$0].isHidden })
    }

    /// In larger tables no second choice is tried.
    private static let mostTried = (cells: 400, choices: 24)

    /// What to hide so that a cell is told no more: of the smallest open ones the first after which
    /// nothing is told; else the smallest of its lines, which brings the next nearer.
    private static func ending(
        _ told: Int, _ lines: [Line], _ cells: [Cell], _ few: Set<Int>, _ hidden: Set<Int>
    ) -> Int? {
        let open = cells.indices.filter { !hidden.contains($0) && cells[$0].n > 0 }
        if cells.count <= mostTried.cells {
            let tried = open.sorted { (cells[$0].n, $0) < (cells[$1].n, $1) }
            for choice in tried.prefix(mostTried.choices) {
                var then = hidden.union([choice])
                close(lines, cells, &then)
                if HiddenSums(lines, cells, then).told(of: few) == nil { return choice }
            }
        }
        let near = lines.filter { $0.contains(told) }.flatMap { $0.parts + $0.margins }
        return least(near, cells, but: hidden) ?? least(open, cells, but: hidden)
    }

    /// Cells that add up, and the cell that is their sum, where the table shows it.
    struct Line {
        var parts: [Int] = []
        var margin: Int?
        /// Answers of all parts.
        var n = 0

        var margins: [Int] { margin.map { [$0] } ?? [] }
        /// Fewer answers than any page shows are no sum that anybody knows.
        var isKnown: Bool { margin != nil || n >= Measure.floor }

        func contains(_ cell: Int) -> Bool { margin == cell || parts.contains(cell) }
    }

    static func lines(of cells: [Cell]) -> [Line] {
        var lines: [[Int]: Line] = [:]
        var order: [[Int]] = []
        for (number, cell) in cells.enumerated() {
            for side in cell.place.indices {
                var key = cell.place
                key[side] = all - 1 - side
                if lines[key] == nil { order.append(key) }
                if cell.place[side] == all {
                    lines[key, default: Line()].margin = number
                } else {
                    lines[key, default: Line()].parts.append(number)
                    lines[key]?.n += cell.n
                }
            }
        }
        return order.compactMap { lines[$0] }.filter { !$0.parts.isEmpty && $0.isKnown }
    }

    /// Hides until no line has one hidden cell alone, and none whose hidden parts together are
    /// fewer answers than may be shown.
    private static func close(_ lines: [Line], _ cells: [Cell], _ hidden: inout Set<Int>) {
        var changed = true
        while changed {
            changed = false
            for line in lines {
                let isOpenMargin = line.margin.map { !hidden.contains($0) } ?? true
                let dark = (line.parts + line.margins).filter {
                    hidden.contains($0) && cells[$0].n > 0
                }
                guard !dark.isEmpty else { continue }
                let sum = dark.reduce(0) { $0 + cells[$1].n }
                if dark.count > 1, !isOpenMargin || sum >= Measure.floor { continue }
                guard
                    let next = least(line.parts, cells, but: hidden)
                        ?? least(line.margins, cells, but: hidden)
                else { continue }
                hidden.insert(next)
                changed = true
            }
        }
    }

    /// The open cell of the fewest answers.
    private static func least(_ places: [Int], _ cells: [Cell], but hidden: Set<Int>) -> Int? {
        places.filter { !hidden.contains($0) && cells[$0].n > 0 }
            .min { (cells[$0].n, $0) < (cells[$1].n, $1) }
    }
}
