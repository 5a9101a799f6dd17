import Columns
public import Base
public import Domain
public import Statistics

/// Features by category, and how that changed from wave to wave.
public struct KanoReport: Resource {
    public struct Feature: Sendable {
        /// What it is like with the feature.
        public let column: String
        /// What it is like without it.
        public let without: String
        public let title: Wording
        /// Who answered both.
        public let n: Int
        /// Nil below the anonymity floor.
        public let found: KanoFeature?
        /// In the order of time; empty where no steps of time were asked for.
        public let waves: [Wave]
        /// Nil with fewer than two waves that may be shown.
        public internal(set) var drift: Drift?
    }

    /// The same of one step of time.
    public struct Wave: Sendable {
        public let span: Range<Instant>
        public let n: Int
        /// Nil below the anonymity floor, and where it would tell what is hidden elsewhere.
        public let found: KanoFeature?
    }

    /// Whether the waves read a feature differently.
    public struct Drift: Sendable {
        public let test: KanoDrift
        /// With the share of false discoveries held over all features.
        public internal(set) var adjustedP: Double
        /// The last wave that is shown less the first.
        public internal(set) var better: Change?
        public internal(set) var worse: Change?

        public var isClear: Bool { adjustedP < 0.05 }
    }

    /// False for an instrument without pairs of with and without.
    public let hasPairs: Bool
    public let features: [Feature]

    init(_ inquiry: Inquiry) throws {
        let items = inquiry.set.instrument.items.filter { $0.kind == .kano && $0.sides.count == 2 }
        hasPairs = !items.isEmpty
        let buckets = hasPairs ? try inquiry.buckets() : nil
        let features = try items.flatMap { item in
            try item.rows.map { row in
                let names = item.sides.map { "answers.\(item.key).\(row.code).\($0.code)" }
                let waves = try KanoReport.answers(names, item, buckets, inquiry)
                let all = waves.reduce(into: KanoCounts()) { $0.merge($1) }
                let shown = buckets.map { KanoReport.waves(waves, $0) } ?? []
                return Feature(
                    column: names[0], without: names[1], title: row.title, n: all.n,
                    found: KanoReport.found(all),
                    waves: shown, drift: KanoReport.drift(shown))
            }
        }
        self.features = KanoReport.adjusted(features)
    }

    /// Of each wave, or of all together.
    private static func answers(
        _ names: [String], _ item: Item, _ buckets: Buckets?, _ inquiry: Inquiry
    ) throws -> [KanoCounts] {
        let cells = try inquiry.run(
            inquiry.checked.window, names.map { Dimension($0) }, buckets, of: [])
        // The five choices in the order of the questionnaire: like, expect, neutral, tolerate,
        // dislike.
        func place(_ group: Dimension.Group) -> Int? {
            guard case .value(let value) = group else { return nil }
            return item.options.firstIndex { .string($0.code) == value }.map { $0 + 1 }
        }
        var waves = Array(repeating: KanoAnswers(), count: buckets?.count ?? 1)
        for (with, functional) in cells.sides[0].groups.enumerated() {
            for (without, dysfunctional) in cells.sides[1].groups.enumerated() {
                guard let x = place(functional), let y = place(dysfunctional) else { continue }
                for wave in waves.indices {
                    let tally = cells.tally(
                        [with, without], bucket: buckets.map { _ in wave })
                    try waves[wave].add(functional: x, dysfunctional: y, times: tally.rows)
                }
            }
        }
        return waves.map { $0.counts(.berger) }
    }

    private static func found(_ counts: KanoCounts) -> KanoFeature? {
        guard counts.n >= Measure.floor else { return nil }
        return fit { () throws(Unfit) in try KanoFeature(counts) }
    }

    private static func waves(_ counts: [KanoCounts], _ buckets: Buckets) -> [Wave] {
        let concealed = Concealment.extra(
            counts.enumerated().map {
                .init([$0], n: $1.n, isHidden: $1.n < Measure.floor)
            })
        return counts.indices.map { place in
            Wave(
                span: buckets[place], n: counts[place].n,
                found: concealed.contains(place) ? nil : found(counts[place]))
        }
    }

    private static func drift(_ waves: [Wave]) -> Drift? {
        let counts = waves.compactMap(\.found?.counts)
        guard counts.count > 1, let first = counts.first, let last = counts.last,
            let test = fit({ () throws(Unfit) in try KanoDrift(counts) })
        else { return nil }
        func change(_ hits: (KanoCounts) -> Int) -> Change? {
            fit { () throws(Unfit) in
                try Share.difference(
                    Share(hits: hits(last), of: last.plain),
                    Share(hits: hits(first), of: first.plain))
            }.map { Change($0) }
        }
        return Drift(
            test: test, adjustedP: test.p,
            better: change { $0[.attractive] + $0[.oneDimensional] },
            worse: change { $0[.oneDimensional] + $0[.mustBe] })
    }

    /// All features are tested together.
    private static func adjusted(_ features: [Feature]) -> [Feature] {
        let tested = features.indices.filter { features[$0].drift != nil }
        let p = FalseDiscovery.adjusted(tested.compactMap { features[$0].drift?.test.p })
        var adjusted = features
        for (place, p) in zip(tested, p) { adjusted[place].drift?.adjustedP = p }
        for side in [\Drift.better, \Drift.worse] {
            let changed = tested.filter { adjusted[$0].drift?[keyPath: side] != nil }
            let own = FalseDiscovery.adjusted(
                changed.compactMap { adjusted[$0].drift?[keyPath: side]?.p })
            for (place, p) in zip(changed, own) {
                let change = adjusted[place].drift?[keyPath: side]?.adjusted(to: p)
                adjusted[place].drift?[keyPath: side] = change
            }
        }
        return adjusted
    }
}
