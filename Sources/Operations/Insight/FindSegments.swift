public import Base
import Columns
public import Domain
import Statistics

/// Every trait scanned for groups that answer otherwise.
public struct FindSegments: Operation {
    public static let name = "insight.segments"
    public static let summary =
        "Scan every trait for groups that differ in a measure, and split them into a tree."
    public static let access = Access.right(.insightRead)
    public static let input = InsightQuestion.responses + InsightQuestion.measure

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        question = try InsightQuestion(input)
    }

    /// The same made by the program.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> SegmentReport {
        let set = try await desk.answers(to: instrument)
        return try SegmentScan(Inquiry(question, set, zone: .utc)).report()
    }
}

/// The scan on its way.
struct SegmentScan {
    private struct Trait {
        let dimension: Dimension
        /// All responses by its groups.
        let cells: Cells
        /// Columns that part the same people in the same way, which would be found twice.
        var same: [String] = []
    }

    private let inquiry: Inquiry
    private let traits: [Trait]
    private var measuring: Measuring { inquiry.checked.measuring }

    /// A trait with more groups than this tells persons apart, not segments.
    static let mostGroups = 60
    /// A part of the tree has at least so many answers.
    static let leastLeaf = 50
    static let depth = 3

    init(_ inquiry: Inquiry) throws {
        self.inquiry = inquiry
        let dimensions = SegmentScan.traits(of: inquiry)
        var traits: [Trait] = []
        var sizes: [[Int]] = []
        let all = try inquiry.runEach(inquiry.checked.window, dimensions)
        for (dimension, cells) in zip(dimensions, all) {
            let own = SegmentScan.sizes(cells)
            let twin = try traits.indices.first {
                try sizes[$0] == own
                    && SegmentScan.isSame(traits[$0].dimension, dimension, inquiry)
            }
            if let twin {
                traits[twin].same.append(dimension.column)
            } else {
                traits.append(Trait(dimension: dimension, cells: cells))
                sizes.append(own)
            }
        }
        self.traits = traits
    }

    /// Rows of each group, in order of size.
    private static func sizes(_ cells: Cells) -> [Int] {
        cells.sides[0].groups.indices.map { cells.tally([$0]).rows }.filter { $0 > 0 }.sorted()
    }

    /// Whether every group of one is a group of the other, those without a value among them.
    private static func isSame(
        _ one: Dimension, _ other: Dimension, _ inquiry: Inquiry
    ) throws -> Bool {
        let cells = try inquiry.run(inquiry.checked.window, [one, other])
        guard !cells.sides.contains(where: \.isList) else { return false }
        var partners: [Int: Int] = [:]
        var taken: Set<Int> = []
        for place in cells.sides[0].groups.indices {
            for across in cells.sides[1].groups.indices
            where cells.tally([place, across]).rows > 0 {
                guard partners[place] == nil, taken.insert(across).inserted else { return false }
                partners[place] = across
            }
        }
        return true
    }

    /// Columns that tell groups of respondents apart.
    static func traits(of inquiry: Inquiry) -> [Dimension] { parted(inquiry).scanned }

    /// - Returns: also those whose groups are too many for each to have answers enough.
    private static func parted(_ inquiry: Inquiry) -> (scanned: [Dimension], tooFine: [String]) {
        let table = inquiry.set.table
        var parted: (scanned: [Dimension], tooFine: [String]) = ([], [])
        for column in table.columns
        where SegmentScan.isTrait(column.name) && column.name != inquiry.checked.column {
            guard column.form != .tooDiverse else {
                parted.tooFine.append(column.name)
                continue
            }
            let dimension = Dimension(column.name, in: table)
            let groups =
                dimension.edges.isEmpty ? column.distinct.count : dimension.edges.count + 2
            if groups > SegmentScan.mostGroups {
                parted.tooFine.append(column.name)
            } else if groups > 2 {
                parted.scanned.append(dimension)
            }
        }
        return parted
    }

    /// What is known of the respondents, not what they answered.
    static func isTrait(_ name: String) -> Bool {
        name == "language" || name == "channel" || name.hasPrefix("hidden.")
            || name.hasPrefix("customer.")
    }

    func report() throws -> SegmentReport {
        let total = measuring.measure(
            try inquiry.run(inquiry.checked.window).tally(),
            filter: inquiry.checked.filterText())
        guard !total.isHidden, total.value != nil, measuring.kind != .count else {
            return SegmentReport(total: total, traits: [], tree: [])
        }
        let found = traits.compactMap { scan($0) }
        let adjusted = FalseDiscovery.adjusted(found.map(\.test.p))
        return SegmentReport(
            total: total,
            traits: zip(found, adjusted)
                .map { trait(of: $0, adjustedP: $1) }
                .sorted { ($0.explained, $1.p) > ($1.explained, $0.p) },
            tree: try tree(), tooFine: SegmentScan.parted(inquiry).tooFine)
    }

