/// Writes comma-separated text.
public enum DelimitedText {
    public static func lines(_ rows: [[String]]) -> String {
        var out: [UInt8] = []
        for row in rows { append(row, to: &out) }
        return String(decoding: out, as: UTF8.self)
    }

    public static func append(_ row: [String], to out: inout [UInt8]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(cell, to: &out)
        }
        out.append(UInt8(ascii: "\n"))
    }

    private static func append(_ cell: String, to out: inout [UInt8]) {
        let needsQuotes = cell.utf8.contains {
            $0 == 0x2C || $0 == TableReader.quote || $0 == 0x0A || $0 == 0x0D
        }
        guard needsQuotes else { return out.append(contentsOf: cell.utf8) }
        out.append(TableReader.quote)
        for byte in cell.utf8 {
            if byte == TableReader.quote { out.append(byte) }
            out.append(byte)
        }
        out.append(TableReader.quote)
    }

    /// A cell that a spreadsheet would take for a formula, made harmless by an apostrophe; plain
    /// numbers stay as they are.
    public static func guarded(_ cell: String) -> String {
        guard let first = cell.utf8.first, "=+-@\t\r".utf8.contains(first),
            ArraySlice(cell.utf8).number == nil
        else { return cell }
        return "'" + cell
    }
}
