public import Base
import Statistics

/// A question to a table: of the rows that a filter and a window of time leave, grouped by up to
/// three dimensions and by time, how often was each value of some columns met? One pass answers it.
public struct Cut: Sendable {
    public var filter: Filter?
    public var window: Range<Instant>?
    public var dimensions: [Dimension]
    /// Rows outside the buckets are left out, too.
    public var buckets: Buckets?
    /// Columns whose values are counted; without one only rows are.
    public var measured: [String]

    /// More cells than a page, a picture or a person can take.
    public struct TooManyCells: Error, Hashable, Sendable {
        public let cells: Int
    }

    static let mostCounters = 1 << 22
    public static let mostDimensions = 3

    public init(
        measured: String?, filter: Filter? = nil, window: Range<Instant>? = nil,
        dimensions: [Dimension] = [], buckets: Buckets? = nil
    ) {
        self.init(
            measuring: measured.map { [$0] } ?? [], filter: filter, window: window,
            dimensions: dimensions, buckets: buckets)
    }

    public init(
        measuring measured: [String], filter: Filter? = nil, window: Range<Instant>? = nil,
        dimensions: [Dimension] = [], buckets: Buckets? = nil
    ) {
        self.measured = measured
        self.filter = filter
        self.window = window
        self.dimensions = dimensions
        self.buckets = buckets
    }

    public func run(on table: Table) throws(TooManyCells) -> Cells {
        precondition(dimensions.count <= Cut.mostDimensions, "a cut has up to three dimensions")
        let axes = dimensions.map { Axis($0, in: table) }
        return Cells(table.sweep(try CutScan(self, table, axes)))
    }
}

extension Cut {
    /// The same by each of the dimensions alone: the rows are selected once for all.
    public func runEach(on table: Table) throws(TooManyCells) -> [Cells] {
        var scans: [CutScan] = []
        for dimension in dimensions {
            scans.append(try CutScan(by([dimension]), table, [Axis(dimension, in: table)]))
        }
        let each = EachScan(rows: try CutScan(by([]), table, []), scans: scans)
        return table.sweep(each).scans.map { Cells($0) }
    }

    /// The same by other dimensions.
    public func by(_ dimensions: [Dimension]) -> Cut {
        var cut = self
        cut.dimensions = dimensions
        return cut
    }
}

/// Several cuts of the same rows on their way through the chunks.
private struct EachScan: ChunkScan {
    var rows: CutScan
    var scans: [CutScan]

    var size: Int { scans.reduce(0) { $0 + $1.size } }

    mutating func add(_ chunk: Chunk) {
        guard let selectsAll = rows.selectsAll(of: chunk) else { return }
        for place in scans.indices {
            scans[place].add(chunk, selectedBy: rows, all: selectsAll)
        }
    }

    mutating func merge(_ later: EachScan) {
        for place in scans.indices { scans[place].merge(later.scans[place]) }
    }
}

/// A dimension made ready for one table: its groups, and which of them each code belongs to.
struct Axis: Sendable {
    let dimension: Dimension
    let column: Int?
    private(set) var groups: [Dimension.Group] = []
    /// Group by code; the first of them where a value is a list.
    private(set) var groupByCode: [Int32] = []
    /// Groups by code, where a value is a list.
    private(set) var groupsByCode: [[Int32]]?

    init(_ dimension: Dimension, in table: Table) {
        let column = table.columnNumber(dimension.column)
        self.init(
            dimension, column: column,
            distinct: column.map { table.columns[$0].distinct } ?? [.null])
    }

    /// - Parameter distinct: the values by code, a missing one first.
    init(_ dimension: Dimension, column: Int? = nil, distinct: [JSON]) {
        self.dimension = dimension
        self.column = column
        groups = [.missing]
        if !dimension.edges.isEmpty {
            let edges = dimension.edges
            for place in 0...edges.count {
                groups.append(
                    .range(
                        low: place == 0 ? nil : edges[place - 1],
                        high: place == edges.count ? nil : edges[place]))
            }
            groupByCode = distinct.map { $0.number.map(range) ?? 0 }
        } else {
            single(distinct)
        }
    }

    var isList: Bool { groupsByCode != nil }

    func range(of number: Double) -> Int32 {
        Int32(1 + (dimension.edges.firstIndex { number < $0 } ?? dimension.edges.count))
    }

    private mutating func single(_ distinct: [JSON]) {
        guard distinct.contains(where: { $0.array != nil }) else {
            groups += distinct.dropFirst().map(Dimension.Group.value)
            groupByCode = distinct.indices.map(Int32.init)
            return
        }
        var numbers: [JSON: Int32] = [:]
        groupsByCode = distinct.map { value in
            guard !value.isNull else { return [0] }
            var seen: [Int32] = []
            for element in value.array ?? [value] {
                let number = numbers[element] ?? Int32(groups.count)
                if numbers[element] == nil {
                    numbers[element] = number
                    groups.append(.value(element))
                }
                if !seen.contains(number) { seen.append(number) }
            }
            return seen.isEmpty ? [0] : seen
        }
    }
}
