import Base
public import Domain
import SQL
import Store

/// Brings the rows of a file in as responses: reads and checks in one task, writes batch by batch
/// in another. Every batch is one transaction with the import's own record, so that a stopped
/// import goes on where it was, and a row that came before does not count twice.
public struct ResponseImport: Sendable {
    public let file: ImportFile
    public let header: [String]
    public let mapping: ImportMapping
    let instrument: Instrument
    let head: Instruments.Stored
    let appliesRules: Bool
    let channel: String
    let digest: String
    let zone: Zone

    /// The event at its end.
    static let finished = "import.finished"

    /// So many faults are kept to be shown; all are counted.
    static let faultsMost = 10_000

    /// Opens the file, finds the questionnaire and settles the mapping.
    /// - Parameters:
    ///   - instrument: id or key.
    ///   - mapping: guessed by the names of columns when nil.
    ///   - appliesRules: whether these answers may open cases and the like, as new ones do.
    public init(
        _ file: ImportFile, instrument name: String, mapping: ImportMapping?,
        appliesRules: Bool = false, channel: String = "import", on desk: Desk
    ) async throws {
        let (header, samples) = try ResponseImport.beginning(of: file)
        let (head, instrument) = try await ResponseImport.find(name, on: desk)
        guard !instrument.isAnonymous else { throw Refusal(.conflict, "anonymousNoImport") }
        self.file = file
        self.header = header
        self.mapping =
            try mapping
            ?? .guessed(
                header: header, samples: samples, instrument: instrument,
                headings: desk.house.library.headings())
        self.instrument = instrument
        self.head = head
        self.appliesRules = appliesRules
        self.channel = channel
        digest = try file.digest()
        zone = try await desk.zone()
        _ = try ImportPlan(self.mapping, header: header, instrument: instrument)
    }

    /// The names of the columns and some cells of each.
    static func beginning(of file: ImportFile) throws -> (header: [String], samples: [[String]]) {
        let (table, _) = try file.open()
        let rows = try table.next(upTo: 500).map { batch in batch.map { $0 } } ?? []
        let samples = table.header.indices.map { column in
            rows.compactMap { column < $0.count ? $0.text(column) : nil }
        }
        return (table.header, samples)
    }

    /// What the names of the columns would make of them.
    public static func guessedMapping(
        _ file: ImportFile, instrument name: String, on desk: Desk
    ) async throws -> ImportMapping {
        let (header, samples) = try beginning(of: file)
        let (_, instrument) = try await find(name, on: desk)
        return .guessed(
            header: header, samples: samples, instrument: instrument,
            headings: try desk.house.library.headings())
    }

    private static func find(
        _ name: String, on desk: Desk
    ) async throws -> (head: Instruments.Stored, instrument: Instrument) {
        let house = desk.house
        return try await desk.read { connection in
            let head = try Instruments.find(named: name, in: desk.workspace, on: connection)
            let instrument = try house.instrument(
                head.id, version: head.version, in: desk.workspace, on: connection)
            return (head, instrument)
        }
    }

    func rows(at now: Instant) throws -> ResponseRows {
        try ResponseRows(
            file, mapping: mapping, instrument: instrument,
            terms: RowTerms(zone: zone, now: now, channel: channel, digest: digest))
    }

    /// What would happen, without a trace of it.
    public func rehearse(on desk: Desk, faultsMost: Int = 20) async throws -> Rehearsal {
        let source = try rows(at: desk.now())
        var rehearsal = Rehearsal()
        while let batch = try await source.next() {
            rehearsal.rows += batch.rowCount
            rehearsal.refused += batch.refused
            let room = faultsMost - rehearsal.faults.count
            rehearsal.faults += batch.faults.prefix(max(0, room))
        }
        guard rehearsal.rows > 0 else { throw Refusal(.invalid, "tableWithoutRows") }
        return rehearsal
    }

    /// The outcome of a dry run.
    public struct Rehearsal: Sendable {
        public var rows = 0
        public var refused = 0
        /// The first of them.
        public var faults: [ImportFault] = []
    }
}

extension Instruments {
    /// The instrument of an id or a key.
    static func find(
        named name: String, in workspace: ID<Workspace>, on connection: any Connection
    ) throws -> Stored {
        let found =
            if let id = ID<Instrument>(name) {
                try find(id, in: workspace, on: connection)
            } else {
                try find(key: name, in: workspace, on: connection)
            }
        guard let found else { throw Refusal(.notFound, "noSuchInstrument") }
        return found
    }
}
