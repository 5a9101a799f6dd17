import Base
import CXlsxWriter
import Domain

/// A workbook with the rows on one sheet and their codebook on another: numbers as numbers,
/// days and moments as what a spreadsheet counts with. Written row by row in constant memory.
final class WorkbookWriter: ExportWriter {
    private let columns: [ExportColumn]
    private let text: ExportText
    private let made: PassingFile
    private let book: UnsafeMutablePointer<lxw_workbook>
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let codes: UnsafeMutablePointer<lxw_worksheet>
    private let heading: UnsafeMutablePointer<lxw_format>
    private let day: UnsafeMutablePointer<lxw_format>
    private let moment: UnsafeMutablePointer<lxw_format>
    private var row: UInt32 = 0
    private var isOpen = true
    /// What a sheet of Excel holds.
    private static let rowsMost: UInt32 = 1_048_576
    private static let columnsMost = 16_384
    private static let charactersMost = 32_767

    var file: String? { made.path }

    /// - Parameter sheet: the library's word for the name of the sheet with the rows.
    init(
        _ columns: [ExportColumn], _ text: ExportText, sheet: String, folder: String
    ) throws {
        guard columns.count <= Self.columnsMost else {
            throw Refusal.invalid("format", "sheetTooWide", ["max": "\(Self.columnsMost)"])
        }
        self.columns = columns
        self.text = text
        let made = try PassingFile(in: folder)
        self.made = made
        let book = folder.withCString { folder in
            var options = lxw_workbook_options()
            options.constant_memory = 1
            options.tmpdir = UnsafeMutablePointer(mutating: folder)
            options.use_zip64 = 0
            return workbook_new_opt(made.path, &options)
        }
        let language = text.style.language
        guard let book,
            let sheet = workbook_add_worksheet(book, text.words[sheet][language]),
            let codes = workbook_add_worksheet(book, text.words["sheet.codebook"][language]),
            let heading = workbook_add_format(book), let day = workbook_add_format(book),
            let moment = workbook_add_format(book)
        else { throw Refusal(.unreadable, "workbookFailed") }
        (self.book, self.sheet, self.codes) = (book, sheet, codes)
        (self.heading, self.day, self.moment) = (heading, day, moment)
    }

    deinit { if isOpen { workbook_close(book) } }

    func begin() -> [UInt8] {
        format_set_bold(heading)
        format_set_num_format(day, "yyyy-mm-dd")
        format_set_num_format(moment, "yyyy-mm-dd hh:mm:ss")
        worksheet_freeze_panes(sheet, 1, 1)
        for (place, column) in columns.enumerated() {
            let width = column.content == .moment ? 19.0 : column.content == .day ? 11.0 : 12.0
            worksheet_set_column(sheet, UInt16(place), UInt16(place), width, nil)
            worksheet_write_string(sheet, 0, UInt16(place), column.name, heading)
        }
        row = 1
        return []
    }

    func write(_ rows: [[ExportValue]]) throws -> [UInt8] {
        for values in rows {
            guard row < Self.rowsMost else {
                throw Refusal.invalid("format", "sheetTooLong", ["max": "\(Self.rowsMost)"])
            }
            for (place, value) in values.enumerated() { put(value, UInt16(place)) }
            row += 1
        }
        return []
    }

    private func put(_ value: ExportValue, _ place: UInt16) {
        let column = columns[Int(place)]
        if text.style.usesLabels, let words = text.label(value, in: column) {
            return put(words, place)
        }
        switch value {
        case .nothing: break
        case .number(let number): worksheet_write_number(sheet, row, place, number, nil)
        case .moment(let instant):
            let civil = instant.civil(in: text.zone)
            let part = Double(civil.microsecondOfDay / 1_000) / 86_400_000
            worksheet_write_number(
                sheet, row, place, Self.serial(civil.date) + part, moment)
        case .text(let written) where column.content == .day:
            guard let date = CivilDate(written) else { return put(written, place) }
            worksheet_write_number(sheet, row, place, Self.serial(date), day)
        default: put(text(value, in: column), place)
        }
    }

    private func put(_ words: String, _ place: UInt16) {
        guard !words.isEmpty else { return }
        let fits =
            words.utf8.count <= Self.charactersMost
            ? words : String(words.prefix(Self.charactersMost))
        worksheet_write_string(sheet, row, place, fits, nil)
    }

    /// Days as Excel counts them, from the end of 1899 on.
    private static func serial(_ date: CivilDate) -> Double { Double(date.daysSince1970 + 25_569) }

    func finish() throws -> [UInt8] {
        for (number, line) in text.codebook(columns).enumerated() {
            for (place, cell) in line.enumerated() where !cell.isEmpty {
                worksheet_write_string(
                    codes, UInt32(number), UInt16(place),
                    String(cell.prefix(Self.charactersMost)), number == 0 ? heading : nil)
            }
        }
        worksheet_set_column(codes, 0, 0, 30, nil)
        worksheet_set_column(codes, 1, 4, 24, nil)
        worksheet_freeze_panes(codes, 1, 1)
        isOpen = false
        guard workbook_close(book) == LXW_NO_ERROR else {
            throw Refusal(.unreadable, "workbookFailed")
        }
        return []
    }
}
