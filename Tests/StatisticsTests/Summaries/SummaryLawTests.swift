import Statistics
import Testing

/// A small generator so that the laws are tried on many samples, the same ones every time.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var x = state
        x ^= x >> 33
        x &*= 0xff51_afd7_ed55_8ccd
        x ^= x >> 33
        return x
    }
}

/// Every `Summary` of the target obeys its laws.
@Suite struct SummaryLawTests {
    /// Three parts of a sample, some of them empty.
    func parts<Row>(_ seed: UInt64, _ row: (inout Lehmer) -> Row) -> [[Row]] {
        var chance = Lehmer(state: seed)
        return (0..<3).map { _ in
            let count =
                Int.random(in: 0...3, using: &chance) * Int.random(in: 0...9, using: &chance)
            return (0..<count).map { _ in row(&chance) }
        }
    }

    @Test(arguments: 1...40) func ratingsAndShares(_ seed: UInt64) throws {
        let scores = parts(seed) { Int.random(in: 0...10, using: &$0) }
        try SummaryLaws<Histogram, Int>(exact: scores) { $0.add($1) }.checkReversible()
        try SummaryLaws<NPSCounts, Int>(exact: scores) { try $0.add($1) }.checkReversible()
        try SummaryLaws<Share, Int>(exact: scores) { $0.add($1 > 8) }.checkReversible()
        let all = scores.flatMap { $0 }
        #expect(
            try NPSCounts(Histogram(all))
                == SummaryLaws<NPSCounts, Int>(exact: scores) { try $0.add($1) }.summary(all))
        let (counted, listed) = (Histogram(all).moments, Moments(all.map { Double($0) }))
        expectNear(
            [counted.mean, counted.squares], [listed.mean, listed.squares], 1e-12, "histogram")
    }

    @Test(arguments: 1...40) func weightedScores(_ seed: UInt64) throws {
        let rows = parts(seed) {
            (Int.random(in: 0...10, using: &$0), Double.random(in: 0.2...3, using: &$0))
        }
        try SummaryLaws<WeightedNPS, (Int, Double)>(rows, within: 1e-11) {
            try $0.add($1.0, weight: $1.1)
        } figures: { summary in
            let found = summary.n > 1 ? try? summary.estimate() : nil
            return [
                Double(summary.n), summary.n > 0 ? summary.designEffect ?? -1 : -1,
                found?.value ?? -2, found?.standardError ?? -2,
            ]
        }.checkReversible()
    }

    @Test(arguments: 1...40) func momentsAndDurations(_ seed: UInt64) throws {
        let values = parts(seed) { 1e6 + Double.random(in: 0...100, using: &$0) }
        try SummaryLaws<Moments, Double>(values, within: 1e-6) {
            $0.add($1)
        } figures: {
            [Double($0.count), $0.mean, $0.squares]
        }.checkReversible()
        let times = parts(seed) { Double.random(in: 0...1e6, using: &$0).rounded() }
        try SummaryLaws<QuantileSketch, Double>(exact: times) { $0.add($1) }.checkReversible()
        try SummaryLaws<Durations, Double>(times, within: 1e-10) {
            $0.add($1)
        } figures: {
            [Double($0.count), $0.total, $0.median ?? -1]
        }.checkReversible()
    }

    @Test(arguments: 1...40) func jointMoments(_ seed: UInt64) throws {
        let rows = parts(seed) { chance in
            let shared = Double.random(in: -2...2, using: &chance)
            return (0..<4).map { 50 + Double($0) * shared + .random(in: -1...1, using: &chance) }
        }
        try SummaryLaws<Gram, [Double]>(
            rows, empty: Gram(names: ["a", "b", "c", "d"]), within: 1e-9
        ) {
            $0.add($1)
        } figures: { gram in
            // The summary of nothing knows no names yet.
            gram.count == 0 ? [0] : [Double(gram.count)] + gram.means + gram.comoments.values
        }.checkReversible()
    }

    @Test(arguments: 1...40) func kano(_ seed: UInt64) throws {
        let pairs = parts(seed) {
            (Int.random(in: 1...5, using: &$0), Int.random(in: 1...5, using: &$0))
        }
        try SummaryLaws<KanoAnswers, (Int, Int)>(exact: pairs) {
            try $0.add(functional: $1.0, dysfunctional: $1.1)
        }.checkReversible()
        try SummaryLaws<KanoCounts, (Int, Int)>(exact: pairs) {
            $0[KanoTable.berger.category(functional: $1.0, dysfunctional: $1.1)] += 1
        }.checkReversible()
    }

    @Test(arguments: 1...40) func expectations(_ seed: UInt64) throws {
        let rows = parts(seed) { chance in
            (0..<3).map { _ in Double(Int.random(in: 1...7, using: &chance)) }
        }
        try SummaryLaws<ZoneOfTolerance, [Double]>(rows, within: 1e-11) {
            $0.add(desired: $1[0], adequate: $1[1], perceived: $1[2])
        } figures: { zone in
            let counts = [zone.n, zone.below, zone.within, zone.above, zone.withoutZone]
            return counts.map { Double($0) }
                + [zone.adequacy ?? -9, zone.superiority ?? -9, zone.width ?? -9]
        }.checkReversible()
        try SummaryLaws<WeightedGaps, [Double]>(rows, within: 1e-11) {
            try $0.add(gaps: [$1[0] - $1[1], $1[1] - $1[2]], points: [60, 40])
        } figures: {
            [Double($0.moments.count), $0.moments.mean, $0.moments.squares]
        }.check()
    }

    @Test(arguments: 1...40) func agreement(_ seed: UInt64) throws {
        let pairs = parts(seed) {
            (Int.random(in: 0..<4, using: &$0), Int.random(in: 0..<4, using: &$0))
        }
        try SummaryLaws<Kappa, (Int, Int)>(exact: pairs, empty: Kappa(categories: 4)) {
            try $0.add($1.0, $1.1)
        }.checkReversible()
        let chosen = parts(seed) { chance in
            (0..<5).reduce(into: [0, 0, 0]) { counts, _ in
                counts[Int.random(in: 0..<3, using: &chance)] += 1
            }
        }
        try SummaryLaws<FleissKappa, [Int]>(exact: chosen) { try $0.add(counts: $1) }
            .checkReversible()
        let units = parts(seed) { chance in
            (0..<Int.random(in: 1...6, using: &chance)).map { _ in
                Double(Int.random(in: 1...5, using: &chance))
            }
        }
        try SummaryLaws<Krippendorff, [Double]>(exact: units) { try $0.add($1) }
            .checkReversible()
    }

    @Test(arguments: 1...40) func customers(_ seed: UInt64) throws {
        let patterns = parts(seed) { chance in
            let age = Int.random(in: 1...9, using: &chance)
            let count = Int.random(in: 0...2, using: &chance)
            let last = count > 0 ? Int.random(in: 0...age, using: &chance) : 0
            return PurchasePattern(frequency: count, recency: Double(last), age: Double(age))
        }
        try SummaryLaws<PurchaseHistory, PurchasePattern>(exact: patterns) { try $0.add($1) }
            .checkReversible()
        let spells = parts(seed) {
            (Double(Int.random(in: 1...12, using: &$0)), Bool.random(using: &$0))
        }
        try SummaryLaws<KaplanMeier, (Double, Bool)>(exact: spells) {
            try $0.add(time: $1.0, left: $1.1)
        }.checkReversible()
        let payers = parts(seed) {
            (Int.random(in: 0...3, using: &$0), Int.random(in: 0...4, using: &$0) == 0)
        }
        try SummaryLaws<WeightOfEvidence<Int>, (Int, Bool)>(exact: payers) {
            $0.add($1.0, isBad: $1.1)
        }.checkReversible()
    }

    @Test(arguments: 1...40) func processes(_ seed: UInt64) throws {
        let traces = try parts(seed) { chance in
            var time = Double(Int.random(in: 0...1000, using: &chance))
            let steps = (0..<Int.random(in: 1...5, using: &chance)).map { _ in
                time += Double(Int.random(in: 0...500, using: &chance))
                return ProcessTrace.Step(
                    ["new", "open", "waiting"].randomElement(using: &chance) ?? "", at: time)
            }
            let open = Bool.random(using: &chance) ? time + 60 : nil
            return (steps, open)
        }.map { part in try part.map { try ProcessTrace($0.0, openUntil: $0.1) } }
        try SummaryLaws<ProcessLog, ProcessTrace>(traces, within: 1e-9) {
            $0.add($1)
        } figures: {
            Self.figures($0)
        }.checkReversible()
        try SummaryLaws<ProcessLog.Activity, ProcessTrace>(traces, within: 1e-9) {
            var log = ProcessLog()
            log.add($1)
            for activity in log.activities.values { $0.merge(activity) }
        } figures: {
            Self.figures($0)
        }.checkReversible()
    }

    private static func figures(_ log: ProcessLog) -> [Double] {
        var found = [log.cases, log.events, log.reworked, log.returned].map { Double($0) }
        for name in log.activities.keys.sorted() {
            found += log.activities[name].map { figures($0) } ?? []
        }
        let arcs = log.arcs.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
        for arc in arcs { found += [Double(arc.value.count), arc.value.total] }
        for variant in log.commonVariants(100) {
            found += [Double(variant.cases), variant.time.total, variant.time.median ?? -1]
        }
        return found + [log.throughput.total, log.throughput.median ?? -1]
    }

    private static func figures(_ activity: ProcessLog.Activity) -> [Double] {
        [activity.occurrences, activity.cases, activity.repeatedIn, activity.time.count]
            .map { Double($0) } + [activity.time.total, activity.time.median ?? -1]
    }
}
