import Base
import Glibc

/// Reads delimited text row by row, whatever the file's size: comma, tab, semicolon or bar,
/// quoted fields with line ends in them, any line end.
public final class TableReader {
    static let quote: UInt8 = 0x22
    /// A longer row is a file without line ends, or a quote that is never closed.
    static let longestRow = 4 << 20
    private static let chunk = 1 << 18

    public private(set) var header: [String]
    public let delimiter: UInt8
    private let source: any ByteSource
    private var carried: [UInt8]
    private var isAtEnd = false
    private var line: Int
    private var rowsRead = 0

    /// - Parameters:
    ///   - source: UTF-8 without a mark at its beginning; see `TableReader.open`.
    ///   - delimiter: guessed from the first lines when nil.
    /// - Throws: `Refusal` when there is no header.
    init(_ source: any ByteSource, delimiter: UInt8? = nil) throws {
        self.source = source
        carried = []
        line = 1
        while carried.count < Self.chunk,
            try source.append(to: &carried, upTo: Self.chunk - carried.count)
        {}
        guard !carried.contains(0) else { throw Refusal(.unreadable, "tableIsNoText") }
        self.delimiter = delimiter ?? Delimiter.guessed(carried)
        header = []
        guard let first = try next(upTo: 1)?.first else { throw Refusal(.invalid, "tableEmpty") }
        header = (0..<first.count).map { first.text($0).trimmed }
        rowsRead = 0
    }

    /// The next rows, at most `limit` and about a megabyte; nil at the end. Blank lines are
    /// no rows.
    public func next(upTo limit: Int = 2_000) throws -> TableBatch? {
        var batch = TableBatch.Content()
        batch.bytes = carried
        carried = []
        let rowsAhead = min(limit, 2_000)
        batch.fields.reserveCapacity(rowsAhead * max(1, header.count))
        batch.firstFields.reserveCapacity(rowsAhead)
        batch.lines.reserveCapacity(rowsAhead)
        var scan = RowScan(delimiter: delimiter, line: line)
        while true {
            scan.run(&batch, limit: limit, isAtEnd: isAtEnd)
            if batch.count >= limit || (batch.count > 0 && scan.position > 1 << 20) { break }
            if isAtEnd {
                guard !scan.isInQuotes else {
                    throw Refusal(.invalid, "tableQuoteOpen", ["line": "\(scan.quoteLine)"])
                }
                break
            }
            guard batch.bytes.count - scan.position < Self.longestRow else {
                throw Refusal(.tooLarge, "tableRowTooLong", ["line": "\(scan.line)"])
            }
            isAtEnd = try !source.append(to: &batch.bytes, upTo: Self.chunk)
        }
        carried = Array(batch.bytes[scan.position...])
        batch.bytes.removeLast(carried.count)
        line = scan.line
        let rowsBefore = rowsRead
        rowsRead += batch.count
        try checkUTF8(batch)
        return batch.count == 0 ? nil : TableBatch(batch, rowsBefore: rowsBefore)
    }

    /// - Throws: `Refusal` naming the line where the text is something else than UTF-8.
    private func checkUTF8(_ batch: TableBatch.Content) throws {
        let wrong: Int? = batch.bytes.withUnsafeBufferPointer { bytes in
            guard !Self.isASCII(bytes) else { return nil }
            do throws(UTF8.ValidationError) {
                _ = try UTF8Span(validating: bytes.span)
                return nil
            } catch {
                return error.byteOffsets.lowerBound
            }
        }
        guard let wrong else { return }
        let row = batch.firstFields.lastIndex { batch.fields[Int($0)].start <= wrong }
        throw Refusal(
            .unreadable, "tableWrongEncoding",
            ["line": "\(row.map { batch.lines[$0] } ?? 1)", "encoding": "UTF-8"])
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var seen: UInt64 = 0
        var place = 0
        while place + 8 <= raw.count {
            seen |= raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            place += 8
        }
        while place < raw.count {
            seen |= UInt64(raw[place])
            place += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }
}

/// Finds rows in bytes. What it has not finished it leaves, to be looked at again with more bytes.
private struct RowScan {
    let delimiter: UInt8
    /// Behind the last whole row.
    var position = 0
    /// The line at `position`.
    var line: Int
    var isInQuotes = false
    /// Where the quote that is still open was opened.
    var quoteLine = 0

