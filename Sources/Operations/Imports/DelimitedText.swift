import Domain

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
    /// numbers stay as they are. One that looks guarded already gets another apostrophe, so that
    /// `unguarded` gives back every cell.
    public static func guarded(_ cell: String) -> String {
        guard let first = cell.utf8.first, isSign(first) || first == apostrophe else { return cell }
        if first == apostrophe { return needsGuard(cell.utf8[...]) ? "'" + cell : cell }
        return ArraySlice(cell.utf8).number == nil ? "'" + cell : cell
    }

    /// The cell without the apostrophe of `guarded`, or of a spreadsheet.
    static func unguarded(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard cell.first == apostrophe else { return cell }
        return needsGuard(cell) ? cell.dropFirst() : cell
    }

    /// Whether imports would take a written text for a missing answer.
    static func meansNothing(_ text: String) -> Bool {
        ["NA", "N/A", Item.notApplicableText, Item.dontKnowText].contains(text)
    }

    /// Behind its apostrophes stands a sign, or a word that means nothing.
    private static func needsGuard(_ cell: some Collection<UInt8>) -> Bool {
        let rest = cell.drop { $0 == apostrophe }
        guard let first = rest.first else { return false }
        if isSign(first) { return true }
        return rest.count <= 3 && meansNothing(String(decoding: rest, as: UTF8.self))
    }

    private static let apostrophe = UInt8(ascii: "'")

    private static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
            UInt8(ascii: "\t"), UInt8(ascii: "\r"):
            true
        default: false
        }
    }
}
