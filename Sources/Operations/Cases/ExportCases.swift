import Base
import Domain
import Store

/// Hands cases out as a file: exactly those that a list of cases shows.
public struct ExportCases: Operation {
    public static let name = "cases.export"
    public static let summary =
        "Take cases, or all that happened to them, out as CSV or a workbook, filtered as a list."
    public static let access = Access.right(.exportRun)
    public static let input =
        CaseQuery.input + [
            Field(
                "rows", .choice(["cases", "case-events"]), .optional,
                "One row each; cases if absent."),
            Field(
                "format", .choice(formats.map(\.rawValue)), .optional, "A workbook if absent."),
            Field("language", .choice(["zh", "en"]), .optional, "Of the codebook; en if absent."),
        ]

    /// Those in which cases are handed out.
    public static let formats: [ExportFormat] = [.csv, .xlsx]

    private let query: CaseQuery
    private let table: CaseExport
    private let format: ExportFormat
    private let language: String

    public init(_ input: Input) throws {
        query = try CaseQuery(input, status: "any")
        table = input.textOrNil("rows").flatMap(CaseExport.init) ?? .cases
        format = input.textOrNil("format").flatMap(ExportFormat.init(rawValue:)) ?? .xlsx
        language = input.textOrNil("language") ?? "en"
    }

    public func perform(on desk: Desk) async throws -> Download {
        let text = ExportText(
            style: ExportStyle(format, language: language), zone: try await desk.zone(),
            words: try ExportWords(desk.house.library))
        let run = try ExportRun(
            CaseRows(desk: desk, query: query, table: table, text: text),
            folder: try desk.house.exportsFolder())
        return Download(name: format.fileName(table.rawValue), type: format.mediaType) {
            try await run.next()
        }
    }
}

/// The rows of the table: in a workbook with numbers as numbers and moments as moments, in text as
/// they are, moments in UTC.
struct CaseRows: ExportSource {
    let desk: Desk
    let query: CaseQuery
    let table: CaseExport
    let text: ExportText
    let columns: [ExportColumn]

    private static let moments = Set(
        ["opened", "first_reply", "resolved", "closed", "at"] + CaseExport.stampColumns)
    private static let numbers = [
        "number", "reopenings", "appeals", "transfers", "messages", "replies", "waited_seconds",
        "clocks_kept", "clocks_broken",
    ]

    init(desk: Desk, query: CaseQuery, table: CaseExport, text: ExportText) {
        self.desk = desk
        self.query = query
        self.table = table
        self.text = text
        let isText = text.style.format == .csv
        columns = table.columns.map { name in
            ExportColumn(
                name, text.words["case.\(name)"],
                isText
                    ? .text
                    : CaseRows.moments.contains(name)
                        ? .moment : CaseRows.numbers.contains(name) ? .number : .text,
                .elsewhere)
        }
    }

    var title: Wording { text.words[sheet] }
    var sheet: String { "sheet.\(table.rawValue)" }
    var start: CaseExport.Place { .start }

    func rows(
        after place: CaseExport.Place
    ) async throws -> (rows: [[ExportValue]], next: CaseExport.Place?) {
        let (rows, next) = try await table.rows(query, after: place, on: desk)
        let values = rows.map { row in
            zip(row, columns).map { cell, column in CaseRows.value(cell, column) }
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
