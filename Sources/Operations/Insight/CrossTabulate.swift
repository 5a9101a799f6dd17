public import Base
public import Columns
public import Domain
public import Statistics

/// Any two columns against each other: counts, shares, what stands out, and whether they hang
/// together at all.
public struct CrossTabulate: Operation {
    public static let name = "insight.crosstab"
    public static let summary = "Count two columns against each other, with tests."
    public static let access = Access.right(.insightRead)
    public static let input =
        InsightQuestion.responses + [
            Field("row", .text(), .required, "A column."),
            Field("column", .text(), .required, "Another."), Field.weights,
        ]

    let instrument: ID<Instrument>
    let question: InsightQuestion

    public init(_ input: Input) throws {
        instrument = try input.id("instrument")
        var question = try InsightQuestion(input)
        question.dimensions = [input.text("row"), input.text("column")]
        self.question = question
    }

    /// The same made by the program; the question has two dimensions.
    public init(_ instrument: ID<Instrument>, _ question: InsightQuestion) {
        self.instrument = instrument
        self.question = question
    }

    public func perform(on desk: Desk) async throws -> CrossTab {
        let set = try await desk.answers(to: instrument)
        var question = question
        (question.kind, question.item, question.value) = (.count, nil, nil)
        guard Set(question.dimensions).count == 2 else {
            throw Refusal.invalid("column", "sameColumn")
        }
        let inquiry = try Inquiry(question, set, zone: .utc)
        guard let weights = question.weights else { return try CrossTab(inquiry) }
        return try CrossTab(inquiry, try await desk.weights(weights, of: instrument, set))
    }
}

/// A table of counts with its tests.
public struct CrossTab: Resource {
    /// What shares are of.
    public enum Base: String, CaseIterable, Sendable {
        case row, column, total
    }

    public struct Cell: Sendable {
        public let count: Int
        /// Of its row; nil where it is hidden.
        public let share: Double?
        /// Of its column, and of all.
        public let columnShare: Double?
        public let totalShare: Double?
        /// Standardised, adjusted for both margins: beyond ±2 it is more than chance.
        public let residual: Double?
        public let filter: String?
        public let isHidden: Bool
    }

    public let columns: [String]
    public let rowGroups: [Dimension.Group]
    public let columnGroups: [Dimension.Group]
    public let cells: [[Cell]]
    /// Nil where it is hidden: a total of few would tell the cell they are in.
    public let rowTotals: [Int?]
    public let columnTotals: [Int?]
    /// Find exactly those of all, of each row and of each column.
    public let filter: String?
    public let rowFilters: [String?]
    public let columnFilters: [String?]
    /// Columns whose many numbers are grouped by ranges of about as many answers each.
    public let ranged: [String]
    /// Responses with both.
    public let n: Int
    public let chiSquare: Double?
    public let degrees: Int?
    public let p: Double?
    /// What p was found by; nil where nothing was tested.
    public let test: Method?
    /// Random tables that it was found with, where these were too many to count.
    public let draws: Int?
    /// Cramér's V, 0 … 1.
    public let association: Double?
    /// Pearson's r with its interval, where both are numbers.
    public let correlation: Estimate?
    /// What the answers were weighted by; nil where each counts once.
    public let weights: InsightReport.Weights?
    /// Whether cells are hidden: then p is a step that it lies below, and all else is rounded.
    public var isCoarse: Bool { cells.joined().contains(where: \.isHidden) }
    /// Chance alone would do it in less than one case of twenty.
    public var isClear: Bool { p.map { isCoarse ? $0 < 1 : $0 < 0.05 } ?? false }
    /// In some cells fewer than five are expected: then χ² is a rough guide, and p is exact.
    public let isThin: Bool

    /// More rows or columns than a page can show.
    static let mostGroups = 40
    /// A number with more different values than a scale from 0 to 10 has is grouped by ranges.
    static let mostNumbers = 11
    static let ranges = 5

