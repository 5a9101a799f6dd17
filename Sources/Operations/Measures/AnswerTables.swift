public import Base
import Columns
public import Domain
import SQL
import Store

/// The responses of the instruments that people look at, as columns in memory. A table is loaded
/// when it is first asked for and then follows the event log; before every answer it catches up,
/// so that whatever was acknowledged is counted.
public actor AnswerTables {
    struct Key: Hashable, Sendable {
        let workspace: ID<Workspace>
        let instrument: ID<Instrument>
    }

    struct Entry {
        /// How far a table had come when it was written to disk.
        struct Kept {
            let changes: Int
            let followed: Int
        }

        var set: AnswerSet
        /// Of the questionnaire.
        let version: Int
        let columns: AnswerColumns
        var lastUse: Int
        /// Anonymous answers raise no events; their number tells that there are new ones.
        var anonymous = 0
        private(set) var changes = 0
        var kept: Kept?
    }

    let database: any Database
    let lock = AsyncLock()
    var entries: [Key: Entry] = [:]
    private var loads: [Key: Task<Void, any Error>] = [:]
    private var isStopping = false
    /// Responses that changed while their instrument was being loaded.
    private var pending: [Key: Set<ID<Response>>] = [:]
    /// Up to here the log is reflected in all entries.
    var cursor: EventCursor?
    private var passes = 0
    private(set) var uses = 0
    /// Bytes of columns that may be kept; the table used longest ago goes first.
    let budget: Int
    /// Instruments whose columns alone are more than that: the database answers for them.
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
        budget: Int = House.answersMemory
    ) {
        self.database = database
        self.folder = folder
        self.budget = budget
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
        let key = Key(workspace: workspace, instrument: instrument)
        await takeUp()
        if entries[key] == nil {
            guard try await fits(key) else { return nil }
            try await load(key)
        }
        try await catchUp()
        try await catchUpAnonymous(key)
        guard let set = entries[key]?.set else {
            // An edit of the instrument has just dropped it.
            return try await columns(of: instrument, in: workspace)
        }
        guard set.table.byteCount <= budget else {
            outgrown.insert(key)
            drop(key)
            return nil
        }
        uses += 1
        entries[key]?.lastUse = uses
        return set
    }

    /// Loads what was answered last, until the budget is spent half: so that the first visitor
    /// does not wait.
    func warmUp() async throws {
        await takeUp()
        let all = try await database.read { try AnswerRows.instruments(on: $0) }
        for found in all {
            guard byteCount < budget / 2 else { return }
            let key = Key(workspace: found.workspace, instrument: found.instrument)
            if entries[key] == nil, try await fits(key) { try await load(key) }
        }
    }

    /// Reads the log to its end. Who finds a pass begun after the call has no need of another.
    func catchUp() async throws {
        let asked = passes
        await lock.enter()
        do {
            if passes == asked {
                passes += 1
                try await pass()
                await removeUnwanted()
            }
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

    var byteCount: Int { entries.values.reduce(0) { $0 + $1.set.table.byteCount } }
}

// MARK: - Loading

extension AnswerTables {
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
                let (set, version) = try await AnswerTables.read(key, database)
                try await settle(key, set, version)
            }
        }
        try await loads[key]?.value
    }

    /// Fixes the place in the log from which changes are followed, before anything is read.
    private func begin() async throws {
        await lock.enter()
        do {
            if cursor == nil || (entries.isEmpty && pending.count == 1) {
                // Nothing was followed; what lies between is in the rows that are read now.
                cursor = try await database.read { try $0.newestSettledEvent() }
            }
            await lock.leave()
        } catch {
            await lock.leave()
            throw error
        }
    }

    /// Applies what changed during the load and opens the table to all.
    private func settle(_ key: Key, _ set: AnswerSet, _ version: Int) async throws {
        await lock.enter()
        do {
            var entry = Entry(
                set: set, version: version, columns: AnswerColumns(set.instrument), lastUse: uses)
            let ids = Array(pending[key] ?? [])
            let rows = try await database.read {
                try AnswerRows.find(ids, in: key.workspace, on: $0)
            }
            _ = entry.apply(ids, rows, key.instrument)
            entries[key] = entry
            makeRoom(for: key)
            await lock.leave()
        } catch {
            await lock.leave()
            throw error
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
        _ key: Key, _ database: any Database
    ) async throws -> (AnswerSet, version: Int) {
        let (instrument, version) = try await database.read {
            (
                try AnswerTables.instrument(key, $0),
                try Instruments.find(key.instrument, in: key.workspace, on: $0)?.version ?? 0
            )
        }
        let columns = AnswerColumns(instrument)
        var table = Table()
        var place: Responses.Place?
        func page(after place: Responses.Place?) -> Task<[AnswerRows.Stored], any Error> {
            Task {
                try await database.read {
                    try AnswerRows.page(
                        of: key.instrument, in: key.workspace, after: place, limit: pageSize,
                        on: $0)
                }
            }
        }
        var next: Task<[AnswerRows.Stored], any Error>? = page(after: nil)
        while let reading = next {
            let rows = try await reading.value
            try Task.checkCancellation()
            place = rows.last.map { Responses.Place(at: $0.at, id: $0.id) }
            next = rows.count == pageSize ? page(after: place) : nil
            for row in rows { table.put(columns.record(row)) }
        }
        return (AnswerSet(instrument: instrument, table: table), version)
    }

    static func instrument(_ key: Key, _ connection: any Connection) throws -> Instrument {
        guard
            let stored = try Instruments.find(key.instrument, in: key.workspace, on: connection),
            let version = try Instruments.version(
                stored.version, of: key.instrument, in: key.workspace, on: connection)
        else { throw Refusal(.notFound, "noSuchInstrument") }
        return try Instrument(document: version.json)
    }
}

