public import Base
import Statistics

/// Satisfaction index 满意度指数 by a path model of latent variables.
public struct CSIAnalysis: Analysis {
    public static let name = "csi"
    public static let summary = "Satisfaction index 0 to 100 by PLS path modelling (ACSI, ECSI)."
    public static let options = [
        AnalysisOption("model", .file, "YAML: latents with items, paths, mode, scheme, scale."),
        AnalysisOption(
            "bootstrap", .whole(0...100_000), standard: "500",
            "Resamples for the intervals; 0 for none."),
        AnalysisOption(
            "estimator", .choice(["pls", "plsc"]), standard: "pls",
            "plsc corrects for unreliable scores (common factors); it gives no intervals."),
    ]

    /// A faulty model is wrong data, not a wrong option, so it is told when columns are asked for.
    let file: Result<PathModelFile, Refusal>
    let draws: Int
    let isConsistent: Bool
    let level: Double
    let seed: UInt64

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        let text = try CSIAnalysis.text(of: chosen.text("model"))
        file = Result { () throws(Refusal) in try PathModelFile(parsing: text) }
        isConsistent = chosen.text("estimator") == "plsc"
        draws = isConsistent ? 0 : chosen.whole("bootstrap")
        level = chosen.level
        seed = chosen.seed
    }

    /// The file's text, so much of it as tells a document from what is too large for one.
    private static func text(of path: String) throws(Refusal) -> String {
        let source = try FileSource(path: path)
        var bytes: [UInt8] = []
        do {
            while bytes.count < 1 << 20, try source.append(to: &bytes, upTo: 65_536) {}
        } catch {
            throw error as? Refusal
                ?? Refusal(.unreadable, "fileUnreadable", ["file": path, "reason": "\(error)"])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    public func columns(in header: [String]) throws(Refusal) -> [AnalysisColumn] {
        try file.get().model.latents.flatMap(\.items).map { AnalysisColumn($0, .number) }
    }

    public var reference: String {
        [PathEstimates.method, isConsistent ? ConsistentPaths.method : PathBootstrap.method]
            .map(\.source).joined(separator: "; ")
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group {
        Group(analysis: self, rows: GatheredColumns(columns.map(\.name)))
    }

    public struct Group: AnalysisGroup {
        let analysis: CSIAnalysis
        var rows: GatheredColumns

        public mutating func add(_ row: AnalysisRow) { rows.add(row.numbers) }

        public func result() throws -> AnalysisResult {
            let file = try analysis.file.get()
            guard let seen = rows.range(of: 0..<rows.names.count) else { throw Unfit.empty }
            let gram = try Gram(rows.named)
            let found = try PathEstimates(file.model, gram)
            let consistent = analysis.isConsistent ? try ConsistentPaths(found) : nil
            var resampled: PathBootstrap?
            if analysis.draws > 0 {
                var chance = SplitMix64(seed: analysis.seed)
                resampled = try PathBootstrap(
                    file.model, rows.named, draws: analysis.draws, level: analysis.level,
                    using: &chance)
            }
            let scale = file.scale ?? seen.low...seen.high
            let report = PathReport(
                found: found, consistent: consistent, resampled: resampled, gram: gram,
                scale: scale)
            return AnalysisResult(
                [
                    ("n", .integer(found.n)), ("scheme", .string(file.model.scheme.rawValue)),
                    ("estimator", .string(analysis.isConsistent ? "plsc" : "pls")),
                    ("scale", [.number(scale.lowerBound), .number(scale.upperBound)]),
                    ("iterations", .integer(found.iterations)),
                    ("goodnessOfFit", .figure(found.goodnessOfFit)),
                    ("bootstrap", .integer(resampled?.draws ?? 0)),
                    ("dropped", .array(found.dropped.map(JSON.string))),
                ] + report.fields)
        }
    }
}

/// What is told of a fitted path model.
struct PathReport {
    let found: PathEstimates
    let consistent: ConsistentPaths?
    let resampled: PathBootstrap?
    let gram: Gram
    let scale: ClosedRange<Double>

    var fields: [(String, JSON)] {
        [("paths", .figures(named { coefficient($0) }))]
            + latentFields
            + [
                ("weights", items { latent, place in latent.items[place].weight }),
                ("loadings", items(loading)),
                ("htmt", pairs { found.heterotrait[$0, $1] }),
                ("correlation", pairs { correlation[$0, $1] }),
                ("totalEffects", .figures(effects)),
                ("pathEstimates", .array(found.paths.indices.map(path))),
            ]
    }

    private var correlation: Matrix { consistent?.correlation ?? found.correlation }

    private func coefficient(_ place: Int) -> Double {
        consistent?.coefficients[place] ?? found.paths[place].coefficient
    }

    private func loading(_ latent: PathEstimates.Latent, _ place: Int) -> Double {
        guard let consistent,
            let row = found.latents.firstIndex(where: { $0.name == latent.name })
        else { return latent.items[place].loading }
        return consistent.loadings[row][place]
    }

    private func named(_ value: (Int) -> Double?) -> [(String, Double?)] {
        found.paths.indices.map {
            ("\(found.paths[$0].from)->\(found.paths[$0].to)", value($0))
        }
    }

    private var latentFields: [(String, JSON)] {
        func each(_ value: (Int, PathEstimates.Latent) -> Double?) -> JSON {
            .figures(found.latents.enumerated().map { ($1.name, value($0, $1)) })
        }
        let index = found.latents.map { latent in
            fit { () throws(Unfit) in
                try SatisfactionIndex(found, latent: latent.name, gram: gram, scale: scale)
            }
        }
        let negative = index.compactMap { $0?.negative }.flatMap { $0 }
        return [
            ("index", each { place, _ in index[place]?.value }),
            ("indexEqualWeights", each { place, _ in index[place]?.plain }),
            ("r2", each { place, _ in r2(place) }),
            ("adjustedR2", each { place, _ in adjustedR2(place) }),
            ("ave", each { place, latent in spread(place, latent).ave }),
            ("compositeReliability", each { place, latent in spread(place, latent).reliability }),
            ("alpha", each { _, latent in latent.alpha }),
            ("rhoA", each { _, latent in latent.rhoA }),
            ("negativeWeights", .array(negative.map(JSON.string))),
        ]
    }

    private func r2(_ place: Int) -> Double? {
        consistent.map { $0.r2[place] } ?? found.latents[place].r2
    }

    private func adjustedR2(_ place: Int) -> Double? {
        let drivers = found.paths.filter { $0.to == found.latents[place].name }.count
        let degrees = Double(found.n - drivers - 1)
        return r2(place).map { 1 - (1 - $0) * Double(found.n - 1) / degrees }
    }

    /// Average variance extracted and composite reliability, of corrected loadings where those
    /// are shown.
    private func spread(
        _ place: Int, _ latent: PathEstimates.Latent
    ) -> (ave: Double, reliability: Double) {
        guard let consistent else { return (latent.averageVariance, latent.compositeReliability) }
        return PathEstimates.variance(ofLoadings: consistent.loadings[place])
    }

    private func items(_ value: (PathEstimates.Latent, Int) -> Double) -> JSON {
        .fields(
            found.latents.map { latent in
                (
                    latent.name,
                    .figures(
                        latent.items.indices.map { (latent.items[$0].name, value(latent, $0)) })
                )
            })
    }

    /// `Image~Loyalty`, each pair once.
    private func pairs(_ value: (Int, Int) -> Double?) -> JSON {
        var all: [(String, Double?)] = []
        for j in found.latents.indices {
            for i in 0..<j {
                all.append(("\(found.latents[i].name)~\(found.latents[j].name)", value(i, j)))
            }
        }
        return .figures(all)
    }

    private var effects: [(String, Double?)] {
        let matrix = consistent?.totalEffects ?? found.totalEffects
        var all: [(String, Double?)] = []
        for i in found.latents.indices {
            for j in found.latents.indices where matrix[i, j] != 0 {
                all.append(("\(found.latents[i].name)->\(found.latents[j].name)", matrix[i, j]))
            }
        }
        return all
    }

    private func path(_ place: Int) -> JSON {
        let path = found.paths[place]
        let interval = resampled?.paths[place]
        let value = coefficient(place)
        return .fields([
            ("path", .string("\(path.from)->\(path.to)")), ("coefficient", .figure(value)),
            ("low", .figure(interval?.low)), ("high", .figure(interval?.high)),
            ("mean", .figure(interval?.mean)), ("standardError", .figure(interval?.standardError)),
            ("t", .figure(interval.map { value / $0.standardError })),
            ("effectSize", .figure(consistent?.effectSizes[place] ?? path.effectSize)),
        ])
    }
}