    init(_ inquiry: Inquiry, _ weights: AnswerWeights? = nil) throws {
        let dimensions = inquiry.checked.dimensions.map { CrossTab.ranged($0, inquiry) }
        let found = try inquiry.run(inquiry.checked.window, dimensions, of: [])
        columns = inquiry.question.dimensions
        ranged = dimensions.filter { !$0.edges.isEmpty }.map(\.column)
        let counts = found.sides[0].groups.indices.map { row in
            found.sides[1].groups.indices.map { found.tally([row, $0]).rows }
        }
        // Without those who lack one of the two.
        let rows = CrossTab.order(found.sides[0].groups) { row in
            counts[row].dropFirst().reduce(0, +)
        }
        let across = CrossTab.order(found.sides[1].groups) { column in
            counts.dropFirst().reduce(0) { $0 + $1[column] }
        }
        guard rows.count <= CrossTab.mostGroups, across.count <= CrossTab.mostGroups else {
            throw Refusal.invalid(
                "dimensions", "tooManyGroups", ["groups": "\(rows.count * across.count)"])
        }
        rowGroups = rows.map { found.sides[0].groups[$0] }
        columnGroups = across.map { found.sides[1].groups[$0] }
        let kept = rows.map { row in across.map { counts[row][$0] } }
        let n = kept.joined().reduce(0, +)
        let shown = Shown(kept)
        (rowTotals, columnTotals, self.n) = (shown.rows, shown.columns, n)
        self.weights = weights?.resource
        let known = columns.map { Node.not(.call(.isMissing, [.name($0)])) }
        filter = inquiry.checked.filterText(and: known)
        rowFilters = zip(rows, shown.rows).map { group, total in
            total == nil
                ? nil
                : inquiry.checked.filterText(and: [found.sides[0].condition(group), known[1]])
        }
        columnFilters = zip(across, shown.columns).map { group, total in
            total == nil
                ? nil
                : inquiry.checked.filterText(and: [known[0], found.sides[1].condition(group)])
        }
        // Weighted, the counts add up to the effective size: what weighting costs is then in all
        // that is computed of them.
        let table =
            weights.map { CrossTab.table($0, inquiry, found.sides, rows, across) }
            ?? kept.map { $0.map(Double.init) }
        let size = table.joined().reduce(0, +)
        let expected = CrossTab.expected(table, size)
        isThin = expected.joined().contains { $0 < 5 }
        cells = CrossTab.cells(shown, table, size, expected) { row, column in
            inquiry.checked.filterText(and: [
                found.sides[0].condition(rows[row]), found.sides[1].condition(across[column]),
            ])
        }
        // Few expected make χ² uncertain; of weighted answers there is no exact test.
        let exact = isThin && weights == nil ? kept : nil
        let test =
            n < Measure.floor
            ? nil : Tested(table, exactly: exact, isWeighted: weights != nil)
        (degrees, self.test, draws) = (test?.degrees, test?.method, test?.draws)
        let r = n < Measure.floor ? nil : CrossTab.correlation(inquiry)
        guard cells.joined().contains(where: \.isHidden) else {
            (chiSquare, p, association) = (test?.chiSquare, test?.p, test?.association)
            correlation = r
            return
        }
        // Exact statistics of all cells would be one more equation for the hidden ones.
        chiSquare = nil
        p = test.map { test in CrossTab.levels.first { test.p < $0 } ?? 1 }
        association = test?.association.rounded(toDigits: 1)
        correlation = r.map(CrossTab.coarse)
    }

    /// Counts without those of few answers, and without what would tell them. Nil is hidden.
    private struct Shown {
        let cells: [[Int?]]
        let rows: [Int?]
        let columns: [Int?]

        /// Totals are hidden with the cells: whether a column's is known decides what its cells
        /// tell.
        init(_ counts: [[Int]]) {
            let width = counts.first?.count ?? 0
            let all = Concealment.all
            var table: [Concealment.Cell] = []
            func put(_ place: [Int], _ n: Int) {
                table.append(.init(place, n: n, isHidden: n > 0 && n < Measure.floor))
            }
            for (row, line) in counts.enumerated() {
                for (column, n) in line.enumerated() { put([row, column], n) }
            }
            for (row, line) in counts.enumerated() { put([row, all], line.reduce(0, +)) }
            for column in 0..<width {
                put([all, column], counts.reduce(0) { $0 + $1[column] })
            }
            let extra = Concealment.extra(table)
            let shown = table.indices.map { place in
                table[place].isHidden || extra.contains(place) ? nil : table[place].n
            }
            cells = counts.indices.map { Array(shown[($0 * width)..<(($0 + 1) * width)]) }
            let margins = shown[(counts.count * width)...]
            rows = Array(margins.prefix(counts.count))
            columns = Array(margins.dropFirst(counts.count))
        }
    }

    private static func coarse(_ r: Estimate) -> Estimate {
        Estimate(
            value: r.value.rounded(toDigits: 1), low: r.low.rounded(toDigits: 1),
            high: r.high.rounded(toDigits: 1), n: r.n, method: r.method)
    }

    /// Whether the two hang together, and how much.
    private struct Tested {
        let chiSquare: Double
        let degrees: Int
        let association: Double
        let p: Double
        let method: Method
        let draws: Int?

        /// - Parameters:
        ///   - table: counts; weighted ones add up to the effective size.
        ///   - counts: those of an exact test, where one is wanted.
        init?(_ table: [[Double]], exactly counts: [[Int]]?, isWeighted: Bool) {
            let found = fit { () throws(Unfit) in try Contingency.independence(of: table) }
            guard let found else { return nil }
            let exact = counts.flatMap { counts in
                fit { () throws(Unfit) in try ExactIndependence(counts) }
            }
            (chiSquare, degrees) = (found.chiSquare, found.degrees)
            let plain = isWeighted ? Contingency.weightedMethod : Contingency.method
            (p, method, draws) = (exact?.p ?? found.p, exact?.method ?? plain, exact?.draws)
            let least = min(table.count, table.first?.count ?? 0) - 1
            let size = table.joined().reduce(0, +)
            association =
                size > 0 && least > 0 ? (chiSquare / (size * Double(least))).squareRoot() : 0
        }
    }

