public import Base
import Columns
public import Domain
public import Statistics

/// Satisfaction as an index with what makes it and what follows from it (ACSI, ECSI).
public typealias ShowIndex = StudyOfAnswers<IndexReport>

extension IndexReport: StudyReport {
    public static let study = (
        name: "insight.index",
        summary:
            "Compute the satisfaction index with its path model, by group and time."
    )
    public static var asks: [Field] { GapReport.asks }

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> IndexReport {
        try IndexReport(try await desk.inquiry(into: instrument, question))
    }
}

/// The latent variables of a satisfaction index and the paths between them.
public struct IndexReport: Resource {
    /// Both ends at 95 %, by resampling.
    public typealias Interval = PathBootstrap.Interval

    public struct Latent: Sendable {
        public let key: String
        public let title: Wording
        /// 0 … 100.
        public let value: Double
        public let interval: Interval?
        /// How much of it the model explains; nil for one that nothing leads to.
        public let r2: Double?
        public let r2Interval: Interval?
        public let alpha: Double?
        public let averageVariance: Double
        /// Those that vary.
        public let items: [Indicator]
    }

    /// A question that measures a latent variable.
    public struct Indicator: Sendable {
        public let column: String
        public let title: Wording
        /// Of the standardised item in the latent variable.
        public let weight: Double
        public let weightInterval: Interval?
        /// Correlation with the latent variable.
        public let loading: Double
        public let loadingInterval: Interval?
    }

    public struct Path: Sendable {
        public let from: String
        public let to: String
        /// Standard deviations of the one for one of the other.
        public let coefficient: Double
        public let interval: Interval?
    }

    /// False for an instrument without the model's questions.
    public let isFit: Bool
    /// Respondents with an answer to every question of the model.
    public let n: Int
    /// Finds exactly them.
    public let filter: String?
    /// Empty below the anonymity floor, or where nothing can be computed.
    public let latents: [Latent]
    public let paths: [Path]
    /// Each respondent's index with the weights of all, in the order of time; empty where no steps
    /// of time were asked for.
    public let steps: [Part]
    /// The same by group, the lowest first; empty where nothing was to group by.
    public let groups: [Part]

    /// The index of satisfaction, then of every latent variable.
    public typealias Part = GapReport.Part

    /// The model of Fornell et al. 1996 as ECSI has it, by the keys of the items. Those of an
    /// instrument that are missing are left out with their paths; complaints only few can answer.
    private static let model: [(from: String, to: String)] = [
        ("image", "expectations"), ("image", "satisfaction"), ("image", "loyalty"),
        ("expectations", "quality"), ("expectations", "value"), ("expectations", "satisfaction"),
        ("quality", "value"), ("quality", "satisfaction"), ("value", "satisfaction"),
        ("satisfaction", "loyalty"),
    ]
    private static let order = [
        "image", "expectations", "quality", "value", "satisfaction", "loyalty",
    ]
    /// Up to so many respondents are resampled one by one, more in random parts.
    private static let mostRows = 2_000
    private static let parts = 13 * WholeBlock.lanes
    public static let draws = 200

    private static func isFit(_ keys: Set<String>) -> Bool {
        keys.contains("satisfaction") && keys.count >= 3
    }

    /// Whether an instrument asks what the model needs: matrices of ratings by these keys.
    public static func isAsked(by source: InsightSource) -> Bool {
        isFit(
            Set(
                order.filter { key in
                    source.columns.contains { $0.isRating && $0.name.hasPrefix("answers.\(key).") }
                }))
    }

