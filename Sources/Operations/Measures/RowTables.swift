public import Base
import Columns
public import Domain
import SQL
import Store

/// The answers of the instruments that people look at, and cases and customers of workspaces, as
/// columns in memory. A table is loaded when it is first asked for and then follows the event log;
/// before every answer it catches up, so that whatever was acknowledged is counted.
public actor RowTables {
    typealias Key = TableKey

    let database: any Database
    private let clock: @Sendable () -> Instant
    let lock = AsyncLock()
    var entries: [Key: Entry] = [:]
    private var loads: [Key: Task<Void, any Error>] = [:]
    private var isStopping = false
    /// Rows that changed while their table was being loaded.
    private var pending: [Key: Set<Int64>] = [:]
    /// Up to here the log is reflected in all entries.
    var cursor: EventCursor?
    /// What was committed when events behind the cursor were last read: they are not settled while
    /// any transaction of the server is open, and need not be read with every question.
    private var seen: String?
    private var passes = 0
    private(set) var uses = 0
    /// Bytes of columns that may be kept; the table used longest ago goes first.
    let budget: Int
    /// Tables whose columns alone are more than that.
    var outgrown: Set<Key> = []
    /// Where tables lie on disk; nil where they are not kept there.
    let folder: SnapshotFolder?
    var takingUp: Task<Void, Never>?
    /// Events read so far.
    private(set) var followed = 0
    /// How often something left a table or a table was dropped.
    private(set) var losses = 0
    /// Tables whose files must not stay.
    var unwanted: Set<Key> = []

    init(
        _ database: any Database, folder: SnapshotFolder? = nil,
        budget: Int = House.answersMemory, clock: @escaping @Sendable () -> Instant
    ) {
        self.database = database
        self.folder = folder
        self.budget = budget
        self.clock = clock
    }

    /// The answers of an instrument, up to the last one acknowledged.
    /// - Throws: `Refusal` when there is no such instrument, or memory does not hold its answers.
    public func answers(
        to instrument: ID<Instrument>, in workspace: ID<Workspace>
    ) async throws -> AnswerSet {
        guard let set = try await columns(of: instrument, in: workspace) else {
            throw Refusal.invalid("instrument", "outgrowsMemory")
        }
        return set
    }

    /// The same; nil where they are more than memory is set for.
    func columns(
        of instrument: ID<Instrument>, in workspace: ID<Workspace>
    ) async throws -> AnswerSet? {
        let entry = try await entry(Key(workspace: workspace, rows: .answers(instrument)))
        guard let entry, case .answers(_, let instrument, _, _) = entry.reading else { return nil }
        return AnswerSet(instrument: instrument, table: entry.table)
    }

    /// The cases, customers or events of a workspace, up to the last change acknowledged, without
    /// those that went on as another; nil where they are more than memory is set for.
    func rows<Rows: WorkspaceRows>(_: Rows.Type, in workspace: ID<Workspace>) async throws -> Rows?
    {
        try await entry(Key(workspace: workspace, rows: Rows.rows)).map { Rows(table: $0.table) }
    }

    private func entry(_ key: Key) async throws -> Entry? {
        await takeUp()
        if entries[key] == nil {
            guard try await fits(key) else { return nil }
            try await load(key)
        }
        try await catchUp()
        switch key.rows {
        case .answers(let instrument): try await catchUpAnonymous(key, instrument)
        case .cases: try await catchUpClocks(key)
        case .customers, .events: break
        }
        guard let entry = entries[key] else {
            // An edit of the instrument has just dropped it.
            return try await self.entry(key)
        }
        guard entry.table.byteCount <= budget else {
            outgrown.insert(key)
            drop(key)
            return nil
        }
        uses += 1
        entries[key]?.lastUse = uses
        return entry
    }

    /// Loads what was answered last, then cases, until the budget is spent half: so that the first
    /// visitor does not wait.
    func warmUp() async throws {
        await takeUp()
        let (answered, worked) = try await database.read {
            (try AnswerRows.instruments(on: $0), try CaseRecords.workspaces(on: $0))
        }
        let all =
            answered.map { Key(workspace: $0.workspace, rows: .answers($0.instrument)) }
            + worked.map { Key(workspace: $0, rows: .cases) }
        for key in all {
            guard byteCount < budget / 2 else { return }
            if entries[key] == nil, try await fits(key) { try await load(key) }
        }
    }

    /// Reads the log to its end. Who finds a pass begun after the call has no need of another.
    func catchUp() async throws {
        let asked = passes
        try await locked {
            guard passes == asked else { return }
            passes += 1
            try await pass()
            await removeUnwanted()
        }
    }

    /// While others neither load nor follow.
    private func locked(_ body: () async throws -> Void) async throws {
        await lock.enter()
        do {
            try await body()
            await lock.leave()
        } catch {
            await lock.leave()
            throw error
        }
    }

    /// Loads nothing more, so that a server that stops need not wait for a table it will not show.
    func stopLoading() {
        isStopping = true
        for load in loads.values { load.cancel() }
    }

    var byteCount: Int { entries.values.reduce(0) { $0 + $1.table.byteCount } }
}

