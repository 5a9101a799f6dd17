import Base
import Domain
import Store

/// Hands cases out as a workbook.
public struct ExportCases: Operation {
    public static let name = "cases.export"
    public static let summary = "Take cases or all that happened to them out as a workbook."
    public static let access = Access.right(.exportRun)
    public static let input = [
        Field(
            "rows", .choice(["cases", "case-events"]), .optional, "One row each; cases if absent."),
        Field("language", .choice(["zh", "en"]), .optional, "Of the codebook; en if absent."),
    ]

    private let table: CaseExport
    private let language: String

    public init(_ input: Input) {
        table = input.textOrNil("rows").flatMap(CaseExport.init) ?? .cases
        language = input.textOrNil("language") ?? "en"
    }

    public func perform(on desk: Desk) async throws -> Download {
        let style = ExportStyle(.xlsx, language: language)
        let text = ExportText(
            style: style, zone: try await desk.zone(), words: try ExportWords(desk.house.library))
        let run = try ExportRun(
            CaseWorkbook(desk: desk, table: table, text: text),
            folder: try desk.house.exportsFolder())
        return Download(name: "\(table.rawValue).xlsx", type: style.format.mediaType) {
            try await run.next()
        }
    }
}

/// The rows of the table with numbers as numbers and moments as moments.
struct CaseWorkbook: ExportSource {
    let desk: Desk
    let table: CaseExport
    let text: ExportText
    let columns: [ExportColumn]

    private static let moments = ["opened", "first_reply", "resolved", "closed", "at"]
    private static let numbers = [
        "reopenings", "appeals", "transfers", "messages", "replies", "waited_seconds",
        "clocks_kept", "clocks_broken",
    ]

    init(desk: Desk, table: CaseExport, text: ExportText) {
        self.desk = desk
        self.table = table
        self.text = text
        columns = table.columns.map { name in
            ExportColumn(
                name, text.words["case.\(name)"],
                CaseWorkbook.moments.contains(name)
                    ? .moment : CaseWorkbook.numbers.contains(name) ? .number : .text,
                .elsewhere)
        }
    }

    var title: Wording { text.words[sheet] }
    var sheet: String { "sheet.\(table.rawValue)" }
    var start: CaseExport.Place { .start }

    func rows(
        after place: CaseExport.Place
    ) async throws -> (rows: [[ExportValue]], next: CaseExport.Place?) {
        let (rows, next) = try await table.rows(after: place, on: desk)
        let values = rows.map { row in
            zip(row, columns).map { cell, column in CaseWorkbook.value(cell, column) }
        }
        return (values, next)
    }

    private static func value(_ cell: String, _ column: ExportColumn) -> ExportValue {
        guard !cell.isEmpty else { return .nothing }
        switch column.content {
        case .moment: return Instant(iso8601: cell).map(ExportValue.moment) ?? .text(cell)
        case .number: return Double(cell).map(ExportValue.number) ?? .text(cell)
        default: return .text(cell)
        }
    }
}