    // MARK: - Traits

    private struct Scanned {
        let column: String
        let same: [String]
        let test: GroupMeans
        let groups: [(key: Dimension.Group, measure: Measure)]
    }

    private func scan(_ trait: Trait) -> Scanned? {
        let cells = trait.cells
        let side = cells.sides[0]
        let groups = inquiry.shown(cells).map { place in
            (
                key: side.groups[place], tally: cells.tally([place]),
                measure: measuring.measure(
                    cells.tally([place]),
                    filter: inquiry.checked.filterText(and: [side.condition(place)]))
            )
        }
        guard
            let test = fit({ () throws(Unfit) in
                try GroupMeans(groups.map { measuring.values($0.tally) })
            })
        else { return nil }
        return Scanned(
            column: trait.dimension.column, same: trait.same, test: test,
            groups: groups.map { ($0.key, $0.measure) }
                .sorted { ($0.measure.value ?? 0) > ($1.measure.value ?? 0) })
    }

    private func trait(of found: Scanned, adjustedP: Double) -> SegmentReport.Trait {
        SegmentReport.Trait(
            column: found.column, same: found.same, groups: found.groups, n: found.test.n,
            explained: found.test.explained, p: found.test.p, adjustedP: adjustedP)
    }

    // MARK: - Tree

    private struct Split {
        let node: Node
        let column: String
        let key: Dimension.Group
        /// Of the group and of the rest.
        let tallies: [Tally]
        let explained: Double

        /// All others, those of whom the trait is not known among them.
        var rest: Node { .or(.not(node), .call(.isMissing, [.name(column)])) }
    }

    /// The strongest split in two, then again within both parts, as long as a test calls it real.
    private func tree() throws -> [SegmentReport.Branch] {
        var branches: [SegmentReport.Branch] = []
        try grow(from: nil, [], depth: 0, &branches)
        return branches
    }

    private func grow(
        from parent: Int?, _ path: [Node], depth: Int, _ branches: inout [SegmentReport.Branch]
    ) throws {
        guard depth < SegmentScan.depth, let split = try strongest(within: path) else { return }
        for (place, tally) in split.tallies.enumerated() {
            let node = place == 0 ? split.node : split.rest
            let number = branches.count
            branches.append(
                SegmentReport.Branch(
                    parent: parent, depth: depth, column: split.column, key: split.key,
                    isRest: place == 1,
                    measure: measuring.measure(
                        tally, filter: inquiry.checked.filterText(and: path + [node])),
                    explained: split.explained))
            try grow(from: number, path + [node], depth: depth + 1, &branches)
        }
    }

    private func strongest(within path: [Node]) throws -> Split? {
        var candidates: [(split: Split, p: Double)] = []
        let root = path.dropFirst().reduce(path.first) { whole, next in
            whole.map { .and($0, next) }
        }
        let dimensions = traits.map(\.dimension)
        let found =
            try root.map { try inquiry.runEach(inquiry.checked.window, dimensions, within: $0) }
            ?? traits.map(\.cells)
        for (dimension, cells) in zip(dimensions, found) {
            let side = cells.sides[0]
            guard !side.isList else { continue }
            let all = cells.tally()
            for place in inquiry.shown(cells) {
                let part = cells.tally([place])
                var rest = all
                rest.subtract(part)
                guard let found = test(part, rest) else { continue }
                candidates.append(
                    (
                        Split(
                            node: side.condition(place), column: dimension.column,
                            key: side.groups[place], tallies: [part, rest],
                            explained: found.explained), found.p
                    ))
            }
        }
        let adjusted = FalseDiscovery.adjusted(candidates.map(\.p))
        return zip(candidates, adjusted).filter { $1 < 0.01 }
            .max { $0.0.split.explained < $1.0.split.explained }?.0.split
    }

    private func test(_ part: Tally, _ rest: Tally) -> GroupMeans? {
        let values = [measuring.values(part), measuring.values(rest)]
        guard values.allSatisfy({ $0.count >= SegmentScan.leastLeaf }) else { return nil }
        return fit { () throws(Unfit) in try GroupMeans(values) }
    }
}

extension Inquiry {
    /// Groups of a cut by one dimension whose value may be shown. Those of whom the trait is not
    /// known are no group, but count in what must be hidden.
    func shown(_ cells: Cells) -> [Int] {
        let groups = cells.sides[0].groups
        let measures = Concealment.line(
            groups.indices.map { checked.measuring.measure(cells.tally([$0])) })
        return groups.indices.filter { groups[$0] != .missing && measures[$0].value != nil }
    }
}
