public import Base
public import Domain
import SQL
import Store

extension ResponseImport {
    /// Brings in what is left of the file.
    /// - Parameters:
    ///   - id: of an import begun before; else an unfinished one of the same file and mapping is
    ///     taken up, or a new one begun.
    ///   - progress: called after each batch with the import so far and the bytes read.
    /// - Returns: the import's record at its end.
    public func run(
        _ id: ID<Import>? = nil, on desk: Desk,
        progress: @Sendable (ImportResource, Int) -> Void = { _, _ in }
    ) async throws -> ImportResource {
        try await bring(try await begin(id, on: desk), desk, progress)
    }

    /// From where it is to its end; a file that breaks stops it on record.
    func bring(
        _ begun: Imports.Stored, _ desk: Desk,
        _ progress: @Sendable (ImportResource, Int) -> Void = { _, _ in }
    ) async throws -> ImportResource {
        do {
            return try await bringRest(begun, desk, progress)
        } catch let refusal as Refusal where refusal.code != "importOver" {
            try await stop(begun.id, refusal, on: desk)
            throw refusal
        }
    }

    /// The reader is one batch ahead of the writer.
    private func bringRest(
        _ begun: Imports.Stored, _ desk: Desk,
        _ progress: @Sendable (ImportResource, Int) -> Void
    ) async throws -> ImportResource {
        let source = try rows(at: begun.createdAt)
        let done = begun.state.rows
        var current = try await source.next(skipping: done)
        while let batch = current {
            async let following = source.next(skipping: done)
            let stored = try await write(batch, of: begun.id, on: desk)
            progress(ImportResource(stored), batch.bytesRead)
            current = try await following
        }
        return ImportResource(try await finish(begun.id, on: desk))
    }

    func begin(_ id: ID<Import>?, on desk: Desk) async throws -> Imports.Stored {
        let mapping = mapping.stored(encoding: file.encoding)
        return try await desk.write { ledger in
            let known =
                if let id {
                    try Imports.find(id, in: ledger.workspace, on: ledger.connection)
                } else {
                    try Imports.unfinished(
                        digest: digest, instrument: head.id, mapping: mapping,
                        in: ledger.workspace, on: ledger.connection)
                }
            if var known {
                try known.state.goOn()
                known.mapping = mapping
                known.changedAt = ledger.now
                try Imports.save(known, in: ledger.workspace, on: ledger.connection)
                return known
            }
            let stored = Imports.Stored(
                id: ledger.newID(), kind: "responses", instrument: head.id,
                version: head.version, file: file.name, digest: digest, mapping: mapping,
                author: ledger.actor.name, createdAt: ledger.now, changedAt: ledger.now,
                state: Import())
            try Imports.insert(stored, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                "import.started", .init("import", stored.id),
                ["file": .string(file.name), "instrument": .string(head.id.description)])
            return stored
        }
    }

    func write(
        _ batch: ImportedBatch, of id: ID<Import>, on desk: Desk
    ) async throws -> Imports.Stored {
        try await desk.write { ledger in
            var stored = try ledger.runningImport(id, at: batch.rowsBefore)
            let imported = try ledger.keep(batch, for: self, id)
            let room = ResponseImport.faultsMost - stored.state.refused
            try Imports.insert(
                Array(batch.faults.prefix(max(0, room))), of: id, in: ledger.workspace,
                on: ledger.connection)
            try stored.state.add(
                imported: imported, known: batch.rows.count - imported, refused: batch.refused)
            stored.changedAt = ledger.now
            try Imports.save(stored, in: ledger.workspace, on: ledger.connection)
            return stored
        }
    }

    private func finish(_ id: ID<Import>, on desk: Desk) async throws -> Imports.Stored {
        try await desk.write { ledger in
            guard
                var stored = try Imports.find(id, in: ledger.workspace, on: ledger.connection)
            else { throw Refusal(.notFound, "noSuchImport") }
            stored.state.finish()
            stored.changedAt = ledger.now
            try Imports.save(stored, in: ledger.workspace, on: ledger.connection)
            try ledger.record(
                ResponseImport.finished, .init("import", id),
                [
                    "imported": .integer(stored.state.imported),
                    "known": .integer(stored.state.known),
                    "refused": .integer(stored.state.refused),
                ])
            try Imports.refreshStatistics(on: ledger.connection)
            return stored
        }
    }

