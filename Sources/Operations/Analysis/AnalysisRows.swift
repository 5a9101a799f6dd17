import Base

/// Takes the needed values out of a table's rows: filters, leaves out what is missing, refuses
/// what is wrong with its line and column.
struct AnalysisRows {
    private let header: [String]
    private let columns: [(place: Int, column: AnalysisColumn)]
    private let by: Int?
    private let filter: RowFilter?
    private let missing: Set<[UInt8]>

    /// The values of the row taken last.
    private(set) var row: AnalysisRow
    /// Its group.
    private(set) var group = ""
    private(set) var seen = 0
    private(set) var dropped = 0

    init(
        _ table: TableReader, columns: [AnalysisColumn], by: String?, filter: Expression?,
        missing: Set<String>
    ) throws(Refusal) {
        header = table.header
        var places: [(Int, AnalysisColumn)] = []
        for column in columns { places.append((try table.column(column.name), column)) }
        self.columns = places
        if let by { self.by = try table.column(by) } else { self.by = nil }
        if let filter {
            self.filter = try RowFilter(filter, table)
        } else {
            self.filter = nil
        }
        self.missing = Set(missing.map { Array($0.utf8) })
        row = AnalysisRow(
            numbers: Array(repeating: .nan, count: columns.count),
            texts: Array(repeating: "", count: columns.count))
    }

    /// False when the row is filtered away or lacks a needed value.
    mutating func take(_ source: TableRow) throws(Refusal) -> Bool {
        seen += 1
        guard source.count == header.count else {
            throw Refusal(
                .invalid, "tableRagged",
                [
                    "line": "\(source.line)", "found": "\(source.count)",
                    "expected": "\(header.count)",
                ])
        }
        if let filter, !filter.holds(source, isMissing: isMissing) { return false }
        row.line = source.line
        // By index: a copy of a column would count references to its name for each cell.
        for index in columns.indices {
            let bytes = source[columns[index].place].trimmed
            guard isMissing(bytes) else {
                try read(bytes, into: index, source)
                continue
            }
            guard !columns[index].column.isNeeded else {
                dropped += 1
                return false
            }
            row.numbers[index] = .nan
            row.texts[index] = ""
        }
        guard let by else { return true }
        let bytes = source[by].trimmed
        guard !isMissing(bytes) else {
            dropped += 1
            return false
        }
        group = String(decoding: bytes, as: UTF8.self)
        return true
    }

    private mutating func read(
        _ bytes: ArraySlice<UInt8>, into index: Int, _ source: TableRow
    ) throws(Refusal) {
        let place = columns[index].place
        switch columns[index].column.kind {
        case .text: row.texts[index] = String(decoding: bytes, as: UTF8.self)
        case .mixed:
            row.texts[index] = String(decoding: bytes, as: UTF8.self)
            row.numbers[index] = bytes.number ?? .nan
        case .number: row.numbers[index] = try number(bytes, place, source)
        case .rating(let scale):
            row.numbers[index] = try rating(bytes, scale, place, source)
        case .date(let format):
            guard let day = AnalysisDate.day(String(decoding: bytes, as: UTF8.self), format)
            else { throw refusal("tableNotADate", bytes, place, source) }
            row.numbers[index] = day
        }
    }

    private func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isMissing || (!missing.isEmpty && missing.contains(Array(bytes)))
    }

    private func number(
        _ bytes: ArraySlice<UInt8>, _ place: Int, _ source: TableRow
    ) throws(Refusal) -> Double {
        guard let number = bytes.number else {
            throw refusal("tableNotANumber", bytes, place, source)
        }
        return number
    }

    private func rating(
        _ bytes: ArraySlice<UInt8>, _ scale: ClosedRange<Int>, _ place: Int, _ source: TableRow
    ) throws(Refusal) -> Double {
        let number = try number(bytes, place, source)
        guard let whole = Int(exactly: number), scale.contains(whole) else {
            throw refusal(
                "tableOffScale", bytes, place, source,
                ["low": "\(scale.lowerBound)", "high": "\(scale.upperBound)"])
        }
        return number
    }

    private func refusal(
        _ code: String, _ bytes: ArraySlice<UInt8>, _ place: Int, _ source: TableRow,
        _ more: [String: String] = [:]
    ) -> Refusal {
        var values = more
        values["line"] = "\(source.line)"
        values["column"] = header[place]
        values["value"] = String(decoding: bytes.prefix(60), as: UTF8.self)
        return Refusal(.invalid, code, values)
    }
}

/// A condition on rows: columns are names, and a cell is the number it shows unless the condition
/// sets it beside text.
struct RowFilter {
    private let expression: Expression
    private let places: [String: (place: Int, isText: Bool)]

    init(_ expression: Expression, _ table: TableReader) throws(Refusal) {
        self.expression = expression
        let texts = RowFilter.namesBesideText(expression.root)
        var places: [String: (Int, Bool)] = [:]
        for name in expression.names {
            places[name] = (try table.column(name), texts.contains(name))
        }
        self.places = places
    }

    func holds(_ row: TableRow, isMissing: (ArraySlice<UInt8>) -> Bool) -> Bool {
        expression.holds { name in
            guard let column = places[name] else { return nil }
            let bytes = row[column.place].trimmed
            guard !isMissing(bytes) else { return nil }
            if !column.isText, let number = bytes.number { return .number(number) }
            return .string(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// `code == "007"` means the text, not the number seven.
    private static func namesBesideText(_ node: Node) -> Set<String> {
        var names = node.children.reduce(into: Set<String>()) {
            $0.formUnion(namesBesideText($1))
        }
        switch node {
        case .compare, .in, .contains, .call:
            let holdsText = node.children.contains { child in
                switch child {
                case .text: true
                case .list(let elements): elements.contains { $0.string != nil }
                default: false
                }
            }
            guard holdsText else { break }
            for case .name(let name) in node.children { names.insert(name) }
        default: break
        }
        return names
    }
}
