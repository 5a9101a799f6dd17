public import Base
import Statistics

/// Whether items that should measure the same do 信度.
public struct ReliabilityAnalysis: Analysis {
    public static let name = "reliability"
    public static let summary =
        "Whether items that should measure the same do: alpha, omega, items."
    public static let options = [
        AnalysisOption("items", .columns, "Columns of the items; reversed ones turned before.")
    ]

    let items: [String]
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        items = try chosen.distinctColumns("items", atLeast: 2)
        level = chosen.level
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        items.map { AnalysisColumn($0, .number) }
    }

    public var reference: String {
        Reliability.alphaMethod.source + "; " + Reliability.omegaMethod.source
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: ReliabilityAnalysis
        var gram: Gram

        init(analysis: ReliabilityAnalysis) {
            self.analysis = analysis
            gram = Gram(names: analysis.items)
        }

        public mutating func add(_ row: AnalysisRow) { gram.add(row.numbers) }

        public func result() throws -> AnalysisResult {
            let found = try Reliability(gram, level: analysis.level)
            let factor = found.factor
            var fields: [(String, JSON)] = [("n", .integer(gram.count))]
            fields += Optional(found.alpha).fields("alpha")
            fields += [
                ("alphaStandardised", .figure(found.standardisedAlpha)),
                ("omega", .figure(found.omega)),
                ("omegaStandardised", .figure(factor?.standardisedOmega)),
                ("lambda6", .figure(found.lambda6)),
                ("averageCorrelation", .figure(found.averageCorrelation)),
                ("averageVarianceExtracted", .figure(factor?.averageVarianceExtracted)),
            ]
            if found.omega == nil {
                fields.append(("omegaReason", .string(ReliabilityAnalysis.reason(gram.width))))
            }
            if found.alpha.value < 0 {
                fields.append(("warning", "alpha is negative: is an item worded the other way?"))
            }
            let names = found.items.map(\.name)
            fields += [
                ("itemTotal", .figures(found.items.map { ($0.name, $0.rest) })),
                ("alphaIfDropped", .figures(found.items.map { ($0.name, $0.alphaIfDropped) })),
                ("mean", .figures(Array(zip(names, gram.means)))),
                (
                    "standardDeviation",
                    .figures(names.indices.map { (names[$0], gram.standardDeviation($0)) })
                ),
            ]
            if let factor {
                fields.append(("loading", .figures(Array(zip(names, factor.standardised)))))
                fields.append(("atBound", .array(factor.atBound.map { .string(names[$0]) })))
            }
            return AnalysisResult(fields)
        }
    }

    /// Why there is no omega.
    private static func reason(_ items: Int) -> String {
        items < 3 ? "one factor needs three items or more" : "one factor could not be fitted"
    }
}
