import Base
import Domain

/// A row that may be kept.
struct ImportedRow: Sendable {
    /// Keys of imports have a name space of their own, apart from those of forms.
    static let keyPrefix = "import:"

    let key: String
    let customer: String?
    let traits: JSON.Object
    let hidden: JSON.Object
    let answers: Answers
    let startedAt: Instant
    let completedAt: Instant
    let language: String
    let channel: String
}

/// Some rows of the file, read and checked.
struct ImportedBatch: Sendable {
    /// Rows of the file before it.
    let rowsBefore: Int
    let rowCount: Int
    let rows: [ImportedRow]
    let faults: [ImportFault]
    /// How far the file is read.
    let bytesRead: Int

    var refused: Int { rowCount - rows.count }
}

/// Reads a table's rows as responses. One at a time, beside the task that writes.
actor ResponseRows {
    private let table: TableReader
    private let source: FileSource
    private var reading: RowReading
    /// Rows read to guess by, not handed out yet.
    private var first: TableBatch?

    init(_ file: ImportFile, mapping: ImportMapping, instrument: Instrument, terms: RowTerms) throws
    {
        (table, source) = try file.open()
        let plan = try ImportPlan(mapping, header: table.header, instrument: instrument)
        first = try table.next()
        reading = RowReading(plan, header: table.header, first: first, terms: terms)
    }

    /// - Parameter skipping: rows of the file that were dealt with before.
    func next(skipping done: Int = 0) throws -> ImportedBatch? {
        while let batch = try first ?? table.next() {
            first = nil
            let from = max(0, done - batch.rowsBefore)
            guard from < batch.count else { continue }
            return reading.read(batch, from: from, bytesRead: source.bytesRead)
        }
        return nil
    }
}

/// What holds for all rows of one file.
struct RowTerms: Sendable {
    let zone: Zone
    let now: Instant
    /// Where no column says otherwise.
    let channel: String
    /// Of the file, for rows without a key of their own.
    let digest: String
}

/// Turns one row after the other into a response or its faults.
struct RowReading {
    private let plan: ImportPlan
    private let header: [String]
    private let terms: RowTerms
    private var meanings: [CellMeaning]
    /// `answers.wifi` → place among the plan's columns.
    private let columnOfPath: [String: Int]

    init(_ plan: ImportPlan, header: [String], first: TableBatch?, terms: RowTerms) {
        self.plan = plan
        self.header = header
        self.terms = terms
        meanings = plan.columns.map { column in
            let samples: [String] =
                first.map { batch in
                    batch.prefix(500).compactMap { row in
                        column.place < row.count ? row.text(column.place).trimmed : nil
                    }
                } ?? []
            return CellMeaning(column, of: plan.instrument, samples: samples)
        }
        var columnOfPath: [String: Int] = [:]
        for (place, column) in plan.columns.enumerated() {
            switch column.target {
            case .cell(let item, let cell):
                columnOfPath["answers.\(plan.instrument.items[item].cells[cell].name)"] = place
            case .hidden(let field):
                columnOfPath["hidden.\(plan.instrument.hidden[field].key)"] = place
            case .trait(let name): columnOfPath["traits.\(name)"] = place
            case .key: columnOfPath["key"] = place
            case .completedAt: columnOfPath["completed"] = place
            case .startedAt: columnOfPath["started"] = place
            case .language: columnOfPath["language"] = place
            case .channel: columnOfPath["channel"] = place
            case .status: columnOfPath["status"] = place
            }
        }
        self.columnOfPath = columnOfPath
    }

    mutating func read(_ batch: TableBatch, from: Int, bytesRead: Int) -> ImportedBatch {
        var rows: [ImportedRow] = []
        rows.reserveCapacity(batch.count - from)
        var faults: [ImportFault] = []
        for index in from..<batch.count {
            let row = batch[index]
            do throws(Refusal) {
                rows.append(try read(row))
            } catch {
                faults += told(error.faults, row)
            }
        }
        return ImportedBatch(
            rowsBefore: batch.rowsBefore + from, rowCount: batch.count - from, rows: rows,
            faults: faults, bytesRead: bytesRead)
    }

