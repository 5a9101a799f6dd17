public import Base
public import Domain
public import Statistics

/// What an overall score hangs on, the strongest driver first.
public struct DriverReport: Resource {
    /// A driver is thought to change by no more points than this.
    public static let mostStep = 100.0

    /// Why there are no drivers.
    public enum Reason: String, CaseIterable, Sendable {
        case noRows, tooFew, notFit
    }

    public struct Driver: Sendable {
        public let column: String
        public let title: Wording?
        /// Part of the outcome's spread that it explains; all together are R².
        public let share: Double
        /// The same as a part of R².
        public let relative: Double
        /// 95 %, by resampling.
        public let interval: (low: Double, high: Double)?
        /// Share of resamples in which it kept its rank.
        public let rankStability: Double?
        /// Correlation with the outcome.
        public let r: Double
        public let standardBeta: Double
        /// On the outcome, when it alone rises by one point.
        public let effect: Estimate
        public let p: Double
        /// Its mean, 0 … 100 along its scale.
        public let performance: Estimate
        public let quadrant: Importance.Quadrant?
        /// What a poor and an excellent rating do; nil without a scale that tells them apart, or
        /// where nothing could be computed.
        public let contrast: Contrasted?
    }

    public struct Contrasted: Sendable {
        /// The highest rating that counts as poor, the lowest that counts as excellent.
        public let poor: Double
        public let excellent: Double
        public let found: SatisfactionFactors.Driver
    }

    public let outcome: String
    /// Responses with an answer to all of them.
    public let n: Int
    /// Finds exactly them.
    public let filter: String?
    public let r2: Double?
    public let adjustedR2: Double?
    public let sharing: Drivers.Sharing
    public let drivers: [Driver]
    /// Where the map is divided: the means.
    public let importanceCut: Double?
    public let performanceCut: Double?
    /// Part of the outcome's spread that poor and excellent ratings explain.
    public let factorsR2: Double?
    /// Responses in which these were counted: of very many a random part.
    public let factorsN: Int?
    public let reason: Reason?

    public static let shape = Shape.object([
        Field("outcome", .text()), Field("n", .integer(0...Int.max)),
        Field("filter", .text(max: 20_000), .optional, "Finds exactly those n."),
        Field("r2", .number(), .optional), Field("adjustedR2", .number(), .optional),
        Field("sharing", .choice(Drivers.Sharing.allCases.map(\.rawValue))),
        Field("source", .text(max: 500)),
        Field("importanceCut", .number(), .optional),
        Field("performanceCut", .number(), .optional),
        Field(
            "factorsR2", .number(), .optional,
            "What poor and excellent ratings explain; absent where the answers are too few."),
        Field(
            "factorsN", .integer(0...Int.max), .optional,
            "Responses in which these were counted: of very many a random part."),
        Field("reason", .choice(Reason.allCases.map(\.rawValue)), .optional, "Without drivers."),
        Field(
            "drivers",
            .array(
                .object([
                    Field("column", .text()), Field("title", .wording, .optional),
                    Field("share", .number(), .required, "Of the spread; all sum up to r2."),
                    Field("relative", .number(), .required, "Part of r2."),
                    Field("low", .number(), .optional), Field("high", .number(), .optional),
                    Field("rankStability", .number(0...1), .optional),
                    Field("r", .number()), Field("standardBeta", .number()),
                    Field("effect", .number(), .required, "On the outcome, of one point more."),
                    Field("effectLow", .number(), .optional),
                    Field("effectHigh", .number(), .optional),
                    Field("p", .number(0...1)),
                    Field("performance", .number(), .required, "0 to 100 along its scale."),
                    Field("performanceLow", .number(), .optional),
                    Field("performanceHigh", .number(), .optional),
                    Field(
                        "quadrant", .choice(Importance.Quadrant.allCases.map(\.rawValue)),
                        .optional),
                    Field("contrast", contrast, .optional, "Of poor and excellent ratings."),
                ]))),
    ])

    private static let contrast = Shape.object([
        Field(
            "factor", .choice(SatisfactionFactors.Factor.allCases.map(\.rawValue)), .optional,
            "Absent where too few rated it poor or excellent."),
        Field("penalty", .number(), .optional, "Change of the outcome where it is poor."),
        Field("penaltyLow", .number(), .optional), Field("penaltyHigh", .number(), .optional),
        Field("reward", .number(), .optional, "Change where it is excellent."),
        Field("rewardLow", .number(), .optional), Field("rewardHigh", .number(), .optional),
        Field("balance", .number(), .optional, "Reward and penalty together."),
        Field("balanceLow", .number(), .optional), Field("balanceHigh", .number(), .optional),
        Field("poor", .number(), .required, "The highest rating that is poor."),
        Field("poorN", .integer(0...Int.max), .required, "How many rated it so."),
        Field("excellent", .number(), .required, "The lowest rating that is excellent."),
        Field("excellentN", .integer(0...Int.max)), Field("source", .text(max: 500)),
    ])

    public var json: JSON {
        [
            "outcome": .string(outcome), "n": .integer(n), "filter": .optional(filter),
            "r2": .optional(r2), "adjustedR2": .optional(adjustedR2),
            "sharing": .string(sharing.rawValue),
            "source": .string(sharing.method.source), "importanceCut": .optional(importanceCut),
            "performanceCut": .optional(performanceCut), "factorsR2": .optional(factorsR2),
            "factorsN": factorsN.map { .integer($0) } ?? .null,
            "reason": .optional(reason?.rawValue),
            "drivers": .array(drivers.map(\.json)),
        ]
    }
}

extension DriverReport.Driver {
    var json: JSON {
        [
            "column": .string(column), "title": title?.json ?? .null, "share": .number(share),
            "relative": .number(relative), "low": .optional(interval?.low),
            "high": .optional(interval?.high), "rankStability": .optional(rankStability),
            "r": .number(r), "standardBeta": .number(standardBeta),
            "effect": .number(effect.value), "effectLow": .optional(effect.low),
            "effectHigh": .optional(effect.high), "p": .number(p),
            "performance": .number(performance.value),
            "performanceLow": .figure(performance.low),
            "performanceHigh": .figure(performance.high),
            "quadrant": .optional(quadrant?.rawValue), "contrast": contrast?.json ?? .null,
        ]
    }
}

extension DriverReport.Contrasted {
    fileprivate var json: JSON {
        .fields(
            [("factor", .optional(found.factor?.rawValue))] + found.penalty.fields("penalty")
                + found.reward.fields("reward") + found.balance.fields("balance") + [
                    ("poor", .number(poor)), ("poorN", .integer(found.poorCount)),
                    ("excellent", .number(excellent)),
                    ("excellentN", .integer(found.excellentCount)),
                    ("source", .string(SatisfactionFactors.method.source)),
                ])
    }
}