// MARK: - Loading

extension RowTables {
    /// Follows a table no more.
    func drop(_ key: Key) {
        entries[key] = nil
        loseFile(of: key)
    }

    /// What was written of a table, or is being written, must not stay.
    private func loseFile(of key: Key) {
        losses += 1
        entries[key]?.kept = nil
        if folder != nil { unwanted.insert(key) }
    }

    private static let pageSize = 4_000

    /// Whoever asks first loads; the others wait for it.
    /// - Throws: `CancellationError` where the server stops.
    private func load(_ key: Key) async throws {
        guard !isStopping else { throw CancellationError() }
        if loads[key] == nil {
            pending[key] = []
            loads[key] = Task {
                defer {
                    loads[key] = nil
                    pending[key] = nil
                }
                try await begin()
                let (table, reading) = try await RowTables.read(key, database, clock)
                try await settle(key, table, reading)
            }
        }
        try await loads[key]?.value
    }

    /// Fixes the place in the log from which changes are followed, before anything is read.
    private func begin() async throws {
        try await locked {
            if cursor == nil || (entries.isEmpty && pending.count == 1) {
                // Nothing was followed; what lies between is in the rows that are read now.
                cursor = try await database.read { try $0.newestSettledEvent() }
                seen = nil
            }
        }
    }

    /// Applies what changed during the load and opens the table to all.
    private func settle(_ key: Key, _ table: Table, _ reading: TableReading) async throws {
        try await locked {
            var entry = Entry(table: table, reading: reading, lastUse: uses)
            let ids = pending[key] ?? []
            let found = try await find([key.rows.sort: ids], in: key.workspace)
            _ = entry.apply(ids, found)
            entries[key] = entry
            makeRoom(for: key)
        }
    }

    private func find(
        _ ids: [RowSort: Set<Int64>], in workspace: ID<Workspace>
    ) async throws -> FoundRows {
        let now = clock()
        return try await database.read {
            try FoundRows.find(ids, at: now, in: workspace, on: $0)
        }
    }

    private func makeRoom(for key: Key) {
        while byteCount > budget, entries.count > 1,
            let oldest = entries.filter({ $0.key != key }).min(by: {
                $0.value.lastUse < $1.value.lastUse
            })
        {
            drop(oldest.key)
        }
    }

    /// One page is put into columns while the next is read.
    private static func read(
        _ key: Key, _ database: any Database, _ clock: @escaping @Sendable () -> Instant
    ) async throws -> (Table, TableReading) {
        let reading = try await database.read { try TableReading(key, $0) }
        var table = Table()
        func page(
            after place: TableReading.Place?
        ) -> Task<(rows: FoundRows, next: TableReading.Place?), any Error> {
            Task {
                try await database.read {
                    try reading.page(
                        after: place, limit: pageSize, at: clock(), in: key.workspace, on: $0)
                }
            }
        }
        var following: Task<(rows: FoundRows, next: TableReading.Place?), any Error>? =
            page(after: nil)
        while let current = following {
            let (rows, next) = try await current.value
            try Task.checkCancellation()
            following = next.map { page(after: $0) }
            for row in reading.records(of: rows) { table.put(row) }
        }
        return (table, reading)
    }
}

// MARK: - Following

extension RowTables {
    /// Takes in anonymous answers that came since.
    private func catchUpAnonymous(_ key: Key, _ instrument: ID<Instrument>) async throws {
        let workspace = key.workspace
        let count = try await database.read {
            try AnonymousAnswers.count(of: instrument, in: workspace, on: $0)
        }
        guard let entry = entries[key], entry.anonymous != count else { return }
        let known = entry.table
        let rows = try await database.read { connection in
            let ids = try AnonymousAnswers.ids(of: instrument, in: workspace, on: connection)
            var rows: [AnswerRows.Stored] = []
            for part in ids.filter({ !known.contains($0.raw) }).parts(of: 500) {
                rows += try AnswerRows.find(Array(part), in: workspace, on: connection)
            }
            return rows
        }
        // Between the two reads another may have done the same: putting twice does no harm.
        _ = entries[key]?.apply(Set(rows.map(\.id.raw)), FoundRows(answers: rows))
        entries[key]?.anonymous = count
    }

