public import Base
import Columns
public import Domain
import Statistics

/// What an overall score hangs on.
public struct FindDrivers: Operation {
    public static let name = "insight.drivers"
    public static let summary =
        "Compute how much each rated item drives an overall score, and what a better one would bring."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + [
            Field("item", .text(), .optional, "The overall score; default: score."),
            Field(
                "drivers", .array(.text(), max: Shapley.most), .optional,
                "Columns; default: every rated item."),
            Field(
                "sharing", .choice(Drivers.Sharing.allCases.map(\.rawValue)), .optional,
                "Shapley values, by default with up to fourteen drivers, or relative weights."),
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion
    let drivers: [String]
    let sharing: Drivers.Sharing?

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
        drivers = input.texts("drivers")
        sharing = input.textOrNil("sharing").flatMap(Drivers.Sharing.init(rawValue:))
    }

    /// The same made by the program, with every rated item.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
        drivers = []
        sharing = nil
    }

    public func perform(on desk: Desk) async throws -> DriverReport {
        let set = try await desk.answers(to: instrument)
        var question = question
        // Whatever the measure, a mean is what drivers add up to.
        (question.kind, question.value) = (.mean, nil)
        let inquiry = try Inquiry(question, set, zone: .utc)
        for name in drivers where set.scope.type(of: name) == nil {
            throw Refusal.invalid("drivers", "unknownColumn", ["name": name])
        }
        let outcome = inquiry.checked.column
        let rated = InsightSource(instrument, set).columns.filter { column in
            // The score itself under its own name is no driver of itself.
            column.isRating && column.name != outcome
                && !(outcome == "score"
                    && column.name == set.instrument.scoreItem.map { "answers.\($0.key)" })
        }
        let names = drivers.isEmpty ? Array(rated.map(\.name).prefix(Shapley.most)) : drivers
        return DriverReport(inquiry, names.filter { $0 != outcome }, sharing)
    }
}

extension DriverReport {
    /// More drivers than this take exact Shapley values too long to resample.
    private static let mostExact = 14
    /// Up to so many respondents are resampled one by one, more in random parts.
    private static let mostRows = 2_000
    private static let parts = 200
    private static let draws = 1_000

    init(_ inquiry: Inquiry, _ names: [String], _ chosen: Drivers.Sharing?) {
        let outcome = inquiry.checked.column
        let sharing = chosen ?? (names.count <= DriverReport.mostExact ? .shapley : .johnson)
        let rows = DriverRows([outcome] + names, inquiry)
        let n = rows.count
        func none(_ reason: Reason) -> DriverReport {
            DriverReport(
                outcome: outcome, n: n, r2: nil, adjustedR2: nil, sharing: sharing, drivers: [],
                importanceCut: nil, performanceCut: nil, reason: reason)
        }
        guard n >= Measure.floor else {
            self = none(n == 0 ? .noRows : .tooFew)
            return
        }
        // An item that nobody rates otherwise than all others says nothing.
        let kept = (1..<rows.whole.width).filter { rows.whole.comoments[$0, $0] > 0 }
        guard !kept.isEmpty, n > 2 * (kept.count + 1) else {
            self = none(.tooFew)
            return
        }
        let picked = [0] + kept
        guard
            let found = fit({ () throws(Unfit) in
                try Drivers(
                    rows.whole.picking(picked), outcome: 0, drivers: Array(1..<picked.count),
                    sharing: sharing)
            })
        else {
            self = none(.notFit)
            return
        }
        let sure = rows.bootstrap(picked, sharing, draws: DriverReport.draws)
        let performance = found.drivers.map { driver -> Double in
            let mean = rows.whole.means[rows.whole.names.firstIndex(of: driver.name) ?? 0]
            guard let scale = inquiry.set.scale(of: driver.name), scale.count > 1 else {
                return mean
            }
            return 100 * (mean - Double(scale.lowerBound)) / Double(scale.count - 1)
        }
        let map = fit { () throws(Unfit) in
            try Importance(
                found.drivers.indices.map {
                    (found.drivers[$0].name, found.drivers[$0].share, performance[$0])
                })
        }
        let t = StudentT(degrees: Double(max(1, n - picked.count))).twoSided(0.95)
        self.init(
            outcome: outcome, n: n, r2: found.r2, adjustedR2: found.adjustedR2, sharing: sharing,
            drivers: found.drivers.indices.map { place in
                let driver = found.drivers[place]
                let reach = t * driver.coefficient.standardError
                return Driver(
                    column: driver.name, title: inquiry.set.title(of: driver.name),
                    share: driver.share, relative: driver.relative,
                    interval: sure.map { ($0.intervals[place].low, $0.intervals[place].high) },
                    rankStability: sure?.intervals[place].rankStability,
                    r: driver.r, standardBeta: driver.standardBeta,
                    effect: Estimate(
                        value: driver.coefficient.coefficient,
                        standardError: driver.coefficient.standardError,
                        low: driver.coefficient.coefficient - reach,
                        high: driver.coefficient.coefficient + reach, n: n,
                        method: LeastSquares.method),
                    p: driver.coefficient.p, performance: performance[place],
                    quadrant: map?.items[place].quadrant)
            }.sorted { $0.share > $1.share },
            importanceCut: map?.importanceCut, performanceCut: map?.performanceCut, reason: nil)
    }

    /// The complete rows of outcome and drivers: all of them summed up, and what is resampled.
    private struct DriverRows {
        let whole: Gram
        private let parts: [Gram]
        private let names: [String]
        private let inquiry: Inquiry

        var count: Int { whole.count }

        init(_ names: [String], _ inquiry: Inquiry) {
            (self.names, self.inquiry) = (names, inquiry)
            parts = inquiry.set.table.grams(
                of: names, parts: DriverReport.parts, filter: inquiry.checked.filter(),
                window: inquiry.checked.window)
            whole = Gram.merging(parts)
        }

        func bootstrap(
            _ picked: [Int], _ sharing: Drivers.Sharing, draws: Int
        ) -> DriverBootstrap? {
            var chance = SplitMix64(seed: 1)
            guard count <= DriverReport.mostRows else {
                return fit { () throws(Unfit) in
                    try DriverBootstrap(
                        parts: parts.map { $0.picking(picked) }, sharing: sharing, draws: draws,
                        using: &chance)
                }
            }
            // The complete rows of all variables, those that say nothing among them.
            let columns = inquiry.set.table.completeRows(
                of: names, filter: inquiry.checked.filter(), window: inquiry.checked.window)
            return fit { () throws(Unfit) in
                try DriverBootstrap(
                    picked.map { (names[$0], columns[$0]) }, sharing: sharing, draws: draws,
                    using: &chance)
            }
        }
    }
}
