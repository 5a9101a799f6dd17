import Base
import Operations

/// The page's tables as files for a spreadsheet.
enum InsightExport {
    static func file(_ rows: [[String]], name: String) -> Reply {
        let safe = rows.map { $0.map(DelimitedText.guarded) }
        // The mark at the beginning tells Excel in China that Chinese text is UTF-8.
        let text = "\u{FEFF}" + DelimitedText.lines(safe)
        return .download(
            Array(text.utf8), type: "text/csv; charset=utf-8", name: "nuo-\(name).csv")
    }

    /// What a table's picture is called as a file.
    static func picture(_ name: String) -> String { "nuo-\(name).png" }
}
