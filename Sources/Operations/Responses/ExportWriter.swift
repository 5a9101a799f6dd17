import Base
import Domain

/// Writes rows of values in one format.
protocol ExportWriter: AnyObject {
    /// What stands before the rows.
    func begin() throws -> [UInt8]
    func write(_ rows: [[ExportValue]]) throws -> [UInt8]
    /// What stands after the rows; a format that is made as a file is a file now.
    func finish() throws -> [UInt8]
    /// The file that is sent after `finish`, of formats that cannot be sent as they grow.
    var file: String? { get }
}

extension ExportWriter {
    func begin() throws -> [UInt8] { [] }
    func finish() throws -> [UInt8] { [] }
    var file: String? { nil }
}

/// Comma-separated text; a codebook is the same without rows.
final class CSVWriter: ExportWriter {
    /// The mark by which Excel knows UTF-8, also for Chinese.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private let columns: [ExportColumn]
    private let text: ExportText

    init(_ columns: [ExportColumn], _ text: ExportText) {
        self.columns = columns
        self.text = text
    }

    func begin() -> [UInt8] {
        var out = Self.mark
        guard text.style.format == .csv else {
            for row in text.codebook(columns) {
                DelimitedText.append(row.map(DelimitedText.guarded), to: &out)
            }
            return out
        }
        DelimitedText.append(columns.map { DelimitedText.guarded($0.name) }, to: &out)
        return out
    }

    func write(_ rows: [[ExportValue]]) -> [UInt8] {
        var out: [UInt8] = []
        guard text.style.format == .csv else { return out }
        for row in rows { DelimitedText.append(row.indices.map { cell(row, $0) }, to: &out) }
        return out
    }

    private func cell(_ row: [ExportValue], _ place: Int) -> String {
        // What was written, and is no code of ours, must not be read as one.
        if case .text(let written) = row[place], columns[place].content == .text,
            DelimitedText.meansNothing(written)
        {
            return "'" + written
        }
        return DelimitedText.guarded(text(row[place], in: columns[place]))
    }
}

/// One JSON object a line: a column that has no value is left out.
final class JSONLinesWriter: ExportWriter {
    private let columns: [ExportColumn]
    private let text: ExportText

    init(_ columns: [ExportColumn], _ text: ExportText) {
        self.columns = columns
        self.text = text
    }

    func write(_ rows: [[ExportValue]]) -> [UInt8] {
        var out: [UInt8] = []
        for row in rows {
            var line = JSON.Object()
            for (column, value) in zip(columns, row) {
                if let json = json(value, column) { line.append(column.name, json) }
            }
            JSON.object(line).write(to: &out)
            out.append(UInt8(ascii: "\n"))
        }
        return out
    }

    private func json(_ value: ExportValue, _ column: ExportColumn) -> JSON? {
        if text.style.usesLabels, let words = text.label(value, in: column) {
            return .string(words)
        }
        switch value {
        case .nothing: return nil
        case .absent(.notApplicable): return .null
        case .absent(.dontKnow): return .string(text(value, in: column))
        case .text(let text): return .string(text)
        case .number(let number): return .number(number)
        case .flag(let isYes): return .bool(isYes)
        case .codes(let codes): return .array(codes.map(JSON.string))
        case .moment: return .string(text(value, in: column))
        }
    }
}
