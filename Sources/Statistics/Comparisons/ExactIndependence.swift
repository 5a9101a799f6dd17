import RealModule

/// Whether rows and columns of a table of counts hang together, where too few are expected in some
/// cells for a chi-square test: the tables with the same totals that are no more probable than the
/// one found, all of them or, where these are too many, a random sample.
/// Source: Freeman & Halton 1951, Biometrika 38(1/2); the sample as Patefield 1981 draws it.
public struct ExactIndependence: Hashable, Sendable {
    public let p: Double
    /// How many random tables it was found with; nil where all were counted.
    public let draws: Int?

    public static let method = Method(
        "contingency.freemanHalton", source: "Freeman & Halton 1951, Biometrika 38(1/2)")
    public static let sampledMethod = Method(
        "contingency.freemanHalton.sampled",
        source: "Freeman & Halton 1951, Biometrika 38(1/2); Patefield 1981, Applied Statistics "
            + "30(1)")

    public var method: Method {
        draws == nil ? ExactIndependence.method : ExactIndependence.sampledMethod
    }

    /// Tables that take more steps to count are left to chance: about a fiftieth of a second.
    public static let mostSteps = 1_000_000
    /// Random tables: enough for two digits of a p near 0.05, fewer of very large tables.
    private static let mostDraws = 10_000
    private static let leastDraws = 2_000
    private static let mostDrawnCells = 4_000_000

    /// - Parameter seed: of the sample, so that the same table has the same p.
    public init(
        _ table: [[Int]], seed: UInt64 = 1, mostSteps: Int = Self.mostSteps
    ) throws(Unfit) {
        let margins = try Margins(table)
        if let p = margins.enumerated(mostSteps) {
            (self.p, draws) = (min(1, p), nil)
            return
        }
        let cells = margins.rows.count * margins.columns.count
        let draws = min(
            ExactIndependence.mostDraws,
            max(ExactIndependence.leastDraws, ExactIndependence.mostDrawnCells / cells))
        var chance = SplitMix64(seed: seed)
        let hits = (0..<draws).reduce(0) { sum, _ in
            sum + (margins.isAsRare(margins.drawn(using: &chance)) ? 1 : 0)
        }
        // The table found is one of those that chance could have made (Davison & Hinkley 1997).
        p = Double(hits + 1) / Double(draws + 1)
        self.draws = draws
    }
}

/// The totals of a table, and how probable a table with them is.
private struct Margins {
    let rows: [Int]
    let columns: [Int]
    private let factorials: LogFactorials
    /// Of the product of all factorials of its cells, the least that counts as rare.
    private let bound: Double
    private let constant: Double

    /// Empty rows and columns say nothing and are dropped.
    init(_ table: [[Int]]) throws(Unfit) {
        let width = table.first?.count ?? 0
        let rows = table.map { $0.reduce(0, +) }
        let columns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
        self.rows = rows.filter { $0 > 0 }
        self.columns = columns.filter { $0 > 0 }
        let n = rows.reduce(0, +)
        guard n > 0 else { throw .empty }
        guard self.rows.count > 1, self.columns.count > 1 else { throw .constant("category") }
        let factorials = LogFactorials()
        self.factorials = factorials
        func sum(_ counts: [Int]) -> Double { counts.reduce(0.0) { $0 + factorials[$1] } }
        constant = sum(rows) + sum(columns) - factorials[n]
        // Tables that only rounding makes less rare than ours count as ours.
        bound = sum(table.flatMap(\.self)) - 1e-7
    }

    /// - Parameter weight: sum of the logarithms of the factorials of its cells.
    func isAsRare(_ weight: Double) -> Bool { weight >= bound }

    // MARK: - All tables

    /// The probability of all that are as rare; nil where there are too many to count.
    func enumerated(_ most: Int) -> Double? {
        // Along the longer side fewer cells are free in each step.
        let (lines, across) =
            rows.count <= columns.count ? (rows, columns) : (columns, rows)
        var walk = Walk(left: lines, totals: across, steps: most)
        fill(0, across[0], 0, 0, &walk)
        return walk.steps > 0 ? walk.sum : nil
    }

