/// Some rows of a table with the bytes they are made of: what the reader hands on, and what can
/// travel to another task.
public struct TableBatch: Sendable {
    struct Content: Sendable {
        /// Lines as in the file, from the first row of this batch on.
        var bytes: [UInt8] = []
        /// Where each field begins and ends in `bytes`, of all rows one after the other.
        var fields: [FieldSpan] = []
        /// Of each row: its first place in `fields`.
        var firstFields: [Int32] = []
        /// Of each row: the line of the file it begins at, from 1.
        var lines: [Int] = []

        var count: Int { lines.count }
    }

    struct FieldSpan: Sendable {
        var start: Int32
        var end: Int32
        /// The span begins after an opening quote and holds a quote that does not belong to it.
        var isEscaped: Bool
    }

    /// Rows share one reference to it: a row is made for each line of a file, and four arrays in
    /// each took longer to count references to than the line took to read.
    fileprivate final class Shared: Sendable {
        let content: Content

        init(_ content: Content) { self.content = content }
    }

    fileprivate let shared: Shared
    /// How many rows of the file came before this batch.
    public let rowsBefore: Int

    init(_ content: Content, rowsBefore: Int) {
        shared = Shared(content)
        self.rowsBefore = rowsBefore
    }

    public var count: Int { shared.content.count }

    public subscript(row: Int) -> TableRow { TableRow(batch: self, index: row) }
}

extension TableBatch: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { count }
}

/// One row: its fields as bytes of UTF-8, without quotes.
public struct TableRow: Sendable {
    private let batch: TableBatch
    private let index: Int

    fileprivate init(batch: TableBatch, index: Int) {
        self.batch = batch
        self.index = index
    }

    private var content: TableBatch.Content { batch.shared.content }

    /// The line of the file it begins at, from 1.
    public var line: Int { content.lines[index] }
    /// Its place among the rows of the file, from 0, the header not counted.
    public var number: Int { batch.rowsBefore + index }

    private var first: Int { Int(content.firstFields[index]) }

    public var count: Int {
        let next =
            index + 1 < content.firstFields.count
            ? Int(content.firstFields[index + 1]) : content.fields.count
        return next - first
    }

    public subscript(column: Int) -> ArraySlice<UInt8> {
        let span = content.fields[first + column]
        let raw = content.bytes[Int(span.start)..<Int(span.end)]
        return span.isEscaped ? TableRow.unescaped(raw) : raw
    }

    public func text(_ column: Int) -> String {
        String(decoding: self[column], as: UTF8.self)
    }

    /// Two quotes are one; after a single one the rest is taken as it stands.
    private static func unescaped(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var place = raw.startIndex
        while place < raw.endIndex {
            if raw[place] == TableReader.quote {
                let next = place + 1
                guard next < raw.endIndex, raw[next] == TableReader.quote else {
                    out.append(contentsOf: raw[next...])
                    break
                }
                place = next
            }
            out.append(raw[place])
            place += 1
        }
        return out[...]
    }
}
