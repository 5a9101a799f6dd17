import Base

/// Aligned columns for a terminal, where a Chinese character takes two places.
public enum TextTable {
    public static func text(
        header: [String], rows: [[String]], alignsRight: [Bool]
    ) -> String {
        let widths = header.indices.map { column in
            ([header] + rows).map { width(of: $0[column]) }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            var line = ""
            for (column, cell) in cells.enumerated() {
                let gap = String(repeating: " ", count: widths[column] - width(of: cell))
                if column > 0 { line += "  " }
                line += alignsRight[column] ? gap + cell : cell + gap
            }
            return line.trimmedAtEnd + "\n"
        }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([header, rule] + rows).map(line).joined()
    }

    /// A table too wide for a screen in parts below each other, each with the first columns again.
    public static func wrapped(
        header: [String], rows: [[String]], alignsRight: [Bool], repeating keys: Int,
        within room: Int = 120
    ) -> String {
        let widths = header.indices.map { column in
            2 + (([header] + rows).map { width(of: $0[column]) }.max() ?? 0)
        }
        let first = Array(header.indices.prefix(keys))
        let start = first.reduce(0) { $0 + widths[$1] }
        var parts = [first]
        var taken = start
        for column in header.indices.dropFirst(keys) {
            if taken + widths[column] > room, parts[parts.count - 1].count > keys {
                parts.append(first)
                taken = start
            }
            parts[parts.count - 1].append(column)
            taken += widths[column]
        }
        return parts.map { columns in
            text(
                header: columns.map { header[$0] },
                rows: rows.map { row in columns.map { row[$0] } },
                alignsRight: columns.map { alignsRight[$0] })
        }.joined(separator: "\n")
    }

    /// How many places of a terminal a text takes.
    public static func width(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    /// Two for what Unicode calls wide or full-width, none for what is drawn onto others.
    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case ..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default:
            let isMark = scalar.properties.generalCategory == .nonspacingMark
            return isMark ? 0 : 1
        }
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
