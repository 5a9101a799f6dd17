public import Base

/// Rows in memory, column by column, a few bytes a value. A copy is a snapshot: it shares its
/// chunks with the original until one of them changes.
public struct Table: Sendable {
    public private(set) var columns: [Column] = []
    private(set) var chunks: [Chunk] = []
    public private(set) var count = 0
    /// Rows of the open chunk, which is the last one if there is any.
    private var index = RowIndex()
    /// No id is above.
    private var highest = Int64.min
    private var numbersOfColumns: [String: Int] = [:]
    /// A table with more names than this is fed something that is no set of answers.
    static let mostColumns = 1_024

    public init() {}

    /// What a snapshot holds; nil when two columns have one name.
    init?(columns: [Column], chunks: [Chunk]) {
        (self.columns, self.chunks) = (columns, chunks)
        for (number, column) in columns.enumerated() { numbersOfColumns[column.name] = number }
        guard numbersOfColumns.count == columns.count else { return nil }
        count = chunks.reduce(0) { $0 + $1.count }
        highest = chunks.map(\.highest).max() ?? .min
        // Rows go on being added to the last chunk, or every start would leave a short one.
        guard let last = chunks.last, last.count < Chunk.rows else { return }
        self.chunks[chunks.count - 1].open()
        index = RowIndex(self.chunks[chunks.count - 1].ids)
    }

    /// Bounds of the rows' times; nil when there are none.
    public var times: ClosedRange<Instant>? {
        guard let first = chunks.map(\.earliest).min(), let last = chunks.map(\.latest).max()
        else { return nil }
        return Instant(microseconds: first)...Instant(microseconds: last)
    }

    public func column(_ name: String) -> Column? { numbersOfColumns[name].map { columns[$0] } }

    func columnNumber(_ name: String) -> Int? { numbersOfColumns[name] }

    public func contains(_ id: Int64) -> Bool { place(of: id) != nil }

    /// Adds a row, or puts it in the place of the one with the same id.
    public mutating func put(_ record: Record) {
        let cells = cells(of: record.values)
        if let (chunk, row) = place(of: record.id) {
            chunks[chunk].replace(row, time: record.time.microseconds, cells)
        } else {
            append(record.id, record.time.microseconds, cells)
        }
        settleForms()
    }

    /// Takes a row out; false when it is not there.
    @discardableResult
    public mutating func remove(_ id: Int64) -> Bool {
        guard let (chunk, row) = place(of: id) else { return false }
        if chunks[chunk].isOpen {
            index.remove(id, row: row, in: chunks[chunk].ids)
            let last = chunks[chunk].count - 1
            if row != last { index.move(chunks[chunk].ids[last], from: last, to: row) }
            chunks[chunk].moveLast(to: row)
        } else {
            chunks[chunk].remove(at: row)
        }
        count -= 1
        if chunks[chunk].count == 0 { chunks.remove(at: chunk) }
        return true
    }

    /// The values of one row as they were put in; nil when it is not there.
    public func record(_ id: Int64) -> Record? {
        guard let (number, row) = place(of: id) else { return nil }
        let chunk = chunks[number]
        var values = JSON.Object()
        for (column, cell) in chunk.cells(of: row).enumerated() {
            switch cell {
            case .missing: break
            case .code(let code):
                values.append(columns[column].name, columns[column].distinct[code])
            case .number(let value): values.append(columns[column].name, .number(value))
            }
        }
        return Record(id: id, time: Instant(microseconds: chunk.times[row]), values: values)
    }

    /// Bytes that the rows and their index take; the different values of a column come on top.
    public var byteCount: Int { chunks.reduce(index.byteCount) { $0 + $1.byteCount } }

    /// Ids are made from the time, so that few chunks besides the newest can hold one.
    private func place(of id: Int64) -> (chunk: Int, row: Int)? {
        guard id <= highest else { return nil }
        for number in chunks.indices.reversed()
        where chunks[number].lowest <= id && id <= chunks[number].highest {
            let ids = chunks[number].ids
            if let row = ids.isPacked ? ids.row(of: id) : index.row(of: id, in: ids) {
                return (number, row)
            }
        }
        return nil
    }

    private mutating func append(_ id: Int64, _ time: Int64, _ cells: [Segment.Cell]) {
        if chunks.last?.isOpen != true { chunks.append(Chunk()) }
        let last = chunks.count - 1
        chunks[last].append(id: id, time: time, cells)
        index.insert(id, row: chunks[last].count - 1, in: chunks[last].ids)
        count += 1
        highest = max(highest, id)
        guard chunks[last].count == Chunk.rows else { return }
        chunks[last].close()
        index = RowIndex()
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
                forget(number)
            }
        }
    }

    /// The same without what some columns hold, as if it were too diverse to be kept.
    public func forgetting(_ isForgotten: (Column) -> Bool) -> Table {
        var table = self
        for number in columns.indices where isForgotten(columns[number]) { table.forget(number) }
        return table
    }

    private mutating func forget(_ number: Int) {
        columns[number].form = .tooDiverse
        columns[number].values = DistinctValues()
        convert(number) { Segment(missing: $0.count) }
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
