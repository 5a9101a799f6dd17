import Base

/// Why a snapshot is not used.
public enum SnapshotFault: Error, Hashable, Sendable {
    /// Not written by this version of the format, or by another kind of machine.
    case foreign
    /// It stops short.
    case ended
    /// Bytes are not what was written.
    case garbled
}

/// Reads what `Table.write` wrote. Whatever the bytes are, they make a table or a fault.
public struct SnapshotReader {
    /// What the writer put in front.
    public private(set) var note: [UInt8] = []
    private let read: (Int) throws -> [UInt8]
    private var number: UInt64 = 0

    /// The eight letters say which format; read as a number they also say which machine.
    static let mark = Array("NUOCOLS1".utf8)
    private static let largestBlock = 1 << 30
    static let byteOrder = 0x0102_0304_0506_0708

    /// - Parameter read: hands out the next bytes, fewer than asked for only at the end.
    public init(_ read: @escaping (Int) throws -> [UInt8]) throws {
        self.read = read
        let head = try read(SnapshotReader.mark.count + 8)
        var reader = BlockReader(head)
        guard let mark: [UInt8] = reader.numbers(SnapshotReader.mark.count),
            let order: [Int] = reader.numbers(1)
        else { throw SnapshotFault.ended }
        guard mark == SnapshotReader.mark, order[0] == SnapshotReader.byteOrder else {
            throw SnapshotFault.foreign
        }
        note = try block()
    }

    /// The table that follows the note, to be asked for once.
    public mutating func table() throws -> Table {
        var head = BlockReader(try block())
        guard let chunkCount = head.count(upTo: .max),
            let columnCount = head.count(upTo: Table.mostColumns)
        else { throw SnapshotFault.garbled }
        var columns: [Column] = []
        for _ in 0..<columnCount {
            guard let column = Column(from: &head) else { throw SnapshotFault.garbled }
            columns.append(column)
        }
        guard head.isAtEnd else { throw SnapshotFault.garbled }
        var chunks: [Chunk] = []
        for _ in 0..<chunkCount {
            var input = BlockReader(try block())
            guard let chunk = Chunk(from: &input, columns), input.isAtEnd else {
                throw SnapshotFault.garbled
            }
            chunks.append(chunk)
        }
        guard try read(1).isEmpty, let table = Table(columns: columns, chunks: chunks) else {
            throw SnapshotFault.garbled
        }
        return table
    }

    private mutating func block() throws -> [UInt8] {
        var head = BlockReader(try read(16))
        guard let length: [UInt64] = head.numbers(1), let sum: [UInt64] = head.numbers(1) else {
            throw SnapshotFault.ended
        }
        guard length[0] <= SnapshotReader.largestBlock else { throw SnapshotFault.garbled }
        let count = Int(length[0])
        let bytes = try read(count)
        guard bytes.count == count else { throw SnapshotFault.ended }
        guard Checksum.of(bytes, seed: number) == sum[0] else { throw SnapshotFault.garbled }
        number += 1
        return bytes
    }
}

extension Column {
    fileprivate init?(from input: inout BlockReader) {
        guard let name = input.text(), let form = input.count(upTo: Form.all.count - 1),
            let staysCoded = input.count(upTo: 1), let count = input.count(upTo: .max)
        else { return nil }
        self.init(name: name)
        self.form = Form.all[form]
        self.staysCoded = staysCoded == 1
        var distinct: [JSON] = []
        for _ in 0..<count {
            guard let value = input.value() else { return nil }
            distinct.append(value)
        }
        guard let values = DistinctValues(distinct), self.form == .coded || values.count == 1 else {
            return nil
        }
        self.values = values
    }
}

extension Chunk {
    fileprivate init?(from input: inout BlockReader, _ columns: [Column]) {
        guard let count = input.count(upTo: Chunk.rows), count > 0,
            let ids = RowIDs(from: &input, count: count),
            let times: [Int64] = input.numbers(count),
            let segmentCount = input.count(upTo: columns.count)
        else { return nil }
        var segments: [Segment] = []
        for column in columns[..<segmentCount] {
            guard let segment = Segment(from: &input, count: count, column) else { return nil }
            segments.append(segment)
        }
        self.init(ids: ids, times: times, columns: segments)
    }
}

extension Segment {
    /// A code without a value would be looked up outside its table, so that all are looked at.
    fileprivate init?(from input: inout BlockReader, count: Int, _ column: Column) {
        guard let kind = input.count(upTo: 4) else { return nil }
        if kind == 0 {
            guard column.form == .numbers, let numbers: [Double] = input.numbers(count) else {
                return nil
            }
            self.init(numbers: numbers)
        } else {
            guard let codes = Codes(from: &input, count: count, size: kind),
                codes.largest < column.values.count
            else { return nil }
            self.init(codes: codes)
        }
    }
}
