/// The kinds of file in which answers are handed out.
public enum ExportFormat: String, CaseIterable, Sendable {
    /// Comma-separated, with the mark by which Excel knows UTF-8.
    case csv
    /// One JSON object a line.
    case jsonl
    /// A workbook with a second sheet for the codes.
    case xlsx
    /// SPSS, with labels of variables and values.
    case sav
    /// What the columns are and what their codes mean, as a table of its own.
    case codebook

    public var mediaType: String {
        switch self {
        case .csv, .codebook: "text/csv; charset=utf-8"
        case .jsonl: "application/jsonl"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .sav: "application/x-spss-sav"
        }
    }

    /// The file of an instrument's key.
    public func fileName(_ key: String) -> String {
        self == .codebook ? "\(key)-codebook.csv" : "\(key).\(rawValue)"
    }
}

/// How answers are written into a file.
public struct ExportStyle: Hashable, Sendable {
    public var format: ExportFormat
    /// The words of options and steps instead of their codes.
    public var usesLabels: Bool
    /// Of those words and of titles.
    public var language: String
    /// Whether each option of a multiple choice has a column of its own.
    public var splitsChoices: Bool

    public init(
        _ format: ExportFormat, usesLabels: Bool = false, language: String = "en",
        splitsChoices: Bool = false
    ) {
        self.format = format
        self.usesLabels = usesLabels
        self.language = language
        // A variable of SPSS holds one value.
        self.splitsChoices = splitsChoices || format == .sav
    }
}
