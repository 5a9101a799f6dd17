public import Base
import Statistics

/// How many answers are needed, and from which strata.
public struct SampleAnalysis: Analysis {
    public static let name = "sample"
    public static let summary = "How many answers are needed for a share or an NPS."
    public static let readsTable = false
    public static let options: [AnalysisOption] = [
        AnalysisOption(
            "population", .whole(1...Int(Int32.max)), need: .optional,
            "How many there are; endless if left out."),
        AnalysisOption("margin", .number(0.0001...1), "Half the interval: 0.03, points ÷ 100."),
        AnalysisOption(
            "metric", .choice(["share", "nps"]), standard: "share", "What is measured."),
        AnalysisOption("expected", .number(0...1), standard: "0.5", "For a share: its value."),
        AnalysisOption("promoters", .number(0...1), standard: "0.5", "For an NPS: their share."),
        AnalysisOption("detractors", .number(0...1), standard: "0.5", "For an NPS: their share."),
        AnalysisOption(
            "strata", .file, need: .optional,
            "Table of name, size and, third, the standard deviation of each stratum."),
        AnalysisOption(
            "rule", .choice(Allocation.Rule.allCases.map(\.rawValue)), need: .optional,
            "How answers are divided; neyman where a standard deviation is there."),
        AnalysisOption(
            "response", .number(0.001...1), need: .optional,
            "Share of those asked who answer; tells how many to ask."),
    ]

    let population: Int?
    let margin: Double
    let isNPS: Bool
    let expected: Double
    let promoters: Double
    let detractors: Double
    let strata: String?
    let rule: Allocation.Rule?
    let response: Double?
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        population = chosen.wholeIfGiven("population")
        margin = chosen.number("margin")
        isNPS = chosen.text("metric") == "nps"
        expected = chosen.number("expected")
        promoters = chosen.number("promoters")
        detractors = chosen.number("detractors")
        strata = chosen.textIfGiven("strata")
        rule = chosen.textIfGiven("rule").flatMap(Allocation.Rule.init)
        response = chosen.numberIfGiven("response")
        level = chosen.level
        guard promoters + detractors <= 1 else { throw Refusal(.invalid, "optionPromoters") }
        guard rule == nil || strata != nil else {
            throw Refusal(.invalid, "optionMissing", ["option": "--strata FILE"])
        }
    }

    public func columns(in header: [String]) -> [AnalysisColumn] { [] }

    public var reference: String {
        SampleSize.method.source + (strata == nil ? "" : "; " + Allocation.method.source)
    }
    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: SampleAnalysis

        public mutating func add(_ row: AnalysisRow) {}

        public func result() throws -> AnalysisResult {
            let strata = try analysis.strata.map(SampleAnalysis.strata) ?? []
            let whole = strata.reduce(0) { $0 + $1.size }
            if let population = analysis.population, !strata.isEmpty, population != whole {
                throw Refusal(
                    .invalid, "strataPopulation",
                    ["sum": "\(whole)", "population": "\(population)"])
            }
            let exact = try size(strata.isEmpty ? analysis.population : whole)
            let endless = try size(nil)
            let n = SampleSize.whole(exact)
            var fields: [(String, JSON)] = [
                ("n", .integer(n)), ("exact", .figure(exact)),
                ("endlessPopulation", .figure(endless)), ("margin", .figure(analysis.margin)),
            ]
            if let response = analysis.response {
                fields.append(("ask", .integer(SampleSize.whole(Double(n) / response))))
            }
            if !strata.isEmpty {
                fields.append(("strata", .array(try divided(strata, n))))
            }
            return AnalysisResult(fields)
        }

        private func size(_ population: Int?) throws(Unfit) -> Double {
            try analysis.isNPS
                ? SampleSize.nps(
                    margin: analysis.margin, promoters: analysis.promoters,
                    detractors: analysis.detractors, population: population,
                    level: analysis.level)
                : SampleSize.share(
                    margin: analysis.margin, expected: analysis.expected,
                    population: population, level: analysis.level)
        }

        private func divided(_ strata: [Stratum], _ n: Int) throws -> [JSON] {
            let spreads = strata.compactMap(\.deviation)
            let rule = analysis.rule ?? (spreads.isEmpty ? .proportional : .neyman)
            guard rule == .proportional || spreads.count == strata.count else {
                throw Refusal(.invalid, "strataDeviation")
            }
            let parts = try Allocation(
                strata.map { .init(size: $0.size, standardDeviation: $0.deviation ?? 1) },
                total: n, rule: rule)
            return strata.indices.map { place in
                .object(
                    JSON.Object([
                        ("name", .string(strata[place].name)),
                        ("size", .integer(strata[place].size)),
                        ("n", .integer(parts.whole[place])),
                        ("exact", .figure(parts.exact[place])),
                    ]))
            }
        }
    }

    struct Stratum {
        let name: String
        let size: Int
        let deviation: Double?
    }

    /// A table of name, size and perhaps standard deviation, whatever its columns are called.
    static func strata(_ path: String) throws -> [Stratum] {
        let table = try TableReader.open(
            FileSource(path: path), delimiter: TableReader.delimiter(ofFileNamed: path))
        guard table.header.count > 1 else { throw Refusal(.invalid, "strataColumns") }
        let kinds: [AnalysisColumn.Kind] = [.text, .rating(1...Int(Int32.max)), .number]
        var rows = try AnalysisRows(
            table, columns: zip(table.header, kinds).map { AnalysisColumn($0, $1) }, by: nil,
            filter: nil, missing: [])
        var strata: [Stratum] = []
        while let batch = try table.next() {
            for row in batch where try rows.take(row) {
                let deviation =
                    try table.header.count > 2
                    ? rows.row.notNegative(2, table.header[2]) : nil
                strata.append(
                    Stratum(
                        name: rows.row.texts[0], size: Int(rows.row.numbers[1]),
                        deviation: deviation))
            }
        }
        guard !strata.isEmpty else { throw Refusal(.invalid, "tableWithoutRows") }
        return strata
    }
}
