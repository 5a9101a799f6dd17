import Base
import CReadStat
import Domain

/// A column as SPSS knows it.
struct SPSSVariable {
    private let column: ExportColumn
    private let text: ExportText
    private(set) var name: String
    /// Bytes of the longest text.
    private var width = 1
    /// Codes in the order of their numbers, those of older versions behind the instrument's own.
    private var codes: [String]

    /// What SPSS files say for an answer that is none.
    static let notApplicable = -9_999_998.0
    static let dontKnow = -9_999_999.0
    private static let widest = 32_767
    private static let longestName = 64
    private static let reserved: Set<String> = [
        "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with",
    ]

    init(_ column: ExportColumn, _ text: ExportText) {
        self.column = column
        self.text = text
        name = column.name
        codes = column.labels.compactMap {
            if case .text(let code) = $0.value { code } else { nil }
        }
    }

    private var isText: Bool { column.content == .text || column.content == .codes }

    /// Names of SPSS end after 64 bytes, are no words of its language, and differ.
    static func settleNames(_ variables: inout [SPSSVariable]) {
        var taken = reserved
        for place in variables.indices {
            let whole = variables[place].name
            var name = whole.cut(toBytes: longestName)
            var number = 1
            while !taken.insert(name.lowercased()).inserted {
                number += 1
                name = whole.cut(toBytes: longestName - 5) + "_\(number)"
            }
            variables[place].name = name
        }
    }

    /// Takes note of what a file has to say before its rows.
    mutating func see(_ value: ExportValue) {
        switch value {
        case .text(let words):
            width = max(width, min(words.utf8.count, Self.widest))
            if column.content == .choice, !codes.contains(words) { codes.append(words) }
        case .codes(let list):
            width = max(width, min(list.joined(separator: ";").utf8.count, Self.widest))
        default: break
        }
    }

    /// Declares the variable with its labels.
    func declare(
        in writer: UnsafeMutablePointer<readstat_writer_t>, number: Int
    ) -> UnsafeMutablePointer<readstat_variable_t>? {
        let variable = readstat_add_variable(
            writer, name, isText ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE,
            isText ? width : 0)
        readstat_variable_set_label(variable, text.title(column).cut(toBytes: 250))
        readstat_variable_set_measure(variable, measure)
        switch column.content {
        case .moment: readstat_variable_set_format(variable, "DATETIME20")
        case .day: readstat_variable_set_format(variable, "SDATE10")
        case .number where column.labels.isEmpty: break
        case .number, .flag, .choice: readstat_variable_set_format(variable, "F8.0")
        default: break
        }
        let labels = labels
        guard !isText, !labels.isEmpty,
            let set = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "l\(number)")
        else { return variable }
        for (value, words) in labels {
            readstat_label_double_value(set, value, words.cut(toBytes: 120))
        }
        readstat_variable_set_label_set(variable, set)
        for absence in column.absences {
            readstat_variable_add_missing_double_value(variable, Self.code(of: absence))
        }
        return variable
    }

    private var measure: readstat_measure_t {
        switch column.content {
        case .text, .codes, .choice, .flag: READSTAT_MEASURE_NOMINAL
        case .number: column.labels.isEmpty ? READSTAT_MEASURE_SCALE : READSTAT_MEASURE_ORDINAL
        case .moment, .day: READSTAT_MEASURE_SCALE
        }
    }

    private var labels: [(Double, String)] {
        let language = text.style.language
        var labels: [(Double, String)] = []
        switch column.content {
        case .choice:
            labels = codes.enumerated().map { place, code in
                (Double(place + 1), text.label(.text(code), in: column) ?? code)
            }
        case .flag:
            labels = [(1, text.words["yes"][language]), (0, text.words["no"][language])]
        default:
            labels = column.labels.compactMap { label in
                if case .number(let number) = label.value {
                    (number, label.title[language])
                } else {
                    nil
                }
            }
        }
        return labels
            + column.absences.map { (Self.code(of: $0), text.words[$0.rawValue][language]) }
    }

    private static func code(of absence: Item.Absence) -> Double {
        absence == .notApplicable ? notApplicable : dontKnow
    }

    /// Puts a value into the row that is open.
    func insert(
        _ value: ExportValue, _ variable: UnsafeMutablePointer<readstat_variable_t>?,
        _ writer: UnsafeMutablePointer<readstat_writer_t>
    ) -> readstat_error_t {
        if isText {
            let words = text(value, in: column)
            return readstat_insert_string_value(writer, variable, words.cut(toBytes: width))
        }
        guard let number = number(value) else {
            return readstat_insert_missing_value(writer, variable)
        }
        return readstat_insert_double_value(writer, variable, number)
    }

    private func number(_ value: ExportValue) -> Double? {
        switch value {
        case .nothing, .codes: return nil
        case .absent(let absence): return Self.code(of: absence)
        case .number(let number): return number
        case .flag(let isYes): return isYes ? 1 : 0
        case .moment(let moment):
            let civil = moment.civil(in: text.zone)
            return Self.seconds(civil.date) + Double(civil.microsecondOfDay) / 1_000_000
        case .text(let words):
            if column.content == .day { return CivilDate(words).map(Self.seconds) }
            return codes.firstIndex(of: words).map { Double($0 + 1) }
        }
    }

    /// SPSS counts seconds from 14 October 1582 on, the day before the calendar's reform.
    private static func seconds(_ date: CivilDate) -> Double {
        Double(date.daysSince1970 + 141_428) * 86_400
    }
}
