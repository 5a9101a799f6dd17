/// What someone who knows all shown numbers knows of the hidden ones: one equation for each line.
/// Solved modulo a prime, exactly; by Gauss and Jordan over the cells that differ from nought.
struct HiddenSums {
    private static let prime: UInt64 = 2_147_483_647
    /// More hidden cells are too many to solve for while somebody waits.
    static let mostCells = 1_500

    /// Coefficients by cell, after elimination: each holds one cell that no other holds.
    private var rows: [[Int: UInt64]] = []

    init(_ lines: [Concealment.Line], _ cells: [Concealment.Cell], _ hidden: Set<Int>) {
        let dark = hidden.filter { cells[$0].n > 0 }
        var equations: [[Int: UInt64]] = lines.compactMap { line in
            var row: [Int: UInt64] = [:]
            for part in line.parts where dark.contains(part) { row[part] = 1 }
            if let margin = line.margin, dark.contains(margin) {
                row[margin] = HiddenSums.prime - 1
            }
            return row.isEmpty ? nil : row
        }
        var done: [[Int: UInt64]] = []
        while let place = equations.indices.min(by: { equations[$0].count < equations[$1].count }) {
            let row = equations.remove(at: place)
            guard let pivot = row.keys.min() else { continue }
            let unit = HiddenSums.scaled(row, by: HiddenSums.inverse(row[pivot] ?? 1))
            for other in equations.indices {
                HiddenSums.eliminate(pivot, unit, from: &equations[other])
            }
            for other in done.indices { HiddenSums.eliminate(pivot, unit, from: &done[other]) }
            done.append(unit)
        }
        rows = done
    }

    /// One of the cells that the equations tell; nil where they tell none of them.
    func told(of few: Set<Int>) -> Int? {
        rows.lazy.filter { $0.count == 1 }.compactMap(\.keys.first).filter(few.contains)
            .min()
    }

    private static func eliminate(
        _ pivot: Int, _ unit: [Int: UInt64], from row: inout [Int: UInt64]
    ) {
        guard let factor = row[pivot] else { return }
        for (cell, value) in unit {
            let rest = (row[cell] ?? 0) + (prime - factor) * value % prime
            row[cell] = rest % prime == 0 ? nil : rest % prime
        }
    }

    private static func scaled(_ row: [Int: UInt64], by factor: UInt64) -> [Int: UInt64] {
        row.mapValues { $0 * factor % prime }
    }

    /// By Fermat's little theorem.
    private static func inverse(_ value: UInt64) -> UInt64 {
        var (result, base, exponent) = (UInt64(1), value, prime - 2)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }
}
