public import Base
import Statistics

/// Service quality as the gap between what is expected and what is found 服务质量差距.
public struct ServqualAnalysis: Analysis {
    public static let name = "servqual"
    public static let summary = "Gaps between expected and perceived service, item and dimension."
    public static let options = [
        AnalysisOption("expectation", .columns, "Columns of expectations, item by item."),
        AnalysisOption("perception", .columns, "Columns of perceptions of the same items."),
        AnalysisOption(
            "dimension", .text("Name=1-4,Other=5-9,…"), isRepeatable: true,
            "Dimensions and their items, counted from 1."),
        AnalysisOption(
            "weights", .text("Name=30,Other=70,…"), need: .optional, isRepeatable: true,
            "Importance of each dimension, the same for all; rescaled to its sum."),
        AnalysisOption(
            "points", .text("Name=COLUMN,…"), need: .optional, isRepeatable: true,
            "Columns of each respondent's own importance points."),
        AnalysisOption(
            "adequate", .columns, need: .optional,
            "Columns of what is just adequate: expectations are then what is desired."),
        AnalysisOption(
            "scale", .whole(2...100), need: .optional, "The highest point; ratings begin at 1."),
    ]

    let expectations: [String]
    let perceptions: [String]
    let adequate: [String]
    let dimensions: [(name: String, items: [Int])]
    let weights: [Double]?
    let points: [String]
    let scale: Int?
    let level: Double

    public init(_ chosen: AnalysisChoices) throws(Refusal) {
        (expectations, perceptions) = try chosen.pairedColumns("expectation", "perception")
        adequate =
            chosen.textIfGiven("adequate") == nil
            ? [] : try chosen.pairedColumns("adequate", "perception").0
        dimensions = try ServqualAnalysis.dimensions(chosen, expectations.count)
        let names = dimensions.map(\.name)
        weights = try ServqualAnalysis.weights(chosen, names)
        points = try ServqualAnalysis.values(chosen, "points", names)
        scale = chosen.wholeIfGiven("scale")
        level = chosen.level
        guard weights == nil || points.isEmpty else {
            throw Refusal(.invalid, "optionEither", ["one": "--weights", "other": "--points"])
        }
    }

    private static func dimensions(
        _ chosen: AnalysisChoices, _ count: Int
    ) throws(Refusal) -> [(name: String, items: [Int])] {
        var found: [(name: String, items: [Int])] = []
        for dimension in try chosen.assignments("dimension") {
            var items: [Int] = []
            for value in dimension.values {
                let ends = value.split(separator: "-", omittingEmptySubsequences: false)
                    .map { Int(String($0).trimmed) }
                guard let first = ends[0], let last = ends[ends.count - 1], ends.count < 3,
                    first >= 1, first <= last, last <= count
                else {
                    throw Refusal(
                        .invalid, "optionItemUnknown",
                        ["option": "--dimension", "value": value, "count": "\(count)"])
                }
                items += (first - 1)...(last - 1)
            }
            guard Set(items).count == items.count else {
                throw Refusal(
                    .invalid, "optionNameTwice",
                    ["option": "--dimension \(dimension.name)", "name": "\(dimension.values)"])
            }
            found.append((dimension.name, items))
        }
        return found
    }

    private static func weights(
        _ chosen: AnalysisChoices, _ names: [String]
    ) throws(Refusal) -> [Double]? {
        let values = try values(chosen, "weights", names)
        guard !values.isEmpty else { return nil }
        var weights: [Double] = []
        for value in values {
            guard let weight = Double(value), weight >= 0, weight.isFinite else {
                throw chosen.badAssignment("weights", value)
            }
            weights.append(weight)
        }
        guard weights.reduce(0, +) > 0 else {
            throw chosen.badAssignment("weights", values.joined(separator: ","))
        }
        return weights
    }

    /// One value for each dimension, in their order; none when the option was left out.
    private static func values(
        _ chosen: AnalysisChoices, _ option: String, _ names: [String]
    ) throws(Refusal) -> [String] {
        let given = try chosen.assignments(option)
        guard !given.isEmpty else { return [] }
        var values: [String] = []
        for name in names {
            guard let found = given.first(where: { $0.name == name }), found.values.count == 1
            else {
                throw Refusal(
                    .invalid, "optionDimensionMissing", ["option": "--\(option)", "name": name])
            }
            values.append(found.values[0])
        }
        guard let odd = given.first(where: { !names.contains($0.name) }) else { return values }
        throw Refusal(
            .invalid, "optionDimensionUnknown", ["option": "--\(option)", "name": odd.name])
    }

