import Base
import Columns
import Statistics

/// A question to the answers of an instrument.
typealias Inquiry = RowInquiry<AnswerSet>

/// Answers a question from a set of rows: cuts it, measures the tallies, tests what differs.
struct RowInquiry<Rows: RowSet> {
    let question: InsightQuestion
    /// Names and titles, and for methods that need rows the rows.
    let set: Rows
    private let cutting: any RowCutting
    let zone: Zone
    let checked: CheckedQuestion

    /// More spans of time than a picture can show.
    static var mostSpans: Int { 1_100 }
    /// More cells than anybody reads; a sheet of a year's days by ten shops has fewer.
    static var mostCells: Int { 20_000 }

    /// - Parameter cutting: what answers cuts instead of the set's own columns.
    init(
        _ question: InsightQuestion, _ set: Rows, zone: Zone,
        by cutting: (any RowCutting)? = nil
    ) throws {
        self.question = question
        self.set = set
        self.zone = zone
        self.cutting = cutting ?? TableCutting(table: set.table)
        checked = try CheckedQuestion(question, set, self.cutting)
    }

    func report() throws -> InsightReport {
        let tally = try run(checked.window).tally()
        let total = checked.measuring.measure(tally, filter: checked.filterText())
        let (previous, change) = try comparison(tally)
        guard !total.isHidden else {
            return InsightReport(
                column: checked.column, total: total, previous: previous, change: change,
                trend: [], dimensions: question.dimensions, groups: [], cells: [],
                distribution: [], weights: nil)
        }
        var sheet = Sheet(
            groups: try groups(tally), steps: try trend(),
            cells: checked.measures.isEmpty ? [] : try found())
        sheet.conceal(own)
        return InsightReport(
            column: checked.column, total: total, previous: previous, change: change,
            trend: sheet.steps, dimensions: question.dimensions,
            groups: sheet.groups.map(\.group)
                .sorted { ($0.measure.value ?? -.infinity) > ($1.measure.value ?? -.infinity) },
            cells: cells(sheet), distribution: distribution(tally), weights: nil,
            offScale: checked.measuring.offScale(tally))
    }

    /// Which of the measures of the cells is the one that total, groups and trend show.
    private var own: Int? {
        checked.measures.firstIndex {
            $0.column == checked.column && $0.measuring == checked.measuring
        }
    }

    /// - Parameters:
    ///   - columns: those that are counted; the question's own where absent.
    ///   - part: a further condition.
    func run(
        _ window: Range<Instant>?, _ dimensions: [Dimension] = [], _ buckets: Buckets? = nil,
        of columns: [String]? = nil, within part: Node? = nil
    ) throws -> Cells {
        try bounded {
            try cutting.run(cut(window, dimensions, buckets, of: columns, within: part))
        }
    }

    /// The same by each of the dimensions alone, which costs less than one after the other.
    func runEach(
        _ window: Range<Instant>?, _ dimensions: [Dimension], of columns: [String]? = nil,
        within part: Node? = nil
    ) throws -> [Cells] {
        try bounded {
            try cutting.runEach(cut(window, dimensions, nil, of: columns, within: part))
        }
    }

    private func cut(
        _ window: Range<Instant>?, _ dimensions: [Dimension], _ buckets: Buckets?,
        of columns: [String]?, within part: Node?
    ) -> Cut {
        Cut(
            measuring: columns ?? [checked.column], filter: checked.filter(and: part),
            window: window, dimensions: dimensions, buckets: buckets)
    }

    /// What something else makes of the question's own rows, dimensions and steps of time.
    func run<T>(_ body: (Cut) throws -> T) throws -> T {
        try bounded {
            try body(cut(checked.window, checked.dimensions, try buckets(), of: [], within: nil))
        }
    }

    private func bounded<T>(_ run: () throws -> T) throws -> T {
        do {
            return try run()
        } catch let error as Cut.TooManyCells {
            throw Refusal.invalid("dimensions", "tooManyGroups", ["groups": "\(error.cells)"])
        }
    }

    private func comparison(
        _ tally: Tally
    ) throws -> (InsightReport.Span?, Change?) {
        guard let earlier = try earlier() else { return (nil, nil) }
        let before = try run(earlier).tally()
        let measure = checked.measuring.measure(before, filter: checked.filterText())
        let change = checked.measuring.difference(tally, before).map { Change($0) }
        return (
            InsightReport.Span(from: earlier.lowerBound, to: earlier.upperBound, measure: measure),
            change
        )
    }

    /// The period that is set beside the question's own; nil where none is asked for.
    func earlier() throws -> Range<Instant>? {
        guard let comparison = question.comparison, let from = question.from, let to = question.to
        else { return nil }
        return try comparison.earlier(than: from..<to, in: zone)
    }

