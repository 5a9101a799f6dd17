/// What drives an overall score: how much of its R² each driver explains.
public struct Drivers: Hashable, Sendable {
    public enum Sharing: String, CaseIterable, Hashable, Sendable {
        /// Exact Shapley shares (LMG), up to 24 drivers.
        case shapley
        /// Relative weights.
        case johnson

        public var method: Method {
            self == .shapley ? Shapley.method : RelativeWeights.method
        }
    }

    public struct Driver: Hashable, Sendable {
        public let name: String
        /// Part of R²; all together make R².
        public let share: Double
        /// The same as a part of one.
        public let relative: Double
        public let standardBeta: Double
        /// Correlation with the outcome.
        public let r: Double
        public let coefficient: LeastSquares.Term
        public let varianceInflation: Double
        /// R² of this driver alone, and what it adds to all others.
        public let first: Double
        public let last: Double
        /// βr; negative for a suppressor (Pratt 1987).
        public let pratt: Double
    }

    public let drivers: [Driver]
    public let r2: Double
    public let adjustedR2: Double
    public let n: Int
    public let sharing: Sharing

    public init(
        _ gram: Gram, outcome: Int, drivers: [Int], sharing: Sharing = .shapley
    ) throws(Unfit) {
        let fit = try LeastSquares(gram, outcome: outcome, predictors: drivers)
        let correlation = try gram.correlation()
        let shares = try Drivers.shares(
            correlation, outcome: outcome, drivers: drivers, sharing: sharing)
        let total = shares.reduce(0, +)
        self.drivers = drivers.indices.map { place in
            let r = correlation[drivers[place], outcome]
            let beta = fit.standardised[place]
            return Driver(
                name: gram.names[drivers[place]], share: shares[place],
                relative: total > 0 ? shares[place] / total : 0, standardBeta: beta, r: r,
                coefficient: fit.terms[place + 1],
                varianceInflation: fit.varianceInflation[place], first: r * r,
                last: beta * beta / fit.varianceInflation[place], pratt: beta * r)
        }
        r2 = fit.r2
        adjustedR2 = fit.adjustedR2
        n = gram.count
        self.sharing = sharing
    }

    static func shares(
        _ correlation: Matrix, outcome: Int, drivers: [Int], sharing: Sharing
    ) throws(Unfit) -> [Double] {
        switch sharing {
        case .shapley:
            try Shapley.shares(correlation, outcome: outcome, drivers: drivers)
        case .johnson:
            try RelativeWeights.shares(correlation, outcome: outcome, drivers: drivers)
        }
    }
}
