public import Base
import Columns
public import Domain
public import Statistics

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

    /// The same made by the program.
    /// - Parameter drivers: every rated item where empty.
    public init(
        _ instrument: ID<Instrument>, _ question: InsightQuestion, drivers: [String] = [],
        sharing: Drivers.Sharing? = nil
    ) {
        self.instrument = instrument
        self.question = question
        self.drivers = drivers
        self.sharing = sharing
    }

    public func perform(on desk: Desk) async throws -> DriverReport {
        let set = try await desk.answers(to: instrument)
        var question = question
        // Whatever the measure, a mean is what drivers add up to.
        (question.kind, question.value) = (.mean, nil)
        let inquiry = try Inquiry(question, set, zone: .utc)
        guard drivers.count <= Shapley.most else {
            throw Refusal.invalid("drivers", "tooMany", ["max": "\(Shapley.most)"])
        }
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
        var seen = Set([outcome])
        return DriverReport(inquiry, names.filter { seen.insert($0).inserted }, sharing)
    }
}

extension DriverReport {
    /// More drivers than this take exact Shapley values too long to resample.
    private static let mostExact = 14
    /// Up to so many respondents are resampled one by one, more in random parts.
    private static let mostRows = 2_000
    private static let parts = 13 * WholeBlock.lanes
    private static let draws = 1_000
    /// Of more respondents what is poor and excellent is counted in a random twelfth.
    private static let mostContrasted = 400_000

    init(_ inquiry: Inquiry, _ names: [String], _ chosen: Drivers.Sharing?) {
        let outcome = inquiry.checked.column
        let sharing = chosen ?? (names.count <= DriverReport.mostExact ? .shapley : .johnson)
        let rows = DriverRows([outcome] + names, inquiry)
        let n = rows.count
        let filter = inquiry.filter(answering: [outcome] + names)
        func none(_ reason: Reason) -> DriverReport {
            DriverReport(
                outcome: outcome, n: n, filter: filter, r2: nil, adjustedR2: nil, sharing: sharing,
                drivers: [],
                importanceCut: nil, performanceCut: nil, factorsR2: nil, factorsN: nil,
                reason: reason)
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
        let performance = found.drivers.map { rows.performance(of: $0.name) }
        let map = fit { () throws(Unfit) in
            try Importance(
                found.drivers.indices.map {
                    (found.drivers[$0].name, found.drivers[$0].share, performance[$0].value)
                })
        }
        let (factors, cuts) = (rows.factors, rows.contrasts)
        let t = StudentT(degrees: Double(max(1, n - picked.count))).twoSided(0.95)
        self.init(
            outcome: outcome, n: n, filter: filter, r2: found.r2, adjustedR2: found.adjustedR2,
            sharing: sharing,
            drivers: found.drivers.indices.map { place in
                let driver = found.drivers[place]
                return Driver(
                    driver, title: inquiry.set.title(of: driver.name), n: n, t: t,
                    sure: sure?.intervals[place], performance: performance[place],
                    quadrant: map?.items[place].quadrant,
                    contrast: factors?.drivers.first { $0.name == driver.name }.flatMap { own in
                        cuts.first { $0.column == own.name }.map {
                            Contrasted(poor: $0.poor, excellent: $0.excellent, found: own)
                        }
                    })
            }.sorted { $0.share > $1.share },
            importanceCut: map?.importanceCut, performanceCut: map?.performanceCut,
            factorsR2: factors?.r2, factorsN: factors?.n, reason: nil)
    }

    /// The complete rows of outcome and drivers: all of them summed up, and what is resampled.
    private struct DriverRows {
        let whole: Gram
        private let parts: [Gram]
        private let dealt: DealtGrams
        let contrasts: [Contrast]
        private let names: [String]
        private let inquiry: Inquiry

        var count: Int { whole.count }

        init(_ names: [String], _ inquiry: Inquiry) {
            (self.names, self.inquiry) = (names, inquiry)
            contrasts = names.dropFirst().compactMap { inquiry.contrast(of: $0) }
            // Its cells are one, so that none are too many.
            let rows = (try? inquiry.run(inquiry.checked.window).tally().rows) ?? 0
            let dealt = inquiry.set.table.grams(
                of: names, contrasts: contrasts,
                isSampled: rows > DriverReport.mostContrasted, parts: DriverReport.parts,
                filter: inquiry.checked.filter(),
                window: inquiry.checked.window)
            (parts, self.dealt) = (dealt.parts, dealt)
            whole = Gram.merging(dealt.parts)
        }

        /// Mean of a column with its interval, 0 … 100 along its scale where it has one.
        func performance(of name: String) -> Estimate {
            let place = whole.names.firstIndex(of: name) ?? 0
            let moments = whole.score(whole.names.indices.map { $0 == place ? 1 : 0 })
            let mean =
                fit { () throws(Unfit) in try Average.estimate(moments) }
                ?? Estimate(
                    value: moments.mean, low: -.infinity, high: .infinity, n: moments.count,
                    method: Average.method)
            guard let scale = inquiry.set.scale(of: name), scale.count > 1 else { return mean }
            return mean.shifted(by: -Double(scale.lowerBound))
                .scaled(by: 100 / Double(scale.count - 1)).clipped(to: 0...100)
        }

        /// Nil where the answers are too few for as many contrasts, or these repeat each other.
        var factors: SatisfactionFactors? {
            guard count > 4 * dealt.contrasted.count + 2 else { return nil }
            return fit { () throws(Unfit) in
                try SatisfactionFactors(
                    groups: dealt.contrasts, attributes: dealt.contrasted, least: Measure.floor)
            }
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

extension DriverReport.Driver {
    fileprivate init(
        _ found: Drivers.Driver, title: Wording?, n: Int, t: Double,
        sure: DriverBootstrap.Interval?, performance: Estimate, quadrant: Importance.Quadrant?,
        contrast: DriverReport.Contrasted?
    ) {
        let (slope, reach) = (found.coefficient, t * found.coefficient.standardError)
        self.init(
            column: found.name, title: title, share: found.share, relative: found.relative,
            interval: sure.map { ($0.low, $0.high) }, rankStability: sure?.rankStability,
            r: found.r, standardBeta: found.standardBeta,
            effect: Estimate(
                value: slope.coefficient, standardError: slope.standardError,
                low: slope.coefficient - reach, high: slope.coefficient + reach, n: n,
                method: LeastSquares.method),
            p: slope.p, performance: performance, quadrant: quadrant, contrast: contrast)
    }
}

extension Inquiry {
    /// What is poor and what excellent on the scale of a rating; nil where nothing lies between.
    fileprivate func contrast(of column: String) -> Contrast? {
        guard let scale = set.scale(of: column), scale.count > 2 else { return nil }
        let cuts = PenaltyReward.Cuts.standard(
            low: Double(scale.lowerBound), high: Double(scale.upperBound))
        return Contrast(column, poor: cuts.poor, excellent: cuts.excellent)
    }
}