    /// Below which of them p lies is all that is told where cells are hidden.
    static let levels = [0.001, 0.01, 0.05]

    private static func ranged(_ dimension: Dimension, _ inquiry: Inquiry) -> Dimension {
        let table = inquiry.set.table
        guard dimension.edges.isEmpty, let column = table.column(dimension.column),
            column.isNumeric, column.distinct.count(where: { $0.number != nil }) > mostNumbers
        else { return dimension }
        return Dimension(
            dimension.column, edges: table.quantiles(of: dimension.column, parts: ranges))
    }

    /// Groups that occur, numbers in their order, others the most frequent first.
    private static func order(_ groups: [Dimension.Group], _ count: (Int) -> Int) -> [Int] {
        let used = groups.indices.dropFirst().filter { count($0) > 0 }
        let numbers = used.map { place -> Double in
            if case .value(.number(let number)) = groups[place] { return number }
            if case .range(let low, _) = groups[place] { return low ?? -.infinity }
            return .nan
        }
        guard numbers.contains(where: \.isNaN) else {
            return zip(used, numbers).sorted { $0.1 < $1.1 }.map(\.0)
        }
        return used.sorted { (count($1), $0) < (count($0), $1) }
    }

    /// Weighted counts of the groups shown, in their order.
    private static func table(
        _ weights: AnswerWeights, _ inquiry: Inquiry, _ sides: [Cells.Side], _ rows: [Int],
        _ across: [Int]
    ) -> [[Double]] {
        let names = inquiry.question.dimensions
        let places = zip(sides, [rows, across]).map { side, order in
            Dictionary(uniqueKeysWithValues: order.enumerated().map { (side.groups[$1], $0) })
        }
        var table = rows.map { _ in across.map { _ in 0.0 } }
        inquiry.set.table.each(
            names + weights.columns, filter: weights.filter(and: inquiry.checked.filter()),
            window: inquiry.checked.window
        ) { _, values in
            guard let weight = weights.weight(of: values[2...]) else { return }
            for row in sides[0].dimension.groups(of: values[0]) {
                for column in sides[1].dimension.groups(of: values[1]) {
                    guard let x = places[0][row], let y = places[1][column] else { continue }
                    table[x][y] += weight
                }
            }
        }
        let total = table.joined().reduce(0, +)
        guard total > 0 else { return table }
        let scale = Double(weights.effectiveSize) / Double(weights.n)
        return table.map { $0.map { $0 * scale } }
    }

    private static func expected(_ table: [[Double]], _ size: Double) -> [[Double]] {
        let across = (table.first ?? []).indices.map { column in
            table.reduce(0) { $0 + $1[column] }
        }
        return table.map { row in
            let total = row.reduce(0, +)
            return across.map { size > 0 ? total * $0 / size : 0 }
        }
    }

    private static func cells(
        _ shown: Shown, _ table: [[Double]], _ size: Double, _ expected: [[Double]],
        _ filter: (Int, Int) -> String?
    ) -> [[Cell]] {
        let across = shown.columns.indices.map { column in table.reduce(0) { $0 + $1[column] } }
        let totals = table.map { $0.reduce(0, +) }
        return shown.cells.indices.map { row in
            shown.columns.indices.map { column in
                let count = shown.cells[row][column]
                let whole = max(size, .leastNormalMagnitude)
                let rest = (1 - totals[row] / whole) * (1 - across[column] / whole)
                let spread = (expected[row][column] * rest).squareRoot()
                // Beside its count a cell's share of a total tells the total.
                let (isRow, isColumn) = (shown.rows[row] != nil, shown.columns[column] != nil)
                func share(of whole: Double, _ isKnown: Bool = true) -> Double? {
                    count == nil || !isKnown || whole == 0 ? nil : table[row][column] / whole
                }
                return Cell(
                    count: count ?? 0, share: share(of: totals[row], isRow),
                    columnShare: share(of: across[column], isColumn),
                    totalShare: share(of: size),
                    residual: count == nil || !isRow || !isColumn || spread == 0
                        ? nil : (table[row][column] - expected[row][column]) / spread,
                    filter: count == nil ? nil : filter(row, column), isHidden: count == nil)
            }
        }
    }

    private static func correlation(_ inquiry: Inquiry) -> Estimate? {
        let names = inquiry.question.dimensions
        let table = inquiry.set.table
        guard names.allSatisfy({ table.column($0)?.isNumeric == true }) else { return nil }
        let gram = table.gram(
            of: names, filter: inquiry.checked.filter(), window: inquiry.checked.window)
        return fit { () throws(Unfit) in try Correlation.estimate(gram) }
    }
}
