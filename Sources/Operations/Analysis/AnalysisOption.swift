import Base

/// One option of a method: `--score COLUMN`.
public struct AnalysisOption: Sendable {
    public enum Kind: Sendable {
        /// The name of a column.
        case column
        /// Names of columns with commas between.
        case columns
        case whole(ClosedRange<Int>)
        /// A number with or without decimals; the limits themselves are in.
        case number(ClosedRange<Double>)
        case choice([String])
        /// A day: ISO 8601 or `yyyymmdd`.
        case date
        /// How dates are written: `dd/MM/yyyy`.
        case dateFormat
        /// The path of a file.
        case file
        /// Anything, checked by the method; the help shows what.
        case text(String)
    }

    public enum Need: Hashable, Sendable {
        case required, optional
        /// Taken when the option is left out.
        case standard(String)
    }

    public let name: String
    public let kind: Kind
    public let need: Need
    /// May be given several times.
    public let isRepeatable: Bool
    /// One English sentence for the help.
    public let help: String

    public init(
        _ name: String, _ kind: Kind, need: Need = .required, isRepeatable: Bool = false,
        _ help: String
    ) {
        self.name = name
        self.kind = kind
        self.need = need
        self.isRepeatable = isRepeatable
        self.help = help
    }

    public init(_ name: String, _ kind: Kind, standard: String, _ help: String) {
        self.init(name, kind, need: .standard(standard), help)
    }

    /// `--top N` as the help shows it; in brackets where it may be left out.
    public var usage: String { need == .required ? call : "[\(call)]" }

    /// Its help, with what is taken when it is left out.
    public var line: String {
        if case .standard(let value) = need { "\(help) (\(value))" } else { help }
    }

    private var call: String {
        switch kind {
        case .column: "--\(name) COLUMN"
        case .columns: "--\(name) A,B,…"
        case .whole, .number: "--\(name) N"
        case .choice(let choices): "--\(name) \(choices.joined(separator: "|"))"
        case .date: "--\(name) DATE"
        case .dateFormat: "--\(name) FORMAT"
        case .file: "--\(name) FILE"
        case .text(let shape): "--\(name) \(shape)"
        }
    }

    /// What the method will read, in one form.
    func checked(_ value: String) throws(Refusal) -> String {
        switch kind {
        case .column, .file, .text: return value
        case .columns:
            guard !value.columnNames.isEmpty else { throw badly("optionNamesNoColumn", value) }
            return value
        case .whole(let range):
            guard let number = Int(value), range.contains(number) else {
                throw badly(
                    "optionOutOfRange", value,
                    ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return "\(number)"
        case .number(let range):
            guard let number = Double(value), range.contains(number) else {
                throw badly(
                    "optionNumberOutOfRange", value,
                    ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return value
        case .choice(let choices):
            guard choices.contains(value) else {
                throw badly(
                    "optionNotAChoice", value, ["choices": choices.joined(separator: ", ")])
            }
            return value
        case .date:
            guard AnalysisDate.day(value, nil) != nil else { throw badly("optionNoDate", value) }
            return value
        case .dateFormat:
            guard DateFormat(value) != nil else { throw badly("optionNoDateFormat", value) }
            return value
        }
    }

    private func badly(
        _ code: String, _ value: String, _ more: [String: String] = [:]
    ) -> Refusal {
        var values = more
        values["option"] = "--\(name)"
        values["value"] = value
        return Refusal(.invalid, code, values)
    }
}

extension String {
    /// The names in `A,B,C`, without blanks around them.
    var columnNames: [String] {
        split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}
