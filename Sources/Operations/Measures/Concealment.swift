/// Which numbers of a table are hidden besides those of too few answers, because their totals less
/// the others would tell them.
enum Concealment {
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
    }

    /// The cells, by number, that are hidden as well: wherever a line of the table has one hidden
    /// cell alone, its next smallest one goes too, until no line has.
    static func extra(_ cells: [Cell]) -> Set<Int> {
        var hidden = Set(cells.indices.filter { cells[$0].isHidden })
        let already = hidden
        guard let sides = cells.first?.place.count, !hidden.isEmpty else { return [] }
        let lines = (0..<max(1, sides)).flatMap { side -> [[Int]] in
            let groups = Dictionary(grouping: cells.indices) { cell -> [Int] in
                var rest = cells[cell].place
                if side < rest.count { rest[side] = -1 }
                return rest
            }
            return Array(groups.values)
        }
        var changed = true
        while changed {
            changed = false
            for line in lines where line.count(where: hidden.contains) == 1 {
                let open = line.filter { !hidden.contains($0) && cells[$0].n > 0 }
                guard let next = open.min(by: { (cells[$0].n, $0) < (cells[$1].n, $1) })
                else { continue }
                hidden.insert(next)
                changed = true
            }
        }
        return hidden.subtracting(already)
    }
}
