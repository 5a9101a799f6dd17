/// A linear support vector machine with squared hinge loss, solved in its dual by coordinate
/// descent with shrinking: Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent
/// method for large-scale linear SVM", ICML 2008.
struct LinearMachine {
    /// What one unit of slack costs.
    var cost = 1.0
    var passes = 60
    var tolerance = 0.1
    var seed: UInt64 = 1

    /// Weights for the columns of `rows`, and last the constant.
    /// - Parameters:
    ///   - isWanted: of each row.
    ///   - scales: of each column, how freely its weight may grow; nil is one for all.
    ///   - shares: of each row, how much it counts; nil is one for all.
    func solve(
        _ rows: SparseRows, isWanted: [Bool], scales: [Float]?, shares: [Float]? = nil
    ) -> [Float] {
        var descent = Descent(rows, isWanted, scales, shares, cost: cost)
        var random = Chance(seed: seed)
        for _ in 0..<passes {
            let spread = descent.pass(&random)
            guard spread <= tolerance else { continue }
            if descent.isWhole { break }
            descent.takeAllBack()
        }
        return descent.weights
    }
}

/// The state of one descent. With scales s it works on v = s·w, whose row is x·s.
private struct Descent {
    let rows: SparseRows
    let isWanted: [Bool]
    var weights: [Float]
    private let steps: [Float]
    private let softness: [Double]
    private let inverses: [Double]
    private var alphas: [Double]
    /// Rows that still move, then those that were set aside.
    private var order: [Int]
    private var active: Int
    private var highest = Double.infinity

    init(
        _ rows: SparseRows, _ isWanted: [Bool], _ scales: [Float]?, _ shares: [Float]?, cost: Double
    ) {
        self.rows = rows
        self.isWanted = isWanted
        weights = [Float](repeating: 0, count: rows.width + 1)
        var steps = rows.values
        if let scales {
            for place in steps.indices { steps[place] *= scales[Int(rows.columns[place])] }
        }
        let softness = (0..<rows.count).map { row in
            0.5 / (cost * max(1e-6, Double(shares?[row] ?? 1)))
        }
        inverses = (0..<rows.count).map { row in
            var sum = 1 + softness[row]
            for place in rows.range(row) { sum += Double(steps[place] * rows.values[place]) }
            return 1 / sum
        }
        self.steps = steps
        self.softness = softness
        alphas = [Double](repeating: 0, count: rows.count)
        order = Array(0..<rows.count)
        active = rows.count
    }

    var isWhole: Bool { active == rows.count }

    mutating func takeAllBack() {
        active = rows.count
        highest = .infinity
    }

    /// Visits every active row once, in random order.
    /// - Returns: how far the projected gradients lie apart.
    mutating func pass(_ random: inout Chance) -> Double {
        var newHighest = -Double.infinity
        var newLowest = Double.infinity
        for place in 0..<active { order.swapAt(place, place + random.below(active - place)) }
        var place = 0
        while place < active {
            let row = order[place]
            let gradient = gradient(row)
            var projected = gradient
            if alphas[row] == 0 {
                if gradient > highest {
                    active -= 1
                    order.swapAt(place, active)
                    continue
                }
                projected = min(gradient, 0)
            }
            newHighest = max(newHighest, projected)
            newLowest = min(newLowest, projected)
            if projected.magnitude > 1e-12 { move(row, against: gradient) }
            place += 1
        }
        highest = newHighest <= 0 ? .infinity : newHighest
        return newHighest - newLowest
    }

    @inline(__always)
    private func gradient(_ row: Int) -> Double {
        var sum = weights[rows.width]
        let range = rows.range(row)
        weights.withUnsafeBufferPointer { weights in
            rows.columns.withUnsafeBufferPointer { columns in
                rows.values.withUnsafeBufferPointer { values in
                    for place in range { sum += weights[Int(columns[place])] * values[place] }
                }
            }
        }
        return (isWanted[row] ? 1 : -1) * Double(sum) - 1 + alphas[row] * softness[row]
    }

    @inline(__always)
    private mutating func move(_ row: Int, against gradient: Double) {
        let next = max(alphas[row] - gradient * inverses[row], 0)
        let change = Float((next - alphas[row]) * (isWanted[row] ? 1 : -1))
        alphas[row] = next
        let range = rows.range(row)
        let rows = rows
        let steps = steps
        weights.withUnsafeMutableBufferPointer { weights in
            rows.columns.withUnsafeBufferPointer { columns in
                steps.withUnsafeBufferPointer { steps in
                    for place in range { weights[Int(columns[place])] += change * steps[place] }
                }
            }
        }
        weights[rows.width] += change
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers for the same seed on every machine.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `limit`.
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(limit)).high)
    }
}
