import Base

/// Lines of JSON objects as the comma-separated table that they stand for: every name that occurs
/// is a column. So whatever reads tables reads them, too.
final class JSONLinesSource: ByteSource {
    private let lines: LineReader
    private let columns: [String]
    private var row = 0
    private var ready: [UInt8] = []
    private var position = 0
    /// A table with more names than this is fed something that is no set of answers.
    private static let columnsMost = 2_000

    /// - Parameter open: opens the bytes; called twice, because the columns are known only at the
    ///   end of the first reading.
    init(_ open: () throws -> any ByteSource) throws {
        let first = LineReader(try open())
        var columns: [String] = []
        var known = Set<String>()
        var row = 0
        while let line = try first.next() {
            row += 1
            for name in try Self.object(line, row).keys where known.insert(name).inserted {
                columns.append(name)
            }
            guard columns.count <= Self.columnsMost else {
                throw Refusal(.unreadable, "tableTooWide", ["max": "\(Self.columnsMost)"])
            }
        }
        self.columns = columns
        lines = LineReader(try open())
        if !columns.isEmpty { DelimitedText.append(columns, to: &ready) }
    }

    static func isName(_ name: String) -> Bool {
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return plain.hasSuffix(".jsonl") || plain.hasSuffix(".ndjson")
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while position == ready.count {
            ready.removeAll(keepingCapacity: true)
            position = 0
            guard let line = try lines.next() else { return 0 }
            row += 1
            let object = try Self.object(line, row)
            var values: [String: JSON] = [:]
            for member in object.members { values[member.key] = member.value }
            DelimitedText.append(try columns.map { try cell(values[$0], $0) }, to: &ready)
        }
        let count = min(buffer.count, ready.count - position)
        buffer.copyBytes(from: ready[position..<position + count])
        position += count
        return count
    }

    private static func object(_ line: [UInt8], _ row: Int) throws -> JSON.Object {
        do {
            if let object = try JSON(parsing: line).object { return object }
        } catch {}
        throw Refusal(.unreadable, "lineIsNoObject", ["line": "\(row)"])
    }

    /// The same forms as in our own tables.
    private func cell(_ value: JSON?, _ column: String) throws -> String {
        switch value {
        case nil: return ""
        case .null?: return "na"
        case .bool(let isYes)?: return isYes ? "yes" : "no"
        case .number?: return value?.text ?? ""
        case .string(let text)?:
            return DelimitedText.meansNothing(text) ? "'" + text : DelimitedText.guarded(text)
        case .array(let list)?:
            return list.map { $0.string ?? $0.text }.joined(separator: ";")
        case .object?:
            throw Refusal(
                .unreadable, "cellIsObject", ["line": "\(row)", "column": column])
        }
    }
}

/// Splits bytes into lines; blank ones are left out.
private final class LineReader {
    private let source: any ByteSource
    private var bytes: [UInt8] = []
    private var start = 0
    private var isOver = false
    private static let longest = 4 << 20

    init(_ source: any ByteSource) { self.source = source }

    func next() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(bytes[start..<end])
                start = end + 1
                if line.contains(where: { $0 > 0x20 }) { return line }
                searched = start
                continue
            }
            guard !isOver else {
                let line = Array(bytes[start...])
                start = bytes.count
                return line.contains { $0 > 0x20 } ? line : nil
            }
            bytes.removeFirst(start)
            start = 0
            searched = bytes.count
            guard bytes.count <= Self.longest else {
                throw Refusal(.unreadable, "lineTooLong", ["max": "4 MB"])
            }
            isOver = try !source.append(to: &bytes, upTo: 1 << 18)
        }
    }
}
