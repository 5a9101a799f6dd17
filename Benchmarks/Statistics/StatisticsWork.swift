import BenchSupport
import Statistics

/// What is measured of the statistical methods, on the samples of a folder.
enum StatisticsWork {
    static let all = [
        Work(name: "nps", prepare: nps),
        Work(name: "reliability", prepare: reliability),
        Work(name: "drivers22", prepare: drivers22),
        Work(name: "drivers9", prepare: drivers9),
        Work(name: "index", prepare: index),
        Work(name: "betaGeometric", prepare: betaGeometric),
        Work(name: "paretoNBD", prepare: paretoNBD),
        Work(name: "logistic", prepare: logistic),
        Work(name: "cox", prepare: cox),
        Work(name: "boosting", prepare: boosting),
        Work(name: "boostingHeldOut", prepare: boostingHeldOut),
    ]

    private static func nps(_ folder: String) throws -> () throws -> Double {
        let scores = try NumberFile(folder, "scores").columns(1)[0]
        return { try NPS.estimate(NPSCounts(scores)).value }
    }

    private static func reliability(_ folder: String) throws -> () throws -> Double {
        let items = named(try NumberFile(folder, "items").columns(22), "item")
        return {
            let found = try Reliability(Gram(items))
            guard let omega = found.omega else { throw Fault("no omega was found") }
            return found.alpha.value + omega
        }
    }

    /// R², which the shares add up to.
    private static func drivers22(_ folder: String) throws -> () throws -> Double {
        let rows = named(try NumberFile(folder, "drivers22").columns(23), "x")
        let correlation = try Gram(rows).correlation()
        return {
            try Shapley.shares(correlation, outcome: 0, drivers: Array(1...22)).reduce(0, +)
        }
    }

    private static func drivers9(_ folder: String) throws -> () throws -> Double {
        let rows = named(try NumberFile(folder, "drivers9").columns(10), "x")
        return {
            let shares = try Drivers(Gram(rows), outcome: 0, drivers: Array(1...9))
            var chance = SplitMix64(seed: 1)
            _ = try DriverBootstrap(rows, draws: 500, using: &chance)
            return shares.r2
        }
    }

    private static func index(_ folder: String) throws -> () throws -> Double {
        let columns = try NumberFile(folder, "index").columns(24)
        var items: [(name: String, values: [Double])] = []
        let latents = Samples.latents.map { latent in
            let names = (1...latent.items).map { "\(latent.name)\($0)" }
            items += names.enumerated().map { ($1, columns[items.count + $0]) }
            return PathModel.Latent(latent.name, items: names)
        }
        let model = try PathModel(
            latents,
            paths: Samples.paths.map { (latents[$0.from].name, latents[$0.to].name) })
        return {
            var chance = SplitMix64(seed: 1)
            _ = try PathBootstrap(model, items, draws: 500, using: &chance)
            return try PathEstimates(model, Gram(items)).latents[4].r2 ?? 0
        }
    }

    private static func betaGeometric(_ folder: String) throws -> () throws -> Double {
        let patterns = try patterns(folder)
        return { try BetaGeometric.fit(history(patterns)).model.r }
    }

    private static func paretoNBD(_ folder: String) throws -> () throws -> Double {
        let patterns = try patterns(folder)
        return { try ParetoNBD.fit(history(patterns)).model.r }
    }

    private static func patterns(_ folder: String) throws -> [PurchasePattern] {
        let columns = try NumberFile(folder, "purchases").columns(3)
        return columns[0].indices.map {
            PurchasePattern(
                frequency: Int(columns[0][$0]), recency: columns[1][$0], age: columns[2][$0])
        }
    }

    private static func history(_ patterns: [PurchasePattern]) throws -> PurchaseHistory {
        var history = PurchaseHistory()
        for pattern in patterns { try history.add(pattern) }
        return history
    }

    private static func logistic(_ folder: String) throws -> () throws -> Double {
        let columns = try NumberFile(folder, "outcomes").columns(8)
        let predictors = named(Array(columns.prefix(7)), "x")
        let outcome = columns[7].map { $0 == 1 }
        return { try LogisticRegression(predictors, outcome: outcome).logLikelihood }
    }

    private static func cox(_ folder: String) throws -> () throws -> Double {
        let columns = try NumberFile(folder, "durations").columns(9)
        let covariates = named(Array(columns.prefix(7)), "x")
        let events = columns[8].map { $0 == 1 }
        return {
            try CoxRegression(covariates, times: columns[7], events: events).logLikelihood
        }
    }

    /// Fits all rows; the figure is the accuracy on them.
    private static func boosting(_ folder: String) throws -> () throws -> Double {
        try boosting(folder, train: "airline", test: "airline")
    }

    /// The same on three quarters of the rows, judged on the last quarter.
    private static func boostingHeldOut(_ folder: String) throws -> () throws -> Double {
        try boosting(folder, train: "airlineTrain", test: "airlineTest")
    }

    private static func boosting(
        _ folder: String, train: String, test: String
    ) throws -> () throws -> Double {
        let columns = try NumberFile(folder, train).columns(23)
        let predictors = named(Array(columns.prefix(22)), "x")
        let outcome = columns[22].map { $0 == 1 }
        let unseen = try NumberFile(folder, test).columns(23)
        return {
            let model = try GradientBoosting(predictors, outcome: outcome)
            let right = unseen[22].indices.filter { row in
                (model.logit((0..<22).map { unseen[$0][row] }) > 0) == (unseen[22][row] == 1)
            }
            return Double(right.count) / Double(unseen[22].count)
        }
    }

    private static func named(
        _ columns: [[Double]], _ stem: String
    ) -> [(name: String, values: [Double])] {
        columns.enumerated().map { (name: "\(stem)\($0 + 1)", values: $1) }
    }
}