    private func stop(_ id: ID<Import>, _ refusal: Refusal, on desk: Desk) async throws {
        try await desk.write { ledger in
            guard
                var stored = try Imports.find(id, in: ledger.workspace, on: ledger.connection)
            else { return }
            stored.state.fail(refusal)
            stored.changedAt = ledger.now
            try Imports.save(stored, in: ledger.workspace, on: ledger.connection)
        }
    }
}

extension Ledger {
    /// The import if it still runs and nobody else has gone on with it.
    fileprivate func runningImport(_ id: ID<Import>, at rows: Int) throws -> Imports.Stored {
        guard let stored = try Imports.find(id, in: workspace, on: connection) else {
            throw Refusal(.notFound, "noSuchImport")
        }
        guard stored.state.status == .running, stored.state.rows == rows else {
            throw Refusal(.conflict, "importOver")
        }
        return stored
    }

    /// Keeps customers, responses and what happened to them.
    /// - Returns: how many responses are new.
    fileprivate func keep(
        _ batch: ImportedBatch, for plan: ResponseImport, _ id: ID<Import>
    ) throws -> Int {
        let customers = try customers(of: batch)
        let there = try ownIDs(in: batch, plan.head.id)
        let metric = plan.instrument.scoring?.metric
        let responses = batch.rows.filter { !there.contains($0.key) }.map { row in
            Responses.Stored(
                id: newID(), instrument: plan.head.id, version: plan.head.version,
                customer: row.customer.flatMap { customers[$0] }, language: row.language,
                channel: row.channel, metric: metric, hidden: row.hidden,
                startedAt: row.startedAt, key: row.key,
                response: Response.completed(row.answers, at: row.completedAt).0)
        }
        let new = try Responses.insert(responses, in: workspace, on: connection)
        let kind = plan.appliesRules ? Response.Event.completed.rawValue : "response.imported"
        let instrument = JSON.string(plan.head.id.description)
        let key = JSON.string(plan.head.key)
        let importID = JSON.string(id.description)
        let events = responses.filter { new.contains($0.id) }.map { response in
            Event(
                workspace: workspace, id: newID(), at: now, kind: kind,
                subject: .init("response", response.id), customer: response.customer?.raw,
                actor: actor.name,
                data: [
                    "instrument": instrument, "key": key, "version": .integer(response.version),
                    "metric": .optional(metric?.rawValue),
                    "score": .optional(response.response.answers.score),
                    "channel": .string(response.channel),
                    "language": .string(response.language), "import": importID,
                ])
        }
        try connection.appendMany(events)
        return new.count
    }

    /// Keys that are ids of responses of this very instrument: they came from here.
    private func ownIDs(
        in batch: ImportedBatch, _ instrument: ID<Instrument>
    ) throws -> Set<String> {
        let ids = batch.rows.compactMap {
            ID<Response>(String($0.key.dropFirst(ImportedRow.keyPrefix.utf8.count)))
        }
        let found = try Responses.find(ids, in: workspace, on: connection)
        return Set(
            found.filter { $0.instrument == instrument }
                .map { ImportedRow.keyPrefix + $0.id.description })
    }

    private func customers(of batch: ImportedBatch) throws -> [String: ID<Customer>] {
        let named = batch.rows.compactMap { row in
            row.customer.map {
                Customers.Named(key: $0, language: row.language, traits: row.traits)
            }
        }
        guard !named.isEmpty else { return [:] }
        let (ids, new) = try Customers.findOrMake(
            named, newID: { newID() }, at: now, in: workspace, on: connection)
        try connection.appendMany(
            new.compactMap { key in
                ids[key].map { id in
                    Event(
                        workspace: workspace, id: newID(), at: now, kind: "customer.created",
                        subject: .init("customer", id), customer: id.raw, actor: actor.name,
                        data: ["key": .string(key)])
                }
            })
        return ids
    }
}
