public import Base
import Columns
public import Domain
import Statistics

/// Satisfaction as an index with what makes it and what follows from it (ACSI, ECSI).
public typealias ShowIndex = StudyOfAnswers<IndexReport>

extension IndexReport: StudyReport {
    public static let study = (
        name: "insight.index",
        summary:
            "Compute the satisfaction index with its path model: image, quality, value, loyalty."
    )

    public static func report(
        on instrument: ID<Instrument>, _ question: InsightQuestion, from desk: Desk
    ) async throws -> IndexReport {
        IndexReport(try await desk.inquiry(into: instrument, question))
    }
}

/// The latent variables of a satisfaction index and the paths between them.
public struct IndexReport: Resource {
    public struct Latent: Sendable {
        public let key: String
        public let title: Wording
        /// 0 … 100.
        public let value: Double
        /// How much of it the model explains; nil for one that nothing leads to.
        public let r2: Double?
        public let alpha: Double?
        public let averageVariance: Double
    }

    public struct Path: Sendable {
        public let from: String
        public let to: String
        /// Standard deviations of the one for one of the other.
        public let coefficient: Double
        /// 95 %, by resampling.
        public let interval: (low: Double, high: Double)?
    }

    /// False for an instrument without the model's questions.
    public let isFit: Bool
    /// Respondents with an answer to every question of the model.
    public let n: Int
    /// Empty below the anonymity floor, or where nothing can be computed.
    public let latents: [Latent]
    public let paths: [Path]

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
    /// Of more respondents the interval is narrower than what is shown, and long to resample.
    private static let mostResampled = 5_000
    private static let draws = 300

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

    init(_ inquiry: Inquiry) {
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
        let gram =
            isFit
            ? table.gram(of: names, filter: filter, window: inquiry.checked.window)
            : Gram(names: names)
        n = gram.count
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
            (latents, self.paths) = ([], [])
            return
        }
        latents = items.compactMap { IndexReport.latent($0, found, gram, inquiry) }
        let sure =
            n > IndexReport.mostResampled ? nil : IndexReport.bootstrap(model, names, inquiry)
        self.paths = found.paths.enumerated().map { place, path in
            Path(
                from: path.from, to: path.to, coefficient: path.coefficient,
                interval: sure.map { ($0.paths[place].low, $0.paths[place].high) })
        }
    }

    private static func bootstrap(
        _ model: PathModel, _ names: [String], _ inquiry: Inquiry
    ) -> PathBootstrap? {
        let columns = inquiry.set.table.completeRows(
            of: names, filter: inquiry.checked.filter(), window: inquiry.checked.window)
        var chance = SplitMix64(seed: 1)
        return fit { () throws(Unfit) in
            try PathBootstrap(
                model, zip(names, columns).map { ($0, $1) }, draws: IndexReport.draws,
                using: &chance)
        }
    }

    private static func latent(
        _ item: Item, _ found: PathEstimates, _ gram: Gram, _ inquiry: Inquiry
    ) -> Latent? {
        guard
            let scale = item.rows.first.flatMap({ row in
                inquiry.set.scale(of: "answers.\(item.key).\(row.code)")
            }),
            let own = found.latents.first(where: { $0.name == item.key }),
            let index = fit({ () throws(Unfit) in
                try SatisfactionIndex(
                    found, latent: item.key, gram: gram,
                    scale: Double(scale.lowerBound)...Double(scale.upperBound))
            })
        else { return nil }
        return Latent(
            key: item.key, title: inquiry.set.instrument.pages[item.page].title ?? item.title,
            value: index.value, r2: own.r2, alpha: own.alpha,
            averageVariance: own.averageVariance)
    }

    public static let shape = Shape.object([
        Field("isFit", .boolean, .required, "Whether the instrument asks what the model needs."),
        Field("n", .integer(0...Int.max)), Field("source", .text(max: 500)),
        Field(
            "latents",
            .array(
                .object([
                    Field("key", .text()), Field("title", .wording),
                    Field("value", .number(), .required, "Index from 0 to 100."),
                    Field("r2", .number(), .optional), Field("alpha", .number(), .optional),
                    Field("averageVariance", .number()),
                ]))),
        Field(
            "paths",
            .array(
                .object([
                    Field("from", .text()), Field("to", .text()),
                    Field("coefficient", .number()), Field("low", .number(), .optional),
                    Field("high", .number(), .optional),
                ]))),
    ])

    public var json: JSON {
        .fields([
            ("isFit", .bool(isFit)), ("n", .integer(n)),
            ("source", .string(SatisfactionIndex.method.source)),
            (
                "latents",
                .array(
                    latents.map {
                        .fields([
                            ("key", .string($0.key)), ("title", $0.title.json),
                            ("value", .figure($0.value)), ("r2", .figure($0.r2)),
                            ("alpha", .figure($0.alpha)),
                            ("averageVariance", .figure($0.averageVariance)),
                        ])
                    })
            ),
            (
                "paths",
                .array(
                    paths.map {
                        .fields([
                            ("from", .string($0.from)), ("to", .string($0.to)),
                            ("coefficient", .figure($0.coefficient)),
                            ("low", .figure($0.interval?.low)),
                            ("high", .figure($0.interval?.high)),
                        ])
                    })
            ),
        ])
    }
}
