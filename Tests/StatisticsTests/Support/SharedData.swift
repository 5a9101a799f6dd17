import Foundation
import Testing

/// The real data beside the repository. Absent elsewhere, and then its tests are skipped.
enum SharedData {
    static let folder: String =
        ProcessInfo.processInfo.environment["NUO_SHARED_DATA"] ?? "../shared/data"

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder + "/stats") }

    /// A table of `stats`, by column; blank and NA are not-a-number.
    static func table(_ name: String) throws -> Table {
        let text = try String(contentsOfFile: "\(folder)/stats/\(name)", encoding: .utf8)
        return Table(text)
    }

    struct Table {
        let names: [String]
        let rows: [[String]]

        init(_ text: String) {
            let lines = text.split(whereSeparator: \.isNewline).map { line in
                Table.cells(line)
            }
            names = lines[0]
            rows = Array(lines.dropFirst())
        }

        /// Commas between quotes belong to the cell.
        private static func cells(_ line: Substring) -> [String] {
            var cells = [""]
            var quoted = false
            for character in line where character != "\u{FEFF}" {
                if character == "\"" {
                    quoted.toggle()
                } else if character == ",", !quoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells.map { $0.trimmingCharacters(in: .whitespaces) }
        }

        func text(_ name: String) -> [String] {
            let place = names.firstIndex(of: name)!
            return rows.map { $0[place] }
        }

        func column(_ name: String) -> [Double] { text(name).map { Double($0) ?? .nan } }

        func integers(_ name: String) -> [Int] { column(name).map { Int($0) } }

        /// The rows in which all these columns are numbers.
        func complete(_ names: [String]) -> [[Double]] {
            let columns = names.map { column($0) }
            let kept = rows.indices.filter { row in columns.allSatisfy { !$0[row].isNaN } }
            return columns.map { column in kept.map { column[$0] } }
        }
    }
}
