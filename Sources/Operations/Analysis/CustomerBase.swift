import Statistics

/// Customers by what purchase models know of them. Many share a pattern, so it is kept once: a
/// million customers take some dozen bytes each.
struct CustomerBase {
    private(set) var patterns: [PurchasePattern] = []
    /// Customers of each pattern.
    private(set) var counts: [Int] = []
    private var places: [PurchasePattern: Int32] = [:]
    /// Of each row: its pattern, mean repeat spend (not-a-number where unknown), customers.
    private var rowPatterns: [Int32] = []
    private var spends: [Double] = []
    private var times: [Int32] = []
    private var names: [String] = []
    private var lines: [Int32] = []

    var rows: Int { rowPatterns.count }
    var customers: Int { counts.reduce(0, +) }

    mutating func add(
        _ pattern: PurchasePattern, spend: Double, times count: Int = 1, name: String?, row: Int
    ) {
        let place = place(of: pattern)
        counts[Int(place)] += count
        rowPatterns.append(place)
        spends.append(spend)
        times.append(Int32(count))
        if let name { names.append(name) } else { lines.append(Int32(truncatingIfNeeded: row)) }
    }

    private mutating func place(of pattern: PurchasePattern) -> Int32 {
        if let place = places[pattern] { return place }
        let place = Int32(patterns.count)
        places[pattern] = place
        patterns.append(pattern)
        counts.append(0)
        return place
    }

    func pattern(_ row: Int) -> Int { Int(rowPatterns[row]) }
    func customers(_ row: Int) -> Int { Int(times[row]) }

    /// The customer's own name, or else the line of the file.
    func name(_ row: Int) -> String { names.isEmpty ? "\(lines[row])" : names[row] }

    /// What is known of the customer's spending; zero says nothing.
    func spend(_ row: Int) -> GammaGamma.Spend {
        let frequency = patterns[pattern(row)].frequency
        let mean = spends[row]
        guard frequency > 0, mean > 0 else { return GammaGamma.Spend(frequency: 0, mean: 0) }
        return GammaGamma.Spend(frequency: frequency, mean: mean)
    }

    func history() throws(Unfit) -> PurchaseHistory {
        var history = PurchaseHistory()
        for (pattern, count) in zip(patterns, counts) {
            try history.add(pattern, times: count)
        }
        return history
    }

    /// Whether those who buy often spend more: the model of spending holds that they do not.
    var spendCorrelation: Double? {
        var gram = Gram(names: ["frequency", "spend"])
        for row in 0..<rows {
            let spend = spend(row)
            if spend.frequency > 0 { gram.add([Double(spend.frequency), spend.mean]) }
        }
        return gram.pairCorrelation
    }
}

/// Makes customers of a log of purchases.
struct PurchaseReader {
    /// The last day that the model sees.
    let end: Int
    let unit: PurchaseUnit
    let hasAmounts: Bool

    /// - Returns: customers, what those did later, and how many came only later.
    func read(
        _ log: PurchaseLog
    ) throws -> (base: CustomerBase, holdout: PurchaseHoldout?, late: Int) {
        var base = CustomerBase()
        var later: [Int32] = []
        var late = 0
        log.forEachCustomer { customer, days in
            let seen = days.prefix { $0.day <= end }
            guard let first = seen.first, let last = seen.last else {
                late += 1
                return
            }
            let pattern = PurchasePattern(
                frequency: seen.count - 1, recency: Double(last.day - first.day) / unit.days,
                age: Double(end - first.day) / unit.days)
            // The first purchase is left out: it says less of those that follow.
            let repeats = seen.dropFirst()
            let sum = repeats.reduce(0) { $0 + $1.amount }
            let spend = hasAmounts && !repeats.isEmpty ? sum / Double(repeats.count) : .nan
            base.add(pattern, spend: spend, name: log.customers[customer], row: 0)
            later.append(Int32(days.count - seen.count))
        }
        guard log.lastDay > end else { return (base, nil, late) }
        let holdout = PurchaseHoldout(
            time: Double(log.lastDay - end) / unit.days, purchases: later)
        return (base, holdout, late)
    }
}

extension Gram {
    /// Correlation of the first two variables; nil where one does not vary.
    var pairCorrelation: Double? {
        fit { () throws(Unfit) in try correlation() }?[0, 1]
    }
}
