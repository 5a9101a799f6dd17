import Base
import Columns
public import Domain
public import Statistics

/// The touchpoints of a journey in their order.
public struct JourneyReport: Resource {
    public struct Step: Sendable {
        public let column: String
        public let title: Wording?
        /// Of the page that it stands on.
        public let stage: Wording?
        public let measure: Measure
        /// The mean with its interval, −100 … 100 around the middle of the scale.
        public let feeling: Estimate?
        /// Share on the two lowest steps (the lowest of a short scale).
        public let badShare: Double?
        /// The upper one of them.
        public let worstStep: Int
        /// Share of the responses that rated it.
        public let reach: Double
        /// Of those who rated the step before, who did not rate this one.
        public internal(set) var left: Estimate?
        /// How it goes with the overall score; nil without one.
        public internal(set) var effect: Effect?
        /// What it is called in the themes by which texts are read; nil where none fits.
        public let touchpoint: Themes.Theme?
        /// Of the answers whose texts speak of that, the mean of how they do, −1 … 1; nil where
        /// nobody was asked for words.
        public let mood: Measure?
        /// Of those who rated it badly; nil where no case of theirs was answered.
        public internal(set) var wait: Wait?
    }

    /// Pearson's r of a step and the overall score, of all who gave both.
    public struct Effect: Sendable {
        public let estimate: Estimate
        /// With the share of false discoveries held over all steps.
        public let adjustedP: Double

        public var isClear: Bool { adjustedP < 0.05 }
    }

    public let steps: [Step]
    /// Whether the questionnaire asks for words.
    public let hasTexts: Bool
    /// Places of the best, the worst and the last shown step.
    public let peak: Int?
    public let low: Int?
    public let end: Int?
    /// Places of the steps whose rating clearly goes with the overall score, the closest first.
    public let truths: [Int]
    /// Which summary of the journey tells the overall score; nil without one.
    public let memory: Memory?

    /// How the overall score goes with the summaries of each respondent's own journey.
    public struct Memory: Sendable {
        public let n: Int
        /// R² of the overall score on the mean of all steps, and on the mean of peak and end.
        public let mean: Double
        public let peakEnd: Double
        /// That both tell it equally well (Williams).
        public let p: Double?
    }

    init(_ inquiry: Inquiry, _ touchpoints: JourneyTouchpoints) throws {
        let instrument = inquiry.set.instrument
        hasTexts = instrument.items.contains(where: \.isRead)
        let scoreColumn = instrument.scoreItem.map { "answers.\($0.key)" }
        let rated = instrument.items.flatMap { item in
            item.columns.filter { $0.isRating && $0.name != scoreColumn }.map { (item, $0) }
        }
        // The sides of a pair are no moments of a journey.
        .filter { !$0.0.isGap }
        let spoken = rated.map { touchpoints.touchpoint(of: $0.1.name, titled: $0.1.title) }
        let ids = hasTexts ? Set(spoken.compactMap { $0?.id }).sorted() : []
        let cells = try inquiry.run(
            inquiry.checked.window, of: rated.map(\.1.name) + ids.map(AnswerColumns.mood))
        let moods = ids.enumerated().map { place, id in
            let moments = cells.tally(of: rated.count + place).moments
            return (id, JourneyReport.mood(moments, of: id, inquiry))
        }
        let mood = Dictionary(uniqueKeysWithValues: moods)
        var steps = rated.enumerated().map { place, one in
            let (item, column) = one
            let scale = inquiry.set.scale(of: column.name)
            let measuring = Measuring(.mean, scale: scale)
            let tally = cells.tally(of: place)
            let measure = measuring.measure(tally, filter: inquiry.checked.filterText())
            return Step(
                column: column.name, title: column.title, stage: instrument.pages[item.page].title,
                measure: measure,
                feeling: measure.estimate.flatMap { estimate in
                    scale.map { JourneyReport.feeling(estimate, $0) }
                },
                badShare: measure.value.flatMap { _ in
                    scale.flatMap { JourneyReport.badShare(tally, $0) }
                }, worstStep: scale.map { JourneyReport.worst($0).upperBound } ?? 0,
                reach: tally.rows > 0 ? Double(tally.answered) / Double(tally.rows) : 0,
                touchpoint: spoken[place], mood: spoken[place].flatMap { mood[$0.id] })
        }
        JourneyReport.addPairs(inquiry, scoreColumn, to: &steps)
        let waits = try JourneyReport.waits(steps, inquiry)
        for (place, wait) in waits.enumerated() { steps[place].wait = wait }
        self.steps = steps
        truths = steps.indices.filter { steps[$0].effect?.isClear == true }
            .sorted { JourneyReport.r(steps[$0]) > JourneyReport.r(steps[$1]) }
        let shown = steps.indices.filter { steps[$0].feeling != nil }
        func value(_ place: Int) -> Double { steps[place].feeling?.value ?? 0 }
        peak = shown.max { value($0) < value($1) }
        low = shown.min { value($0) < value($1) }
        end = shown.last
        memory = JourneyReport.memory(
            inquiry,
            rated.compactMap { _, column in
                inquiry.set.scale(of: column.name).map { (column.name, $0) }
            }
        )
    }

