public import Base
import Statistics

/// What a poor and what an excellent attribute does to the overall score 惩罚—奖励对比.
public struct AsymmetryAnalysis: Analysis {
    public static let name = "asymmetry"
    public static let summary = "Penalty and reward of each driver: what only irks, what delights."
    public static let options = [
        AnalysisOption("outcome", .column, "Column of the overall score."),
        AnalysisOption("drivers", .columns, "Columns of the drivers, on one scale."),
        AnalysisOption(
            "penalty", .number(-1e9...1e9), need: .optional,
            "Ratings up to this are poor (4 of 1 to 10, 3 of 1 to 7, 2 of 1 to 5)."),
        AnalysisOption(
            "reward", .number(-1e9...1e9), need: .optional,
            "Ratings from this are excellent (9 of 1 to 10, 6 of 1 to 7, 5 of 1 to 5)."),
        AnalysisOption(
            "hybrid", .number(0...1), standard: "0.1", "Asymmetry up to this is neither kind."),
        AnalysisOption(
            "strong", .number(0...1), standard: "0.4",
            "Asymmetry beyond this is a frustrator or delighter."),
    ]

    let outcome: String
    let drivers: [String]
    let penalty: Double?
    let reward: Double?
    let bands: PenaltyReward.Bands
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        outcome = chosen.text("outcome")
        drivers = try chosen.distinctColumns("drivers")
        penalty = chosen.numberIfGiven("penalty")
        reward = chosen.numberIfGiven("reward")
        bands = PenaltyReward.Bands(
            hybrid: chosen.number("hybrid"), strong: chosen.number("strong"))
        level = chosen.level
        if let penalty, let reward, penalty >= reward {
            throw Refusal(.invalid, "optionPenaltyReward")
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        ([outcome] + drivers).map { AnalysisColumn($0, .number) }
    }

    public var reference: String { PenaltyReward.method.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: AsymmetryAnalysis
        var rows: GatheredColumns

        init(analysis: AsymmetryAnalysis) {
            self.analysis = analysis
            rows = GatheredColumns([analysis.outcome] + analysis.drivers)
        }

        public mutating func add(_ row: AnalysisRow) { rows.add(row.numbers) }

        public func result() throws -> AnalysisResult {
            guard let range = rows.range(of: 1..<rows.names.count) else { throw Unfit.empty }
            let standard = PenaltyReward.Cuts.standard(low: range.low, high: range.high)
            let poor = analysis.penalty ?? standard.poor
            let excellent = analysis.reward ?? standard.excellent
            guard poor < excellent else { throw Unfit.constant("drivers") }
            let cuts = PenaltyReward.Cuts(poor: poor, excellent: excellent)
            var gram = PenaltyReward.summary(
                outcome: analysis.outcome, attributes: analysis.drivers)
            for row in 0..<rows.count {
                gram.add(
                    PenaltyReward.row(
                        outcome: rows.values[0][row],
                        ratings: rows.values.dropFirst().map { $0[row] }, cuts: cuts))
            }
            let found = try PenaltyReward(
                gram, attributes: analysis.drivers, bands: analysis.bands, level: analysis.level)
            return AnalysisResult([
                ("n", .integer(found.n)), ("intercept", .figure(found.intercept)),
                ("r2", .figure(found.r2)), ("adjustedR2", .figure(found.adjustedR2)),
                ("penaltyUpTo", .figure(poor)), ("rewardFrom", .figure(excellent)),
                ("drivers", .array(found.drivers.map(AsymmetryAnalysis.fields))),
            ])
        }
    }

    private static func fields(_ driver: PenaltyReward.Driver) -> JSON {
        .fields([
            ("name", .string(driver.name)), ("class", .string(driver.kind.rawValue)),
            ("penalty", .figure(driver.penalty?.coefficient)),
            ("reward", .figure(driver.reward?.coefficient)),
            ("penaltyP", .figure(driver.penalty?.p)), ("rewardP", .figure(driver.reward?.p)),
            ("p", .figure(driver.p)), ("asymmetry", .figure(driver.asymmetry)),
            ("range", .figure(driver.range)), ("wrongSign", .bool(driver.wrongSign)),
            ("penaltyError", .figure(driver.penalty?.standardError)),
            ("rewardError", .figure(driver.reward?.standardError)),
            ("poor", .integer(driver.poorCount)), ("excellent", .integer(driver.excellentCount)),
        ])
    }
}