    init(delimiter: UInt8, line: Int) {
        self.delimiter = delimiter
        self.line = line
    }

    mutating func run(_ batch: inout TableBatch.Content, limit: Int, isAtEnd: Bool) {
        batch.bytes.withUnsafeBufferPointer { bytes in
            while batch.lines.count < limit, position < bytes.count,
                row(bytes, &batch.fields, &batch.firstFields, &batch.lines, isAtEnd)
            {}
        }
    }

    /// Reads one row; false, leaving no trace of it, when its end is not there yet.
    private mutating func row(
        _ bytes: UnsafeBufferPointer<UInt8>, _ fields: inout [TableBatch.FieldSpan],
        _ firstFields: inout [Int32], _ lines: inout [Int], _ isAtEnd: Bool
    ) -> Bool {
        let firstField = fields.count
        var place = position
        var linesPassed = 0
        while true {
            guard
                let end = field(bytes, from: place, &fields, &linesPassed, isAtEnd)
            else {
                fields.removeLast(fields.count - firstField)
                return false
            }
            place = end + 1
            if end < bytes.count, bytes[end] == delimiter { continue }
            if end < bytes.count, bytes[end] == 0x0D {
                // Whether a line feed follows must be known before the row is closed.
                if place == bytes.count, !isAtEnd {
                    fields.removeLast(fields.count - firstField)
                    return false
                }
                if place < bytes.count, bytes[place] == 0x0A { place += 1 }
            }
            break
        }
        if fields.count == firstField + 1, Self.isBlank(bytes, position, place) {
            fields.removeLast()
        } else {
            firstFields.append(Int32(firstField))
            lines.append(line)
        }
        line += linesPassed + 1
        position = min(place, bytes.count)
        return true
    }

    /// Reads one field and returns the place of what ends it (the end of all bytes at the end of
    /// the file); nil when that is not there yet.
    private mutating func field(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
        _ fields: inout [TableBatch.FieldSpan], _ linesPassed: inout Int, _ isAtEnd: Bool
    ) -> Int? {
        if start < bytes.count, bytes[start] == TableReader.quote {
            return quoted(bytes, from: start + 1, &fields, &linesPassed, isAtEnd)
        }
        let end = plainEnd(bytes, from: start)
        guard end < bytes.count || isAtEnd else { return nil }
        fields.append(.init(start: Int32(start), end: Int32(end), isEscaped: false))
        return end
    }

    private mutating func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
        _ fields: inout [TableBatch.FieldSpan], _ linesPassed: inout Int, _ isAtEnd: Bool
    ) -> Int? {
        var place = start
        var isEscaped = false
        let linesBefore = linesPassed
        while true {
            guard place < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + place, Int32(TableReader.quote), bytes.count - place)
            else {
                isInQuotes = true
                quoteLine = line + linesBefore
                return nil
            }
            let close = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            linesPassed += Self.lineEnds(bytes, place, close)
            place = close + 1
            guard place < bytes.count || isAtEnd else { return nil }
            if place < bytes.count, bytes[place] == TableReader.quote {
                isEscaped = true
                place += 1
                continue
            }
            isInQuotes = false
            let end = plainEnd(bytes, from: place)
            guard end < bytes.count || isAtEnd else { return nil }
            // Something stands behind the closing quote: taken along as it is.
            isEscaped = isEscaped || end > place
            fields.append(
                .init(
                    start: Int32(start), end: Int32(isEscaped ? end : close),
                    isEscaped: isEscaped))
            return end
        }
    }

    private func plainEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
            place &+= 1
        }
        return place
    }

    private static func lineEnds(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> Int {
        var count = 0
        for place in start..<end
        where bytes[place] == 0x0A
            || (bytes[place] == 0x0D && place + 1 < bytes.count && bytes[place + 1] != 0x0A)
        {
            count += 1
        }
        return count
    }

    private static func isBlank(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> Bool {
        (start..<min(end, bytes.count)).allSatisfy { bytes[$0] <= 0x20 }
    }
}