    private static func r(_ step: Step) -> Double { step.effect?.estimate.value ?? 0 }

    /// Each step with the overall score and with the step before it.
    private static func addPairs(_ inquiry: Inquiry, _ score: String?, to steps: inout [Step]) {
        let names = steps.map(\.column) + (score == nil ? [] : ["score"])
        let before = steps.indices.dropFirst().map { ($0 - 1, $0) }
        let with = score == nil ? [] : steps.indices.map { ($0, steps.count) }
        let grams = inquiry.set.table.pairGrams(
            of: names, pairs: before + with, filter: inquiry.checked.filter(),
            window: inquiry.checked.window)
        for ((earlier, later), gram) in zip(before, grams) {
            let n = steps[earlier].measure.n
            guard !steps[earlier].measure.isHidden, !steps[later].measure.isHidden else { continue }
            steps[later].left = fit { () throws(Unfit) in
                try Share(hits: n - gram.count, of: n).estimate()
            }
        }
        let effects = grams.dropFirst(before.count).map(Correlation.tested)
        let p = FalseDiscovery.adjusted(effects.compactMap { $0?.p })
        let tested = effects.indices.filter { effects[$0] != nil }
        for (place, p) in zip(tested, p) {
            guard let effect = effects[place] else { continue }
            steps[place - effects.startIndex].effect = Effect(
                estimate: effect.estimate, adjustedP: p)
        }
    }

    private static func mood(_ moods: Moments, of id: String, _ inquiry: Inquiry) -> Measure {
        Measure(
            .mean, estimate: WordsReport.mean(moods), n: moods.count,
            filter: inquiry.checked.filterText(and: [AnswerColumns.speaks(of: id)]))
    }

    private static func feeling(_ mean: Estimate, _ scale: ClosedRange<Int>) -> Estimate {
        let middle = Double(scale.lowerBound + scale.upperBound) / 2
        let half = Double(scale.upperBound - scale.lowerBound) / 2
        return Estimate(
            value: 100 * (mean.value - middle) / half,
            low: 100 * (max(mean.low, Double(scale.lowerBound)) - middle) / half,
            high: 100 * (min(mean.high, Double(scale.upperBound)) - middle) / half, n: mean.n,
            method: mean.method, level: mean.level)
    }

    private static func badShare(_ tally: Tally, _ scale: ClosedRange<Int>) -> Double? {
        let ratings = tally.ratings(scale)
        let worst = worst(scale)
        return ratings.total > 0 ? Double(ratings.count(in: worst)) / Double(ratings.total) : nil
    }

    private static func worst(_ scale: ClosedRange<Int>) -> ClosedRange<Int> {
        scale.lowerBound...(scale.lowerBound + (scale.count >= 5 ? 1 : 0))
    }

    /// Of respondents with a score and at least three rated steps; what did not apply to them is
    /// no step of theirs.
    private static func memory(
        _ inquiry: Inquiry, _ steps: [(name: String, scale: ClosedRange<Int>)]
    ) -> Memory? {
        guard steps.count >= 3 else { return nil }
        let gram = inquiry.set.table.journeys(
            steps, score: "score", filter: inquiry.checked.filter(),
            window: inquiry.checked.window)
        guard gram.count >= 30, let found = fit({ () throws(Unfit) in try PeakEnd(gram) }) else {
            return nil
        }
        return Memory(
            n: gram.count, mean: found.mean.fit.r2, peakEnd: found.peakEnd.fit.r2,
            p: found.comparison?.p)
    }
}