    public func columns(in header: [String]) -> [AnalysisColumn] {
        let kind = scale.map { AnalysisColumn.Kind.rating(1...$0) } ?? .number
        return (expectations + perceptions + adequate).map { AnalysisColumn($0, kind) }
            + points.map { AnalysisColumn($0, .number) }
    }

    public var reference: String {
        Servqual.method.source + "; " + Reliability.alphaMethod.source
            + (adequate.isEmpty ? "" : "; " + ZoneOfTolerance.method.source)
    }

    public func emptyGroup(of columns: [AnalysisColumn]) -> Group { Group(analysis: self) }

    public struct Group: AnalysisGroup {
        let analysis: ServqualAnalysis
        var gram: Gram
        var zones: [ZoneOfTolerance]
        var ownPoints = WeightedGaps()

        init(analysis: ServqualAnalysis) {
            self.analysis = analysis
            gram = Gram(names: analysis.expectations + analysis.perceptions)
            zones = analysis.adequate.map { _ in ZoneOfTolerance() }
        }

        public mutating func add(_ row: AnalysisRow) throws(Refusal) {
            let k = analysis.expectations.count
            let numbers = row.numbers
            gram.add(Array(numbers[..<(2 * k)]))
            for item in zones.indices {
                zones[item].add(
                    desired: numbers[item], adequate: numbers[2 * k + item],
                    perceived: numbers[k + item])
            }
            guard !analysis.points.isEmpty else { return }
            let gaps = analysis.dimensions.map { dimension in
                dimension.items.reduce(0) { $0 + numbers[k + $1] - numbers[$1] }
                    / Double(dimension.items.count)
            }
            do {
                try ownPoints.add(
                    gaps: gaps, points: Array(numbers.suffix(analysis.points.count)))
            } catch {
                throw Refusal(.invalid, "tablePoints", ["line": "\(row.line)"])
            }
        }

        public func result() throws -> AnalysisResult {
            let found = try Servqual(
                gram, dimensions: analysis.dimensions, points: analysis.weights,
                level: analysis.level)
            let own = fit { () throws(Unfit) in try ownPoints.estimate(level: analysis.level) }
            let weighted = analysis.points.isEmpty ? found.weighted : own
            return AnalysisResult(
                [("n", .integer(gram.count))] + Optional(found.overall).fields("overall")
                    + weighted.fields("weighted")
                    + Optional(found.performance).fields("performance")
                    + found.weightedPerformance.fields("performanceWeighted")
                    + [
                        ("dimensions", .array(found.dimensions.map(dimension))),
                        ("items", .array(found.items.indices.map { item($0, found.items[$0]) })),
                    ])
        }

        private func gap(_ gap: Servqual.Gap) -> [(String, JSON)] {
            [
                ("expectation", .figure(gap.expectation)),
                ("perception", .figure(gap.perception)), ("gap", .figure(gap.gap.value)),
            ] + Optional(gap.gap).ends() + [("t", .figure(gap.t)), ("p", .figure(gap.p))]
        }

        private func dimension(_ dimension: Servqual.Dimension) -> JSON {
            .fields(
                [
                    ("name", .string(dimension.gap.name)),
                    ("itemCount", .integer(dimension.items.count)),
                ] + gap(dimension.gap) + [
                    ("alphaExpectation", .figure(dimension.expectationAlpha?.value)),
                    ("alphaPerception", .figure(dimension.perceptionAlpha?.value)),
                ])
        }

        private func item(_ place: Int, _ item: Servqual.Gap) -> JSON {
            var fields = [("item", JSON.string(item.name))] + gap(item)
            if zones.indices.contains(place) {
                let zone = zones[place]
                fields += [
                    ("adequacy", .figure(zone.adequacy)),
                    ("superiority", .figure(zone.superiority)),
                    ("width", .figure(zone.width)), ("position", .figure(zone.position)),
                    ("below", .integer(zone.below)), ("within", .integer(zone.within)),
                    ("above", .integer(zone.above)), ("withoutZone", .integer(zone.withoutZone)),
                ]
            }
            return .fields(fields)
        }
    }
}