    private func trend() throws -> [InsightReport.Span] {
        guard let buckets = try buckets() else { return [] }
        let cells = try run(checked.window, [], buckets)
        return (0..<buckets.count).map { bucket in
            let range = buckets[bucket]
            return InsightReport.Span(
                from: range.lowerBound, to: range.upperBound,
                measure: checked.measuring.measure(
                    cells.tally(bucket: bucket), filter: checked.filterText()))
        }
    }

    /// The steps of time asked for; nil where none are, or no response lies there.
    func buckets() throws -> Buckets? {
        guard let grain = question.grain, let times = try cutting.times() else { return nil }
        let from = max(question.from ?? times.lowerBound, times.lowerBound)
        let to = min(question.to ?? .distantFuture, times.upperBound + Span(microseconds: 1))
        guard from < to else { return nil }
        guard let buckets = grain.buckets(covering: from..<to, in: zone, limit: Self.mostSpans)
        else { throw Refusal.invalid("grain", "tooManySpans", ["max": "\(Self.mostSpans)"]) }
        return buckets
    }

    private func groups(_ total: Tally) throws -> [Sheet.Group] {
        guard !checked.dimensions.isEmpty else { return [] }
        let cells = try run(checked.window, checked.dimensions)
        var found: [(place: [Int], tally: Tally)] = []
        for place in Self.places(of: cells.sides.map(\.groups)) {
            let tally = cells.tally(place.map { $0 })
            if tally.rows > 0 { found.append((place, tally)) }
        }
        let changes = Self.changes(found.map(\.tally), total, checked.measuring)
        return zip(found, changes).map { one, change in
            let conditions = zip(cells.sides, one.place).map { $0.condition($1) }
            return Sheet.Group(
                place: one.place,
                group: InsightReport.Group(
                    keys: zip(cells.sides, one.place).map { $0.groups[$1] },
                    measure: checked.measuring.measure(
                        one.tally, filter: checked.filterText(and: conditions)),
                    change: change))
        }
    }

    /// Each group against the rest, with the share of false discoveries held.
    private static func changes(
        _ tallies: [Tally], _ total: Tally, _ measuring: Measuring
    ) -> [Change?] {
        let differences = tallies.map { tally in
            var rest = total
            rest.subtract(tally)
            return measuring.difference(tally, rest)
        }
        var adjusted = FalseDiscovery.adjusted(differences.compactMap { $0?.p }).makeIterator()
        return differences.map { difference in
            difference.map { Change($0, adjustedP: adjusted.next()) }
        }
    }

    /// All places of a grid: [2, 2] → [0,0], [0,1], [1,0], [1,1]. In the order of what stands on
    /// its sides, not in which it was met: which of two equally small cells is hidden then hangs
    /// on nothing else.
    static func places(of sides: [[Dimension.Group]]) -> [[Int]] {
        grid(
            sides.map { groups in
                groups.indices.sorted { groups[$0].rank < groups[$1].rank }
            })
    }

    /// The same of sides that are numbered through.
    static func places(_ sizes: [Int]) -> [[Int]] { grid(sizes.map { Array(0..<$0) }) }

    private static func grid(_ sides: [[Int]]) -> [[Int]] {
        sides.reduce([[]]) { places, side in
            places.flatMap { place in side.map { place + [$0] } }
        }
    }

    private func distribution(_ tally: Tally) -> [(group: Dimension.Group, count: Int)] {
        if let scale = checked.measuring.scale {
            let ratings = tally.ratings(scale)
            return scale.map { (.value(.integer($0)), ratings[$0]) }
        }
        var counts: [JSON: Int] = [:]
        for (value, count) in tally.counts {
            for element in value.array ?? [value] { counts[element, default: 0] += count }
        }
        let numbers = counts.compactMap { value, count in value.number.map { ($0, count) } }
            .sorted { $0.0 < $1.0 }
        guard numbers.count < counts.count || numbers.isEmpty else {
            return numbers.count > Dimension.mostValues
                ? NumberSpread.ranges(of: numbers)
                : numbers.map { (.value(.number($0.0)), $0.1) }
        }
        return counts.sorted { ($0.value, $1.key.text) > ($1.value, $0.key.text) }
            .prefix(50).map { (.value($0.key), $0.value) }
    }
}

extension Dimension.Group {
    /// Those without a value first, ranges and numbers by size, then all else by its text.
    var rank: (Int, Double, String) {
        switch self {
        case .missing: (0, 0, "")
        case .range(let low, _): (1, low ?? -.infinity, "")
        case .value(let value):
            value.number.map { (2, $0, "") } ?? (3, 0, value.text)
        }
    }
}