// MARK: - Following

extension AnswerTables {
    /// Takes in anonymous answers that came since.
    private func catchUpAnonymous(_ key: Key) async throws {
        let (instrument, workspace) = (key.instrument, key.workspace)
        let count = try await database.read {
            try AnonymousAnswers.count(of: instrument, in: workspace, on: $0)
        }
        guard let entry = entries[key], entry.anonymous != count else { return }
        let known = entry.set.table
        let rows = try await database.read { connection in
            let ids = try AnonymousAnswers.ids(of: instrument, in: workspace, on: connection)
            var rows: [AnswerRows.Stored] = []
            for part in ids.filter({ !known.contains($0.raw) }).parts(of: 500) {
                rows += try AnswerRows.find(Array(part), in: workspace, on: connection)
            }
            return rows
        }
        // Between the two reads another may have done the same: putting twice does no harm.
        _ = entries[key]?.apply(rows.map(\.id), rows, instrument)
        entries[key]?.anonymous = count
    }

    private static let batchSize = 1_000

    private struct Batch: Sendable {
        let end: EventCursor
        let count: Int
        /// Responses to look at again.
        let touched: [ID<Workspace>: [ID<Response>]]
        let rows: [ID<Workspace>: [AnswerRows.Stored]]
        let instruments: [Key]
        /// Workspaces in which somebody or something was erased.
        let erased: Set<ID<Workspace>>
    }

    private func pass() async throws {
        while let cursor, !entries.isEmpty || !loads.isEmpty {
            let workspaces = Set(entries.keys.map(\.workspace) + loads.keys.map(\.workspace))
            let batch = try await database.read {
                try AnswerTables.batch(after: cursor, in: workspaces, $0)
            }
            apply(batch)
            self.cursor = batch.end
            followed += batch.count
            guard batch.count == AnswerTables.batchSize else { return }
        }
    }

    private static func batch(
        after cursor: EventCursor, in workspaces: Set<ID<Workspace>>, _ connection: any Connection
    ) throws -> Batch {
        let read = try connection.events(after: cursor, limit: batchSize)
        // Looking twice at a response does no harm; counting it late would.
        let early =
            read.events.count < batchSize
            ? try connection.unsettledEvents(after: read.end, limit: batchSize) : []
        var touched: [ID<Workspace>: [ID<Response>]] = [:]
        var instruments: [Key] = []
        var erased: Set<ID<Workspace>> = []
        for event in read.events + early where workspaces.contains(event.workspace) {
            if event.kind.hasSuffix(".erased") { erased.insert(event.workspace) }
            if event.subject.kind == "instrument" {
                instruments.append(
                    Key(workspace: event.workspace, instrument: ID(raw: event.subject.id)))
            }
            let ids = try responses(of: event, connection)
            if !ids.isEmpty { touched[event.workspace, default: []] += ids }
        }
        var rows: [ID<Workspace>: [AnswerRows.Stored]] = [:]
        for (workspace, ids) in touched {
            rows[workspace] = try AnswerRows.find(ids, in: workspace, on: connection)
        }
        return Batch(
            end: read.end, count: read.events.count, touched: touched, rows: rows,
            instruments: instruments, erased: erased)
    }

    private func apply(_ batch: Batch) {
        for (workspace, ids) in batch.touched {
            for key in loads.keys where key.workspace == workspace {
                pending[key]?.formUnion(ids)
            }
            let rows = batch.rows[workspace] ?? []
            for key in entries.keys where key.workspace == workspace {
                if entries[key]?.apply(ids, rows, key.instrument) == true { loseFile(of: key) }
            }
        }
        for key in entries.keys where batch.erased.contains(key.workspace) { loseFile(of: key) }
        // Another version reads its answers in another way; the next who asks loads it anew.
        for key in batch.instruments where entries[key] != nil { drop(key) }
    }
}

extension AnswerTables.Entry {
    /// Brings responses up to date: those that are completed are in, all others are not.
    /// - Returns: whether a response is not there any more.
    fileprivate mutating func apply(
        _ ids: [ID<Response>], _ rows: [AnswerRows.Stored], _ instrument: ID<Instrument>
    ) -> Bool {
        var gone = Set(ids)
        for row in rows where row.instrument == instrument && row.isCompleted {
            gone.remove(row.id)
            set.put(columns.record(row))
            changes += 1
        }
        var hasLost = false
        for id in gone where set.remove(id.raw) { hasLost = true }
        if hasLost { changes += 1 }
        return hasLost
    }
}