    private mutating func read(_ row: TableRow) throws(Refusal) -> ImportedRow {
        guard row.count == header.count else {
            throw .invalid(
                "", "rowRagged", ["found": "\(row.count)", "expected": "\(header.count)"])
        }
        var cells = RowCells()
        for place in plan.columns.indices {
            guard case .value(let value) = meanings[place](row[plan.columns[place].place]) else {
                continue
            }
            try take(value, place, &cells)
        }
        let instrument = plan.instrument
        let hidden =
            cells.hidden.isEmpty
            ? cells.hidden : try instrument.check(hidden: .object(cells.hidden))
        let answers = try instrument.check(answers: .object(cells.answers), hidden: hidden)
        let customer = hidden[HiddenField.customerKey]?.string
        if let customer { _ = try Customer.checked(key: customer) }
        let completedAt = cells.completedAt ?? terms.now
        guard completedAt <= terms.now + .minutes(5) else {
            throw .invalid("completed", "inTheFuture")
        }
        return ImportedRow(
            key: try key(cells, row), customer: customer,
            traits: cells.traits.isEmpty ? cells.traits : try Traits.checked(cells.traits),
            hidden: hidden, answers: answers,
            startedAt: min(cells.startedAt ?? completedAt, completedAt), completedAt: completedAt,
            language: cells.language ?? instrument.languages[0],
            channel: cells.channel ?? terms.channel)
    }

    private func key(_ cells: RowCells, _ row: TableRow) throws(Refusal) -> String {
        guard columnOfPath["key"] != nil else {
            return "\(ImportedRow.keyPrefix)\(terms.digest.prefix(24)):\(row.number)"
        }
        guard let key = cells.key else { throw .invalid("key", "required") }
        guard key.utf8.count <= 200 else { throw .invalid("key", "tooLong", ["max": "200"]) }
        return ImportedRow.keyPrefix + key
    }

    private func take(_ value: JSON, _ place: Int, _ cells: inout RowCells) throws(Refusal) {
        let instrument = plan.instrument
        switch plan.columns[place].target {
        case .cell(let place, let cell):
            let item = instrument.items[place]
            if item.kind.hasRows || item.round != nil {
                cells.answers.put(value, at: item.path + item.cells[cell].path)
            } else {
                cells.answers.append(item.key, value)
            }
        case .hidden(let field):
            if !value.isNull { cells.hidden.append(instrument.hidden[field].key, value) }
        case .trait(let name): if !value.isNull { cells.traits.append(name, value) }
        case .key: cells.key = value.string
        case .completedAt: cells.completedAt = try moment(value, place, "completed")
        case .startedAt: cells.startedAt = try moment(value, place, "started")
        case .language: cells.language = try language(value)
        case .status:
            // Of a file that also holds unfinished ones.
            guard value == .string(Response.Status.completed.rawValue) else {
                throw .invalid("status", "notCompleted")
            }
        case .channel: cells.channel = value.string.map { String($0.prefix(40)) }
        }
    }

    private func moment(_ value: JSON, _ place: Int, _ path: String) throws(Refusal) -> Instant {
        guard let text = value.string, let moment = meanings[place].moment(text, in: terms.zone)
        else { throw .invalid(path, "notATime") }
        return moment
    }

    private func language(_ value: JSON) throws(Refusal) -> String {
        let text = value.string?.lowercased() ?? ""
        guard let known = ["zh", "en"].first(where: { text.hasPrefix($0) }) else {
            throw .invalid("language", "notAChoice", ["choices": "zh, en"])
        }
        return known
    }

    /// One fault a cell: an answer off its scale is also missing, which needs no second line.
    private func told(_ faults: [Refusal.Fault], _ row: TableRow) -> [ImportFault] {
        var seen = Set<String>()
        return faults.filter { seen.insert($0.path).inserted }.map { fault($0, row) }
    }

    /// The fault of a path as that of a cell; what no column fills is told by its own name.
    private func fault(_ fault: Refusal.Fault, _ row: TableRow) -> ImportFault {
        guard let column = columnOfPath[fault.path] else {
            return ImportFault(
                line: row.line, column: "", value: String(fault.path.prefix(80)),
                code: fault.code, values: fault.values)
        }
        let place = plan.columns[column].place
        return ImportFault(
            line: row.line, column: header[place],
            value: place < row.count ? String(row.text(place).prefix(80)) : "",
            code: fault.code, values: fault.values)
    }
}

/// What the cells of one row hold together.
private struct RowCells {
    var answers = JSON.Object()
    var hidden = JSON.Object()
    var traits = JSON.Object()
    var key: String?
    var startedAt: Instant?
    var completedAt: Instant?
    var language: String?
    var channel: String?
}
