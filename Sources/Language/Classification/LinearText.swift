import Glibc

/// One linear model of texts: weighted features, one machine for two classes, otherwise one
/// against the rest for each class.
struct LinearText: TextMember {
    let scheme: FeatureScheme
    let countsRepeats: Bool
    let sideShare: Float
    let index: HashIndex
    let rarity: [Float]
    /// For each feature, then each side measure, then the constant: the weights of all machines.
    let weights: [Float]
    let machines: Int
    let sides: Int

    /// - Parameters:
    ///   - features: of each text.
    ///   - sides: further measures of each text, as many for each, or none.
    ///   - targets: of each text the number of its class.
    ///   - shares: how much each text counts; nil is one for all.
    init(
        _ features: Pieces, sides: [[Float]], targets: [Int], classes: Int,
        terms: LearningTerms, shares: [Float]? = nil
    ) {
        let isSingle = classes == 2
        self.init(
            features, sides: sides,
            labels: targets.map { isSingle ? ($0 == 1 ? [0] : []) : [$0] },
            machines: isSingle ? 1 : classes, terms: terms, shares: shares)
    }

    /// - Parameter labels: of each text the machines that shall say yes; any number of them.
    init(
        _ features: Pieces, sides: [[Float]], labels: [[Int]], machines: Int,
        terms: LearningTerms, shares: [Float]? = nil
    ) {
        scheme = terms.scheme
        countsRepeats = terms.countsRepeats
        sideShare = terms.sideShare
        self.sides = sides.first?.count ?? 0
        self.machines = machines
        let vocabulary = Vocabulary(features, terms)
        index = vocabulary.index
        rarity = vocabulary.rarity
        var rows = SparseRows()
        rows.width = index.count + self.sides
        for number in 0..<vocabulary.count {
            var row = vocabulary.row(of: number, terms)
            if self.sides > 0 {
                LinearText.add(sides[number], to: &row, after: index.count, terms.sideShare)
            }
            rows.append(row)
        }
        weights = LinearText.solve(
            rows, labels, machines, textColumns: index.count, terms, shares)
    }

    private static func add(
        _ sides: [Float], to row: inout Vectors.Row, after width: Int, _ share: Float
    ) {
        for (place, value) in sides.enumerated() where value != 0 {
            row.append((Int32(width + place), value * share))
        }
    }

    private static func solve(
        _ rows: SparseRows, _ labels: [[Int]], _ machines: Int, textColumns: Int,
        _ terms: LearningTerms, _ shares: [Float]?
    ) -> [Float] {
        var machine = LinearMachine()
        machine.cost = terms.cost
        machine.seed = terms.seed
        var all = [Float](repeating: 0, count: (rows.width + 1) * machines)
        let counts = terms.ratioShare > 0 ? ColumnCounts(rows, labels, machines) : nil
        for number in 0..<machines {
            let isWanted = labels.map { $0.contains(number) }
            let scales = counts?.scales(
                wanted: number, textColumns: textColumns, terms)
            let weights = machine.solve(
                rows, isWanted: isWanted, scales: scales, shares: shares)
            for (column, weight) in weights.enumerated() {
                all[column * machines + number] = weight
            }
        }
        return all
    }

    /// One score a class; the highest is the answer.
    func scores(_ features: [Feature], sides: [Float]) -> [Float] {
        let sums = sums(features, sides: sides)
        return machines == 1 ? [-sums[0], sums[0]] : sums
    }

    func shares(of number: Int, _ row: Vectors.Row) -> [Float] {
        let machine = machines == 1 ? 0 : number
        let sign: Float = machines == 1 && number == 0 ? -1 : 1
        return row.map { sign * weights[Int($0.column) * machines + machine] * $0.value }
    }

    /// One score a machine.
    func sums(_ features: [Feature], sides: [Float]) -> [Float] {
        var row = row(features)
        LinearText.add(sides, to: &row, after: index.count, sideShare)
        var sums = [Float](repeating: 0, count: machines)
        let constants = (index.count + self.sides) * machines
        for machine in 0..<machines { sums[machine] = weights[constants + machine] }
        weights.withUnsafeBufferPointer { weights in
            for cell in row {
                let place = Int(cell.column) * machines
                for machine in 0..<machines {
                    sums[machine] += weights[place + machine] * cell.value
                }
            }
        }
        return sums
    }
}

/// In how many texts of each class a column stands.
private struct ColumnCounts {
    private let counts: [Float]
    private let totals: [Float]
    private let classes: [Float]
    private let machines: Int
    private let rows: Float

    init(_ rows: SparseRows, _ labels: [[Int]], _ machines: Int) {
        var counts = [Float](repeating: 0, count: rows.width * machines)
        var totals = [Float](repeating: 0, count: rows.width)
        var classes = [Float](repeating: 0, count: machines)
        for row in 0..<rows.count {
            for number in labels[row] { classes[number] += 1 }
            for place in rows.range(row) {
                let column = Int(rows.columns[place])
                totals[column] += 1
                for number in labels[row] { counts[column * machines + number] += 1 }
            }
        }
        self.counts = counts
        self.totals = totals
        self.classes = classes
        self.machines = machines
        self.rows = Float(rows.count)
    }

    /// The square of the log-count ratio of each column, blended with one; measures beside the text
    /// stay at one.
    func scales(wanted: Int, textColumns: Int, _ terms: LearningTerms) -> [Float] {
        let prior = Float(terms.ratioPrior)
        let share = Float(terms.ratioShare)
        let offset = logf((rows - classes[wanted] + 2 * prior) / (classes[wanted] + 2 * prior))
        return totals.indices.map { column in
            guard column < textColumns else { return 1 }
            let inside = counts[column * machines + wanted]
            let outside = totals[column] - inside
            let ratio = logf((inside + prior) / (outside + prior)) + offset
            let scale = share * ratio.magnitude + (1 - share)
            return scale * scale
        }
    }
}
