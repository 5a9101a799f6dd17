import Base
import Columns
import Domain
import SQL
import Store

/// How the rows of one table are read from the store and become records.
enum TableReading: Sendable {
    /// Of a questionnaire in one version: another reads its answers in another way.
    case answers(ID<Instrument>, Instrument, AnswerColumns, version: Int)
    case cases
    case customers
    case events

    /// - Throws: `Refusal` when there is no such instrument.
    init(_ key: TableKey, _ connection: any Connection) throws {
        switch key.rows {
        case .cases: self = .cases
        case .customers: self = .customers
        case .events: self = .events
        case .answers(let id):
            guard
                let stored = try Instruments.find(id, in: key.workspace, on: connection),
                let version = try Instruments.version(
                    stored.version, of: id, in: key.workspace, on: connection)
            else { throw Refusal(.notFound, "noSuchInstrument") }
            let instrument = try Instrument(document: version.json)
            self = .answers(
                id, instrument, AnswerColumns(instrument), version: stored.version)
        }
    }

    /// Of what the rows are read by; nought where that is the program alone.
    var version: Int {
        if case .answers(_, _, _, let version) = self { version } else { 0 }
    }

    /// Where reading goes on.
    struct Place: Sendable {
        let at: Instant
        let id: Int64
    }

    /// The next rows, in the order in which they came.
    func page(
        after place: Place?, limit: Int, at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> (rows: FoundRows, next: Place?) {
        var found = FoundRows()
        var last: Place?
        var count = 0
        switch self {
        case .answers(let instrument, _, _, _):
            found.answers = try AnswerRows.page(
                of: instrument, in: workspace,
                after: place.map { Responses.Place(at: $0.at, id: ID(raw: $0.id)) }, limit: limit,
                on: connection)
            last = found.answers.last.map { Place(at: $0.at, id: $0.id.raw) }
            count = found.answers.count
        case .cases:
            found.cases = try CaseRecords.page(
                after: place.map { ID(raw: $0.id) }, limit: limit, at: now, in: workspace,
                on: connection)
            last = found.cases.last.map { Place(at: $0.facts.openedAt, id: $0.facts.id.raw) }
            count = found.cases.count
        case .customers:
            found.customers = try CustomerRecords.page(
                after: place.map { ID(raw: $0.id) }, limit: limit, in: workspace, on: connection)
            last = found.customers.last.map { Place(at: $0.known.createdAt, id: $0.known.id.raw) }
            count = found.customers.count
        case .events:
            found.events = try EventRecords.page(
                after: place.map { ID(raw: $0.id) }, limit: limit, in: workspace, on: connection)
            last = found.events.last.map { Place(at: $0.at, id: $0.id.raw) }
            count = found.events.count
        }
        return (found, count == limit ? last : nil)
    }

    /// Those of the rows that belong into this table, as records.
    func records(of found: FoundRows) -> [RowRecord] {
        switch self {
        case .answers(let id, _, let columns, _):
            found.answers.filter { $0.instrument == id && $0.isCompleted }
                .map { RowRecord(columns.record($0)) }
        case .cases: found.cases.map(CaseColumns.record)
        case .customers: found.customers.map(CustomerColumns.record)
        case .events: found.events.map(EventColumns.record)
        }
    }
}

/// A record, and names whose values are no columns: they are words to be read, not counted.
struct RowRecord {
    let record: Record
    let remarks: [String]

    init(_ record: Record, remarks: [String] = []) {
        self.record = record
        self.remarks = remarks
    }
}

/// Rows of any sort as the store has them.
struct FoundRows: Sendable {
    var answers: [AnswerRows.Stored] = []
    var cases: [CaseRecords.Stored] = []
    var customers: [CustomerRecords.Stored] = []
    var events: [Event] = []

    /// Those of the rows that are still there.
    static func find(
        _ ids: [RowSort: Set<Int64>], at now: Instant, in workspace: ID<Workspace>,
        on connection: any Connection
    ) throws -> FoundRows {
        func known<Kind>(_ sort: RowSort) -> [ID<Kind>] { (ids[sort] ?? []).map { ID(raw: $0) } }
        return FoundRows(
            answers: try AnswerRows.find(known(.answers), in: workspace, on: connection),
            cases: try CaseRecords.find(known(.cases), at: now, in: workspace, on: connection),
            customers: try CustomerRecords.find(known(.customers), in: workspace, on: connection),
            events: try EventRecords.find(known(.events), in: workspace, on: connection))
    }
}

extension Table {
    /// A column in which somebody wrote at length is none: whoever asks for it is told so.
    mutating func put(_ row: RowRecord) {
        put(row.record)
        for name in row.remarks where column(name)?.form != .tooDiverse {
            self = forgetting { $0.name == name }
        }
    }
}