    init(_ inquiry: Inquiry) throws {
        let items = IndexReport.order.compactMap { key in
            inquiry.set.instrument[item: key].flatMap { item in
                item.kind == .matrix && item.scale != nil ? item : nil
            }
        }
        let keys = Set(items.map(\.key))
        let paths = IndexReport.model.filter { keys.contains($0.from) && keys.contains($0.to) }
        isFit = IndexReport.isFit(keys)
        let names = items.flatMap { item in item.rows.map { "answers.\(item.key).\($0.code)" } }
        let (table, filter) = (inquiry.set.table, inquiry.checked.filter())
        let parts =
            isFit
            ? table.grams(
                of: names, parts: IndexReport.parts, filter: filter,
                window: inquiry.checked.window
            ).parts : [Gram(names: names)]
        let gram = Gram.merging(parts)
        n = gram.count
        self.filter = inquiry.filter(answering: names)
        let model = fit { () throws(Unfit) in
            try PathModel(
                items.map { item in
                    PathModel.Latent(
                        item.key, items: item.rows.map { "answers.\(item.key).\($0.code)" })
                }, paths: paths)
        }
        guard isFit, n > 2 * names.count, let model,
            let found = fit({ () throws(Unfit) in try PathEstimates(model, gram) })
        else {
            (latents, self.paths, steps, groups) = ([], [], [], [])
            return
        }
        let scales = items.map { item in
            item.rows.first.flatMap { row in
                inquiry.set.scale(of: "answers.\(item.key).\(row.code)")
            }.map { Double($0.lowerBound)...Double($0.upperBound) } ?? 0...1
        }
        let sure = IndexReport.bootstrap(model, names, scales, parts, inquiry)
        let fitted = Fitted(
            items: items, scales: scales, gram: gram, found: found, sure: sure, set: inquiry.set)
        latents = items.indices.compactMap(fitted.latent)
        self.paths = found.paths.enumerated().map { place, path in
            Path(
                from: path.from, to: path.to, coefficient: path.coefficient,
                interval: sure?.paths[place])
        }
        let scores = fitted.scores(of: names)
        guard inquiry.question.grain != nil || !inquiry.question.dimensions.isEmpty,
            let main = scores.first(where: { $0.key == "satisfaction" })?.score
        else {
            (steps, groups) = ([], [])
            return
        }
        let cells = try inquiry.run { cut in
            try table.scores([main] + scores.map(\.score), of: names, cut)
        }
        steps = GapReport.steps(cells, inquiry, names)
        groups = GapReport.groups(cells, inquiry, names)
    }

    private static func bootstrap(
        _ model: PathModel, _ names: [String], _ scales: [ClosedRange<Double>], _ parts: [Gram],
        _ inquiry: Inquiry
    ) -> PathBootstrap? {
        var chance = SplitMix64(seed: 1)
        guard parts.reduce(0, { $0 + $1.count }) <= mostRows else {
            return fit { () throws(Unfit) in
                try PathBootstrap(
                    model, parts: parts, scales: scales, draws: draws, using: &chance)
            }
        }
        let columns = inquiry.set.table.completeRows(
            of: names, filter: inquiry.checked.filter(), window: inquiry.checked.window)
        return fit { () throws(Unfit) in
            try PathBootstrap(
                model, zip(names, columns).map { ($0, $1) }, scales: scales, draws: draws,
                using: &chance)
        }
    }
}

/// The model as it was fitted to the answers.
private struct Fitted {
    let items: [Item]
    let scales: [ClosedRange<Double>]
    let gram: Gram
    let found: PathEstimates
    let sure: PathBootstrap?
    let set: AnswerSet

    /// - Parameter place: among the latent variables of the model.
    func latent(_ place: Int) -> IndexReport.Latent? {
        let (item, own) = (items[place], found.latents[place])
        guard let index = index(place) else { return nil }
        return IndexReport.Latent(
            key: item.key, title: set.instrument.pages[item.page].title ?? item.title,
            value: index.value, interval: sure?.indices[place], r2: own.r2,
            r2Interval: sure?.r2[place], alpha: own.alpha, averageVariance: own.averageVariance,
            items: own.items.enumerated().map { order, one in
                IndexReport.Indicator(
                    column: one.name,
                    title: set.title(of: one.name) ?? Wording(zh: one.name, en: one.name),
                    weight: one.weight, weightInterval: sure?.weights[place][order],
                    loading: one.loading, loadingInterval: sure?.loadings[place][order])
            })
    }

    private func index(_ place: Int) -> SatisfactionIndex? {
        fit { () throws(Unfit) in
            try SatisfactionIndex(
                found, latent: items[place].key, gram: gram, scale: scales[place])
        }
    }

    /// How the index of each latent variable that has one is made of a row's answers.
    func scores(of names: [String]) -> [(key: String, score: RowScore)] {
        items.indices.compactMap { place in
            guard let index = index(place) else { return nil }
            let width = scales[place].upperBound - scales[place].lowerBound
            var weights = Array(repeating: 0.0, count: names.count)
            for (item, share) in zip(found.latents[place].items, index.shares) {
                if let own = names.firstIndex(of: item.name) { weights[own] = 100 * share / width }
            }
            let constant = -100 * scales[place].lowerBound / width
            return (items[place].key, RowScore(constant: constant, weights: weights))
        }
    }
}
