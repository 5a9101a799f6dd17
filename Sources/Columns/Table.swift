public import Base

/// Rows in memory, column by column, a few bytes a value. A copy is a snapshot: it shares its
/// chunks with the original until one of them changes.
public struct Table: Sendable {
    public private(set) var columns: [Column] = []
    private(set) var chunks: [Chunk] = []
    private var index = RowIndex()
    private var numbersOfColumns: [String: Int] = [:]
    /// A table with more names than this is fed something that is no set of answers.
    static let mostColumns = 1_024

    public init() {}

    public var count: Int {
        chunks.isEmpty ? 0 : (chunks.count - 1) * Chunk.rows + chunks[chunks.count - 1].count
    }

    /// Bounds of the rows' times; nil when there are none.
    public var times: ClosedRange<Instant>? {
        guard let first = chunks.map(\.earliest).min(), let last = chunks.map(\.latest).max()
        else { return nil }
        return Instant(microseconds: first)...Instant(microseconds: last)
    }

    public func column(_ name: String) -> Column? { numbersOfColumns[name].map { columns[$0] } }

    func columnNumber(_ name: String) -> Int? { numbersOfColumns[name] }

    public func contains(_ id: Int64) -> Bool { row(of: id) != nil }

    /// Adds a row, or puts it in the place of the one with the same id.
    public mutating func put(_ record: Record) {
        let cells = cells(of: record.values)
        if let row = row(of: record.id) {
            chunks[row / Chunk.rows].replace(
                row % Chunk.rows, id: record.id, time: record.time.microseconds, cells)
        } else {
            append(record.id, record.time.microseconds, cells)
        }
        settleForms()
    }

    /// Takes a row out; false when it is not there.
    @discardableResult
    public mutating func remove(_ id: Int64) -> Bool {
        guard let row = row(of: id) else { return false }
        index.remove(id, row: row, in: chunks)
        let last = count - 1
        let end = chunks.count - 1
        if row != last {
            let place = last % Chunk.rows
            let moved = chunks[end].ids[place]
            index.move(moved, from: last, to: row)
            chunks[row / Chunk.rows].replace(
                row % Chunk.rows, id: moved, time: chunks[end].times[place],
                chunks[end].cells(of: place))
        }
        chunks[end].removeLast()
        if chunks[end].count == 0 { chunks.removeLast() }
        return true
    }

    /// The values of one row as they were put in; nil when it is not there.
    public func record(_ id: Int64) -> Record? {
        guard let row = row(of: id) else { return nil }
        let chunk = chunks[row / Chunk.rows]
        var values = JSON.Object()
        for (number, cell) in chunk.cells(of: row % Chunk.rows).enumerated() {
            switch cell {
            case .missing: break
            case .code(let code):
                values.append(columns[number].name, columns[number].distinct[code])
            case .number(let value): values.append(columns[number].name, .number(value))
            }
        }
        return Record(
            id: id, time: Instant(microseconds: chunk.times[row % Chunk.rows]), values: values)
    }

    /// Bytes that the rows and their index take; the different values of a column come on top.
    public var byteCount: Int { chunks.reduce(index.byteCount) { $0 + $1.byteCount } }

    private func row(of id: Int64) -> Int? { index.row(of: id, in: chunks) }

    private mutating func append(_ id: Int64, _ time: Int64, _ cells: [Segment.Cell]) {
        let row = count
        if row % Chunk.rows == 0 { chunks.append(Chunk()) }
        chunks[chunks.count - 1].append(id: id, time: time, cells)
        index.insert(id, row: row, in: chunks)
    }

    private mutating func cells(of values: JSON.Object) -> [Segment.Cell] {
        var cells: [Segment.Cell] = Array(repeating: .missing, count: columns.count)
        // Rows of one questionnaire have their answers in one order, so the next name is
        // nearly always the next column.
        var next = 0
        for member in values.members where !member.value.isNull {
            if next >= columns.count || columns[next].name != member.key {
                guard let found = number(of: member.key) else { continue }
                next = found
            }
            while cells.count <= next { cells.append(.missing) }
            cells[next] = cell(member.value, in: next)
            next += 1
        }
        return cells
    }

    private mutating func number(of name: String) -> Int? {
        if let known = numbersOfColumns[name] { return known }
        guard columns.count < Table.mostColumns else { return nil }
        numbersOfColumns[name] = columns.count
        columns.append(Column(name: name))
        return columns.count - 1
    }

    private mutating func cell(_ value: JSON, in column: Int) -> Segment.Cell {
        switch columns[column].form {
        case .coded: return .code(columns[column].values.code(of: value))
        case .tooDiverse: return .missing
        case .numbers:
            if let number = value.number { return .number(number) }
            code(column)
            return .code(columns[column].values.code(of: value))
        }
    }

    private mutating func settleForms() {
        for number in columns.indices {
            if columns[number].needsPlainNumbers {
                let values = columns[number].distinct.map { $0.number ?? .nan }
                columns[number].form = .numbers
                columns[number].values = DistinctValues()
                convert(number) { $0.plain(values) }
            } else if columns[number].isTooDiverse {
                columns[number].form = .tooDiverse
                columns[number].values = DistinctValues()
                convert(number) { Segment(missing: $0.count) }
            }
        }
    }

    /// Back to codes, because something came that is no number.
    private mutating func code(_ number: Int) {
        columns[number].form = .coded
        columns[number].staysCoded = true
        var values = DistinctValues()
        convert(number) { $0.coded(&values) }
        columns[number].values = values
    }

    private mutating func convert(_ number: Int, _ conversion: (Segment) -> Segment) {
        for chunk in chunks.indices { chunks[chunk].convert(number, conversion) }
    }
}
