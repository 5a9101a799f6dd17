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
            Field("column", .text(), .required, "Another."),
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
        return try CrossTab(Inquiry(question, set, zone: .utc))
    }
}

/// A table of counts with its tests.
public struct CrossTab: Resource {
    public struct Cell: Sendable {
        public let count: Int
        /// Of its row; nil where it is hidden.
        public let share: Double?
        /// Standardised, adjusted for both margins: beyond ±2 it is more than chance.
        public let residual: Double?
        public let filter: String?
        public let isHidden: Bool
    }

    public let columns: [String]
    public let rowGroups: [Dimension.Group]
    public let columnGroups: [Dimension.Group]
    public let cells: [[Cell]]
    public let rowTotals: [Int]
    /// Responses with both.
    public let n: Int
    public let chiSquare: Double?
    public let degrees: Int?
    public let p: Double?
    /// Cramér's V, 0 … 1.
    public let association: Double?
    /// Pearson's r with its interval, where both are numbers.
    public let correlation: Estimate?
    /// Cells in which fewer than five are expected make the test uncertain.
    public let isThin: Bool

    /// More rows or columns than a page can show.
    static let mostGroups = 40

    init(_ inquiry: Inquiry) throws {
        let found = try inquiry.run(
            inquiry.checked.window, inquiry.checked.dimensions, of: [])
        columns = inquiry.question.dimensions
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
        let totals = kept.map { $0.reduce(0, +) }
        let n = totals.reduce(0, +)
        (rowTotals, self.n) = (totals, n)
        let test = CrossTab.test(kept)
        (chiSquare, degrees, p) = (test?.chiSquare, test?.degrees, test?.p)
        let least = min(rows.count, across.count) - 1
        association =
            n > 0 && least > 0
            ? test.map { ($0.chiSquare / Double(n * least)).squareRoot() } : nil
        let expected = CrossTab.expected(kept, totals, n)
        isThin = expected.joined().contains { $0 < 5 }
        cells = CrossTab.cells(kept, totals, n, expected) { row, column in
            inquiry.checked.filterText(and: [
                found.sides[0].condition(rows[row]), found.sides[1].condition(across[column]),
            ])
        }
        correlation = n < Measure.floor ? nil : CrossTab.correlation(inquiry)
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

    private static func test(
        _ counts: [[Int]]
    ) -> (chiSquare: Double, degrees: Int, p: Double)? {
        guard counts.joined().reduce(0, +) >= Measure.floor else { return nil }
        do {
            return try Contingency(rows: counts).independence()
        } catch {
            return nil
        }
    }

    private static func expected(_ counts: [[Int]], _ totals: [Int], _ n: Int) -> [[Double]] {
        let across = (counts.first ?? []).indices.map { column in
            counts.reduce(0) { $0 + $1[column] }
        }
        return totals.map { total in
            across.map { n > 0 ? Double(total) * Double($0) / Double(n) : 0 }
        }
    }

    private static func cells(
        _ counts: [[Int]], _ totals: [Int], _ n: Int, _ expected: [[Double]],
        _ filter: (Int, Int) -> String?
    ) -> [[Cell]] {
        let width = counts.first?.count ?? 0
        let across = (0..<width).map { column in counts.reduce(0) { $0 + $1[column] } }
        let places = counts.indices.flatMap { row in (0..<width).map { (row, $0) } }
        let small = places.map { row, column in
            counts[row][column] > 0 && counts[row][column] < Measure.floor
        }
        let extra = Concealment.extra(
            zip(places, small).map { place, isSmall in
                .init([place.0, place.1], n: counts[place.0][place.1], isHidden: isSmall)
            })
        return counts.indices.map { row in
            (0..<width).map { column in
                let number = row * width + column
                let isHidden = small[number] || extra.contains(number)
                let count = counts[row][column]
                let rest =
                    (1 - Double(totals[row]) / Double(max(1, n)))
                    * (1 - Double(across[column]) / Double(max(1, n)))
                let spread = (expected[row][column] * rest).squareRoot()
                return Cell(
                    count: isHidden ? 0 : count,
                    share: isHidden || totals[row] == 0
                        ? nil : Double(count) / Double(totals[row]),
                    residual: isHidden || spread == 0
                        ? nil : (Double(count) - expected[row][column]) / spread,
                    filter: filter(row, column), isHidden: isHidden)
            }
        }
    }

    private static func correlation(_ inquiry: Inquiry) -> Estimate? {
        let names = inquiry.question.dimensions
        let table = inquiry.set.table
        guard names.allSatisfy({ table.column($0)?.isNumeric == true }) else { return nil }
        var gram = Gram(names: names)
        table.eachBatch(
            of: names, filter: inquiry.checked.filter(), window: inquiry.checked.window
        ) { batch in
            let whole = batch.complete
            if let part = fit({ () throws(Unfit) in
                try Gram(zip(names, whole.columns).map { ($0, $1) })
            }) {
                gram.merge(part)
            }
        }
        return fit { () throws(Unfit) in try Correlation.estimate(gram) }
    }
}