    /// What is left of each line, and what was found so far.
    private struct Walk {
        var left: [Int]
        let totals: [Int]
        var steps: Int
        var sum = 0.0
    }

    /// - Parameters:
    ///   - place: of the total that is shared out over the lines.
    ///   - rest: what of it the lines from this one on still take.
    private func fill(
        _ place: Int, _ rest: Int, _ line: Int, _ weight: Double, _ walk: inout Walk
    ) {
        guard walk.steps > 0 else { return }
        walk.steps -= 1
        if place + 1 == walk.totals.count {
            // The last takes what is left.
            let all = walk.left.reduce(weight) { $0 + factorials[$1] }
            if isAsRare(all) { walk.sum += Double.exp(constant - all) }
            return
        }
        let isLast = line + 1 == walk.left.count
        let room = isLast ? 0 : walk.left[(line + 1)...].reduce(0, +)
        let (low, high) = (max(0, rest - room), min(rest, walk.left[line]))
        guard low <= high else { return }
        for taken in low...high {
            walk.left[line] -= taken
            let weight = weight + factorials[taken]
            if isLast {
                fill(place + 1, walk.totals[place + 1], 0, weight, &walk)
            } else {
                fill(place, rest - taken, line + 1, weight, &walk)
            }
            walk.left[line] += taken
        }
    }

    // MARK: - Random tables

    /// The weight of a table that chance makes.
    func drawn(using chance: inout SplitMix64) -> Double {
        var left = columns
        var all = left.reduce(0, +)
        var weight = 0.0
        for row in rows.dropLast() {
            var (wanted, rest) = (row, all)
            for column in left.indices.dropLast() {
                let taken = hypergeometric(
                    wanted, of: rest, marked: left[column], using: &chance)
                rest -= left[column]
                left[column] -= taken
                wanted -= taken
                weight += factorials[taken]
            }
            left[left.count - 1] -= wanted
            weight += factorials[wanted]
            all -= row
        }
        return left.reduce(weight) { $0 + factorials[$1] }
    }

    /// How many marked ones are among those drawn: by inversion outwards from the commonest.
    private func hypergeometric(
        _ drawn: Int, of all: Int, marked: Int, using chance: inout SplitMix64
    ) -> Int {
        let (low, high) = (max(0, drawn - (all - marked)), min(drawn, marked))
        guard low < high else { return low }
        let mode = min(high, max(low, (drawn + 1) * (marked + 1) / (all + 2)))
        func choose(_ n: Int, _ k: Int) -> Double {
            factorials[n] - factorials[k] - factorials[n - k]
        }
        let peak = Double.exp(
            choose(marked, mode) + choose(all - marked, drawn - mode) - choose(all, drawn))
        var rest = chance.unit() - peak
        var (up, down) = (peak, peak)
        var (above, below) = (mode, mode)
        let others = all - marked - drawn
        while rest > 0, above < high || below > low {
            if above < high {
                up *=
                    Double(marked - above) * Double(drawn - above)
                    / (Double(above + 1) * Double(others + above + 1))
                above += 1
                rest -= up
                if rest <= 0 { return above }
            }
            if below > low {
                down *=
                    Double(below) * Double(others + below)
                    / (Double(marked - below + 1) * Double(drawn - below + 1))
                below -= 1
                rest -= down
                if rest <= 0 { return below }
            }
        }
        return mode
    }
}

/// ln n!, the small ones kept.
private struct LogFactorials: Sendable {
    private let kept: [Double]

    init() {
        var kept = [0.0]
        kept.reserveCapacity(1_024)
        for number in 1..<1_024 { kept.append(kept[number - 1] + Double.log(Double(number))) }
        self.kept = kept
    }

    subscript(number: Int) -> Double {
        if number < kept.count { return kept[number] }
        return Double.logGamma(Double(number) + 1)
    }
}
