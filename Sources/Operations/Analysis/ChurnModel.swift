import Statistics

/// A model of who leaves, of either kind, on the columns of a design.
struct ChurnModel {
    enum Kind: String, CaseIterable, Sendable { case logistic, trees }

    enum Fit {
        case logistic(LogisticRegression)
        case trees(GradientBoosting)
    }

    let design: PredictorDesign
    let fit: Fit

    /// - Parameter rows: which rows it learns from; all where nil.
    init(
        _ kind: Kind, _ design: PredictorDesign, _ values: [[Double]], _ outcome: [Bool],
        ridge: Double, rows: [Int]? = nil
    ) throws(Unfit) {
        let chosen = rows.map { rows in values.map { column in rows.map { column[$0] } } }
        let learned = chosen ?? values
        let hits = rows.map { rows in rows.map { outcome[$0] } } ?? outcome
        guard kind == .logistic else {
            self.design = design
            fit = .trees(
                try GradientBoosting(
                    zip(design.parts, learned).map { (name: $0.name, values: $1) },
                    outcome: hits))
            return
        }
        let places = IndependentColumns.places(of: learned)
        guard !places.isEmpty else { throw .constant(design.parts.first?.name ?? "") }
        self.design = design.keeping(places)
        let named = places.map { (name: design.parts[$0].name, values: learned[$0]) }
        fit = .logistic(try LogisticRegression(named, outcome: hits, ridge: ridge))
    }

    /// Probability of each row of a table; not-a-number where a value is missing.
    func risks(_ table: PredictorTable) -> [Double] {
        let columns = design.values(table)
        return (0..<table.count).map { row in risk(columns.map { $0[row] }) }
    }

    func risk(_ row: [Double]) -> Double {
        switch fit {
        case .logistic(let model): model.probability(row)
        case .trees(let model): model.probability(row)
        }
    }

    /// What raises this row's risk most: columns by how much they add to the logit.
    func reasons(_ row: [Double], most: Int) -> [(column: String, gain: Double)] {
        let parts =
            switch fit {
            case .logistic(let model): model.contributions(row)
            case .trees(let model): model.contributions(row)
            }
        var gains: [(column: String, gain: Double)] = []
        for (part, gain) in zip(design.parts, parts) {
            if let last = gains.last, last.column == part.column {
                gains[gains.count - 1].gain += gain
            } else {
                gains.append((part.column, gain))
            }
        }
        return Array(gains.filter { $0.gain > 0 }.sorted { $0.gain > $1.gain }.prefix(most))
    }

    /// Mean distance that each column moves the logit: what trees have instead of coefficients.
    func importance(_ table: PredictorTable) -> [(column: String, share: Double)] {
        guard case .trees(let model) = fit else { return [] }
        let columns = design.values(table)
        var sums = Array(repeating: 0.0, count: design.parts.count)
        for row in 0..<table.count {
            let parts = model.contributions(columns.map { $0[row] })
            for place in parts.indices { sums[place] += abs(parts[place]) }
        }
        let whole = sums.reduce(0, +)
        var shares: [(column: String, share: Double)] = []
        for (part, sum) in zip(design.parts, sums) {
            let share = whole > 0 ? sum / whole : 0
            if let last = shares.last, last.column == part.column {
                shares[shares.count - 1].share += share
            } else {
                shares.append((part.column, share))
            }
        }
        return shares.sorted { $0.share > $1.share }
    }
}

/// How a model of its kind does on rows it has not seen.
struct CrossValidation {
    /// Of each row, by the model that did not learn from it.
    let risks: [Double]
    /// Parts in which a rare value tells the outcome for certain; they were fitted with a penalty.
    let penalised: Int

    /// - Parameter folds: parts, each held out once.
    init(
        _ kind: ChurnModel.Kind, _ table: PredictorTable, _ outcome: [Bool], ridge: Double,
        folds: Int, seed: UInt64
    ) throws(Unfit) {
        var chance = SplitMix64(seed: seed)
        let parts = try Folds.stratified(outcome, folds: folds, using: &chance)
        let design = PredictorDesign(table)
        let values = design.values(table)
        var risks = Array(repeating: Double.nan, count: outcome.count)
        var penalised = 0
        for fold in 0..<folds {
            let rows = outcome.indices.filter { parts[$0] != fold }
            func model(_ ridge: Double) throws(Unfit) -> ChurnModel {
                try ChurnModel(kind, design, values, outcome, ridge: ridge, rows: rows)
            }
            let fitted: ChurnModel
            do throws(Unfit) {
                fitted = try model(ridge)
            } catch {
                switch error {
                case .separated, .unsettled:
                    penalised += 1
                    fitted = try model(1)
                default: throw error
                }
            }
            let columns = fitted.design.values(table)
            for row in outcome.indices where parts[row] == fold {
                risks[row] = fitted.risk(columns.map { $0[row] })
            }
        }
        self.risks = risks
        self.penalised = penalised
    }
}
