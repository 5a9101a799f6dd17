public import Base
import Statistics

/// Importance against performance 重要性—绩效分析: what to work on first.
public struct IPAAnalysis: Analysis {
    public static let name = "ipa"
    public static let summary = "Importance against performance, stated, derived or both."
    public static let options = [
        AnalysisOption("performance", .columns, "Columns of how well each item is done."),
        AnalysisOption(
            "importance", .columns, need: .optional, "Columns of how much each item matters."),
        AnalysisOption(
            "outcome", .column, need: .optional,
            "Column of the overall score, from which importance is derived."),
        AnalysisOption(
            "derived", .choice(DerivedImportance.allCases.map(\.rawValue)), standard: "correlation",
            "How importance is derived from the outcome."),
        AnalysisOption(
            "cut", .choice(["mean", "median", "middle"]), standard: "mean",
            "Where the cross-hair stands; the middle of the scale needs --scale."),
        AnalysisOption(
            "scale", .whole(2...100), need: .optional, "The highest point; ratings begin at 1."),
    ]

    let performance: [String]
    let importance: [String]
    let outcome: String?
    let derivation: DerivedImportance
    let cut: String
    let scale: Int?

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        performance = try chosen.distinctColumns("performance")
        importance =
            chosen.textIfGiven("importance") == nil
            ? [] : try chosen.pairedColumns("importance", "performance").0
        outcome = chosen.textIfGiven("outcome")
        derivation = DerivedImportance(rawValue: chosen.text("derived")) ?? .correlation
        cut = chosen.text("cut")
        scale = chosen.wholeIfGiven("scale")
        guard outcome != nil || !importance.isEmpty else {
            throw Refusal(
                .invalid, "optionMissing", ["option": "--importance A,B,… / --outcome COLUMN"])
        }
        guard cut != "middle" || scale != nil else {
            throw Refusal(.invalid, "optionMissing", ["option": "--scale N"])
        }
        guard derivation != .shapley || performance.count <= Shapley.most else {
            throw Refusal(
                .invalid, "optionTooManyDrivers",
                ["count": "\(performance.count)", "max": "\(Shapley.most)"])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        let kind = scale.map { AnalysisColumn.Kind.rating(1...$0) } ?? .number
        return (performance + importance).map { AnalysisColumn($0, kind) }
            + (outcome.map { [AnalysisColumn($0, .number)] } ?? [])
    }

    public var reference: String { Importance.method.source }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: IPAAnalysis
        var rows: GatheredColumns

        init(analysis: IPAAnalysis) {
            self.analysis = analysis
            rows = GatheredColumns(
                analysis.performance + analysis.importance
                    + (analysis.outcome.map { [$0] } ?? []))
        }

        public mutating func add(_ row: AnalysisRow) { rows.add(row.numbers) }

        public func result() throws -> AnalysisResult {
            guard rows.count > 0 else { throw Unfit.empty }
            let k = analysis.performance.count
            let means = rows.values.map { Moments($0).mean }
            let derived = analysis.outcome == nil ? nil : try self.derived()
            let stated = analysis.importance.isEmpty ? nil : Array(means[k..<(2 * k)])
            let importance = stated ?? derived ?? []
            let found = try Importance(
                (0..<k).map { (analysis.performance[$0], importance[$0], means[$0]) },
                cut: cut(importance, isStated: stated != nil))
            let ranks = stated.flatMap { stated in
                derived.flatMap { derived in
                    fit { () throws(Unfit) in try RankCorrelation.spearman(stated, derived) }
                }
            }
            var fields: [(String, JSON)] = [
                ("n", .integer(rows.count)),
                ("importance", .string(stated == nil ? "derived" : "stated")),
                ("cut", .string(analysis.cut)),
                ("importanceCut", .figure(found.importanceCut)),
                ("performanceCut", .figure(found.performanceCut)),
            ]
            if derived != nil { fields.append(("derived", .string(analysis.derivation.rawValue))) }
            if stated != nil, derived != nil {
                fields.append(("rankCorrelation", .figure(ranks)))
            }
            let items = found.items.indices.map { place in
                item(found.items[place], stated == nil ? nil : derived?[place], stated != nil)
            }
            return AnalysisResult(fields + [("items", .array(items))])
        }

        private func item(_ item: Importance.Item, _ derived: Double?, _ isStated: Bool) -> JSON {
            var fields: [(String, JSON)] = [
                ("item", .string(item.name)), ("importance", .figure(item.importance)),
                ("performance", .figure(item.performance)),
                ("quadrant", .string(item.quadrant.rawValue)),
            ]
            if isStated { fields.append(("gap", .figure(item.gap))) }
            if let derived { fields.append(("derivedImportance", .figure(derived))) }
            return .fields(fields)
        }

        /// The middle of the scale says nothing about importance that is no rating.
        private func cut(_ importance: [Double], isStated: Bool) -> Importance.Cut {
            switch (analysis.cut, analysis.scale) {
            case ("median", _): return .medians
            case ("middle", let scale?):
                let middle = Double(scale + 1) / 2
                return .fixed(
                    importance: isStated ? middle : Moments(importance).mean,
                    performance: middle)
            default: return .means
            }
        }

        private func derived() throws -> [Double] {
            try analysis.derivation.values(
                outcome: rows.values[rows.names.count - 1],
                items: Array(rows.named[..<analysis.performance.count]))
        }
    }
}