    /// A clock that has just run out is missed already, whether or not that was noted.
    private func catchUpClocks(_ key: Key) async throws {
        let now = clock()
        let waking = try await database.read {
            try CaseRecords.waking(before: now, in: key.workspace, on: $0)
        }
        guard !waking.isEmpty else { return }
        try await locked {
            let ids = Set(waking.map(\.raw))
            let found = try await find([.cases: ids], in: key.workspace)
            _ = entries[key]?.apply(ids, found)
        }
    }

    private static let batchSize = 1_000

    private struct Batch: Sendable {
        let end: EventCursor
        let count: Int
        /// What was committed when it was read, if to the end.
        let seen: String?
        /// Rows to look at again.
        let touched: [ID<Workspace>: TouchedRows]
        let rows: [ID<Workspace>: FoundRows]
        let instruments: [Key]
        /// Workspaces in which somebody or something was erased.
        let erased: Set<ID<Workspace>>
    }

    private func pass() async throws {
        while let cursor, !entries.isEmpty || !loads.isEmpty {
            var sorts: [ID<Workspace>: Set<RowSort>] = [:]
            for key in Array(entries.keys) + Array(loads.keys) {
                sorts[key.workspace, default: []].insert(key.rows.sort)
            }
            let now = clock()
            let batch = try await database.read { [sorts, seen] in
                try RowTables.batch(after: cursor, seen, of: sorts, at: now, $0)
            }
            apply(batch)
            self.cursor = batch.end
            seen = batch.seen ?? seen
            followed += batch.count
            guard batch.count == RowTables.batchSize else { return }
        }
    }

    private static func batch(
        after cursor: EventCursor, _ seen: String?, of sorts: [ID<Workspace>: Set<RowSort>],
        at now: Instant, _ connection: any Connection
    ) throws -> Batch {
        let read = try connection.events(after: cursor, limit: batchSize)
        // Looking twice at a row does no harm; counting it late would. All of them: while any
        // transaction of the server is open, more than a batch may be acknowledged and not settled.
        let isEnd = read.events.count < batchSize
        let early =
            isEnd
            ? try connection.unsettledEvents(after: read.end, unseenIn: seen, limit: .max) : []
        var touched: [ID<Workspace>: TouchedRows] = [:]
        var instruments: [Key] = []
        var erased: Set<ID<Workspace>> = []
        for event in read.events + early {
            guard let followed = sorts[event.workspace] else { continue }
            if event.kind.hasSuffix(".erased") { erased.insert(event.workspace) }
            if event.subject.kind == "instrument" {
                instruments.append(
                    Key(workspace: event.workspace, rows: .answers(ID(raw: event.subject.id))))
            }
            try touched[event.workspace, default: TouchedRows()].add(event, followed, connection)
        }
        var rows: [ID<Workspace>: FoundRows] = [:]
        for (workspace, its) in touched where !its.ids.isEmpty {
            rows[workspace] = try FoundRows.find(its.ids, at: now, in: workspace, on: connection)
        }
        return Batch(
            end: read.end, count: read.events.count,
            seen: isEnd ? try connection.commitSnapshot() : nil, touched: touched, rows: rows,
            instruments: instruments, erased: erased)
    }

    private func apply(_ batch: Batch) {
        for (workspace, touched) in batch.touched {
            for key in loads.keys where key.workspace == workspace {
                pending[key]?.formUnion(touched.ids[key.rows.sort] ?? [])
            }
            let rows = batch.rows[workspace] ?? FoundRows()
            for key in entries.keys where key.workspace == workspace {
                let sort = key.rows.sort
                if touched.isLost.contains(sort) {
                    drop(key)
                } else if entries[key]?.apply(touched.ids[sort] ?? [], rows) == true {
                    loseFile(of: key)
                }
            }
        }
        for key in entries.keys where batch.erased.contains(key.workspace) { loseFile(of: key) }
        // Another version reads its answers in another way; the next who asks loads it anew.
        for key in batch.instruments where entries[key] != nil { drop(key) }
    }
}
