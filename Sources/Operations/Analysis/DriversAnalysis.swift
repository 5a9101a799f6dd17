public import Base
import Statistics

/// What drives an overall score 驱动因素: each driver's share of what is explained.
public struct DriversAnalysis: Analysis {
    public static let name = "drivers"
    public static let summary = "How much each driver explains of an overall score."
    public static let options = [
        AnalysisOption("outcome", .column, "Column of the overall score."),
        AnalysisOption("drivers", .columns, "Columns of the drivers."),
        AnalysisOption(
            "share", .choice(Drivers.Sharing.allCases.map(\.rawValue)), standard: "shapley",
            "Exact Shapley shares (LMG, up to 24 drivers) or Johnson's relative weights."),
        AnalysisOption(
            "bootstrap", .whole(0...100_000), need: .optional,
            "Resamples for the intervals, 0 for none (1000; fewer with 18 drivers or more)."),
    ]
    /// Models that a bootstrap nobody asked for may cost: some ten seconds.
    private static let mostModels = 1 << 27
    /// With fewer resamples an interval says nothing.
    private static let fewestDraws = 100

    let outcome: String
    let drivers: [String]
    let sharing: Drivers.Sharing
    let draws: Int
    let level: Double
    let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        outcome = chosen.text("outcome")
        drivers = try chosen.distinctColumns("drivers")
        sharing = Drivers.Sharing(rawValue: chosen.text("share")) ?? .shapley
        level = chosen.level
        seed = chosen.seed
        guard !drivers.contains(outcome) else {
            throw Refusal(
                .invalid, "optionNameTwice", ["option": "--drivers", "name": outcome])
        }
        guard sharing == .johnson || drivers.count <= Shapley.most else {
            throw Refusal(
                .invalid, "optionTooManyDrivers",
                ["count": "\(drivers.count)", "max": "\(Shapley.most)"])
        }
        draws =
            chosen.wholeIfGiven("bootstrap")
            ?? DriversAnalysis.standardDraws(drivers.count, sharing)
    }

    private static func standardDraws(_ drivers: Int, _ sharing: Drivers.Sharing) -> Int {
        let affordable = sharing == .johnson ? 1000 : min(1000, mostModels >> drivers)
        return affordable < fewestDraws ? 0 : affordable
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        ([outcome] + drivers).map { AnalysisColumn($0, .number) }
    }

    public var reference: String {
        sharing.method.source + "; " + DriverBootstrap.method.source
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: DriversAnalysis
        var rows: GatheredColumns

        init(analysis: DriversAnalysis) {
            self.analysis = analysis
            rows = GatheredColumns([analysis.outcome] + analysis.drivers)
        }

        public mutating func add(_ row: AnalysisRow) { rows.add(row.numbers) }

        public func result() throws -> AnalysisResult {
            let places = Array(1...analysis.drivers.count)
            let found = try Drivers(
                Gram(rows.named), outcome: 0, drivers: places, sharing: analysis.sharing)
            var resampled: DriverBootstrap?
            if analysis.draws > 0 {
                var chance = SplitMix64(seed: analysis.seed)
                resampled = try DriverBootstrap(
                    rows.named, sharing: analysis.sharing, draws: analysis.draws,
                    level: analysis.level, using: &chance)
            }
            let order = found.drivers.indices.sorted {
                found.drivers[$0].share > found.drivers[$1].share
            }
            return AnalysisResult([
                ("n", .integer(found.n)), ("r2", .figure(found.r2)),
                ("adjustedR2", .figure(found.adjustedR2)),
                ("sharing", .string(analysis.sharing.rawValue)),
                ("bootstrap", .integer(resampled?.draws ?? 0)),
                (
                    "drivers",
                    .array(
                        found.drivers.indices.map { place in
                            DriversAnalysis.fields(
                                found.drivers[place], resampled?.intervals[place],
                                rank: (order.firstIndex(of: place) ?? 0) + 1)
                        })
                ),
            ])
        }
    }

    private static func fields(
        _ driver: Drivers.Driver, _ interval: DriverBootstrap.Interval?, rank: Int
    ) -> JSON {
        .fields([
            ("name", .string(driver.name)), ("rank", .integer(rank)),
            ("share", .figure(driver.share)), ("low", .figure(interval?.low)),
            ("high", .figure(interval?.high)), ("relative", .figure(driver.relative)),
            ("rankStability", .figure(interval?.rankStability)),
            ("standardBeta", .figure(driver.standardBeta)), ("r", .figure(driver.r)),
            ("coefficient", .figure(driver.coefficient.coefficient)),
            ("standardError", .figure(driver.coefficient.standardError)),
            ("p", .figure(driver.coefficient.p)),
            ("varianceInflation", .figure(driver.varianceInflation)),
            ("first", .figure(driver.first)), ("last", .figure(driver.last)),
            ("pratt", .figure(driver.pratt)),
        ])
    }
}
