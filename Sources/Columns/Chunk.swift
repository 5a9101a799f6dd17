import Base

/// Some thousand rows. A table shares its chunks with the snapshots taken of it, so that an
/// answer that comes while someone counts copies one chunk and not the table.
struct Chunk: Sendable {
    /// A little less than a power of two, which is what arrays grow to besides their header.
    static let rows = 16_000

    private(set) var ids = RowIDs()
    /// Microseconds UTC.
    private(set) var times: [Int64] = []
    private(set) var columns: [Segment] = []
    /// Bounds of the times; they may be wider than the rows that are left, never narrower.
    private(set) var earliest = Int64.max
    private(set) var latest = Int64.min
    /// Bounds of the ids, of the same kind.
    private(set) var lowest = Int64.max
    private(set) var highest = Int64.min

    var count: Int { ids.count }

    /// Rows are added to an open chunk only. In a closed one they stand in the order of their ids.
    var isOpen: Bool { !ids.isPacked }

    mutating func append(id: Int64, time: Int64, _ cells: [Segment.Cell]) {
        ids.append(id)
        times.append(time)
        widen(id, time)
        addColumns(upTo: cells.count, rows: count - 1)
        for column in columns.indices {
            columns[column].append(column < cells.count ? cells[column] : .missing)
        }
    }

    /// Other values in the place of a row with the same id.
    mutating func replace(_ row: Int, time: Int64, _ cells: [Segment.Cell]) {
        times[row] = time
        widen(ids[row], time)
        addColumns(upTo: cells.count, rows: count)
        for column in columns.indices {
            columns[column].set(row, column < cells.count ? cells[column] : .missing)
        }
    }

    /// Takes a row out of a closed chunk.
    mutating func remove(at row: Int) {
        ids.remove(at: row)
        times.remove(at: row)
        for column in columns.indices { columns[column].remove(at: row) }
    }

    /// Takes a row out of an open chunk by putting the last one in its place.
    mutating func moveLast(to row: Int) {
        let last = count - 1
        if row != last {
            ids.set(row, ids[last])
            replace(row, time: times[last], cells(of: last))
        }
        ids.removeLast()
        times.removeLast()
        for column in columns.indices { columns[column].removeLast() }
    }

    /// Puts the rows in the order of their ids, which are packed then.
    mutating func close() {
        var sorted = ids.all
        if !zip(sorted, sorted.dropFirst()).allSatisfy({ $0 < $1 }) {
            let rows = sorted.indices.sorted { sorted[$0] < sorted[$1] }
            sorted = rows.map { sorted[$0] }
            times = rows.map { times[$0] }
            for column in columns.indices { columns[column].reorder(rows) }
        }
        ids = RowIDs(packing: sorted)
    }

    mutating func open() { ids = RowIDs(plain: ids.all) }

    func cells(of row: Int) -> [Segment.Cell] { columns.map { $0.cell(row) } }

    mutating func convert(_ column: Int, _ conversion: (Segment) -> Segment) {
        guard columns.indices.contains(column) else { return }
        columns[column] = conversion(columns[column])
    }

    var byteCount: Int {
        var sum = ids.byteCount + 8 * times.capacity
        for column in columns { sum += column.byteCount }
        return sum
    }

    private mutating func widen(_ id: Int64, _ time: Int64) {
        earliest = min(earliest, time)
        latest = max(latest, time)
        lowest = min(lowest, id)
        highest = max(highest, id)
    }

    private mutating func addColumns(upTo count: Int, rows: Int) {
        while columns.count < count { columns.append(Segment(missing: rows)) }
    }
}

extension Chunk {
    /// - Parameter ids: packed.
    init(ids: RowIDs, times: [Int64], columns: [Segment]) {
        (self.ids, self.times, self.columns) = (ids, times, columns)
        (earliest, latest) = (times.min() ?? .max, times.max() ?? .min)
        if count > 0 { (lowest, highest) = (ids[0], ids[count - 1]) }
    }
}

/// One column of one chunk: codes, or plain numbers where nearly every value is another.
struct Segment: Sendable {
    enum Cell: Sendable {
        case missing
        case code(Int)
        case number(Double)
    }

    private(set) var codes: Codes
    /// Not-a-number stands for missing; nil while the column is coded.
    private(set) var numbers: [Double]?

    init(missing count: Int) { codes = Codes(missing: count) }

    init(codes: Codes) { self.codes = codes }

    init(numbers: [Double]) {
        codes = Codes(missing: 0)
        self.numbers = numbers
    }

    mutating func append(_ cell: Cell) {
        switch cell {
        case .code(let code): codes.append(code)
        case .number(let number):
            becomePlain()
            numbers?.append(number)
        case .missing:
            if numbers == nil { codes.append(0) } else { numbers?.append(.nan) }
        }
    }

    mutating func set(_ row: Int, _ cell: Cell) {
        switch cell {
        case .code(let code): codes[row] = code
        case .number(let number):
            becomePlain()
            numbers?[row] = number
        case .missing:
            if numbers == nil { codes[row] = 0 } else { numbers?[row] = .nan }
        }
    }

    mutating func removeLast() {
        if numbers == nil { codes.removeLast() } else { numbers?.removeLast() }
    }

    mutating func remove(at row: Int) {
        if numbers == nil { codes.remove(at: row) } else { numbers?.remove(at: row) }
    }

    mutating func reorder(_ rows: [Int]) {
        if let numbers { self.numbers = rows.map { numbers[$0] } } else { codes.reorder(rows) }
    }

    func cell(_ row: Int) -> Cell {
        guard let numbers else { return codes[row] == 0 ? .missing : .code(codes[row]) }
        return numbers[row].isNaN ? .missing : .number(numbers[row])
    }

    var byteCount: Int { codes.byteCount + 8 * (numbers?.capacity ?? 0) }

    var count: Int { numbers?.count ?? codes.count }

    /// The same values as plain numbers.
    func plain(_ values: [Double]) -> Segment {
        var out = Array(repeating: Double.nan, count: codes.count)
        codes.map(through: values, into: &out)
        return Segment(numbers: out)
    }

    /// The same values under codes.
    func coded(_ values: inout DistinctValues) -> Segment {
        var segment = Segment(missing: 0)
        guard let numbers else { return self }
        for number in numbers {
            segment.codes.append(number.isNaN ? 0 : values.code(of: .number(number)))
        }
        return segment
    }

    /// A segment that was made for missing values only takes the form of its column.
    private mutating func becomePlain() {
        guard numbers == nil else { return }
        numbers = Array(repeating: .nan, count: codes.count)
        codes = Codes(missing: 0)
    }
}
