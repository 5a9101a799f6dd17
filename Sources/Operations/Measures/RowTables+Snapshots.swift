import Base
import Columns
import Domain
import Logging
import SQL
import Store

/// A table on disk is always one that is followed in memory, too: what can no longer be followed
/// is removed, so that a change that must reach the file is never missed.
extension RowTables {
    /// Takes up what was kept at the end of an earlier run, once; before anything is loaded.
    func takeUp() async {
        guard let folder else { return }
        if takingUp == nil { takingUp = Task { await takeUp(folder) } }
        await takingUp?.value
    }

    private func takeUp(_ folder: SnapshotFolder) async {
        await lock.enter()
        do {
            for key in try await folder.keys() {
                do {
                    try await takeUp(key, folder)
                } catch {
                    RowTables.logger.notice(
                        "a table on disk is not taken; it is read from the store",
                        metadata: [
                            "table": "\(key.rows.text)", "reason": "\(error)",
                        ])
                    unwanted.insert(key)
                }
            }
        } catch {
            RowTables.logger.error("tables on disk", metadata: ["trouble": "\(error)"])
        }
        await removeUnwanted()
        await lock.leave()
    }

    private func takeUp(_ key: Key, _ folder: SnapshotFolder) async throws {
        let (head, table) = try await folder.read(key)
        let reading = try await database.read { connection in
            if let objection = try head.objection(connection) { throw objection }
            return try TableReading(key, connection)
        }
        guard byteCount + table.byteCount <= budget else { throw SnapshotObjection.noRoom }
        var entry = Entry(table: table, reading: reading, lastUse: uses)
        entry.kept = Entry.Kept(changes: 0, followed: followed)
        entries[key] = entry
        // The oldest of them: following again what another has seen does no harm.
        cursor = cursor.map { min($0, head.cursor) } ?? head.cursor
    }

    /// Writes to disk what changed since it was last written.
    func keep() async {
        guard let folder else { return }
        for key in entries.keys {
            do {
                try await keep(key, folder)
            } catch {
                RowTables.logger.error(
                    "a table cannot be written to disk",
                    metadata: ["table": "\(key.rows.text)", "trouble": "\(error)"])
            }
        }
        await removeUnwanted()
    }

    private func keep(_ key: Key, _ folder: SnapshotFolder) async throws {
        guard let entry = entries[key], let cursor, cursor != .start, isWorthKeeping(entry, folder)
        else { return }
        let now = Entry.Kept(changes: entry.changes, followed: followed)
        let lost = losses
        let newest = try await database.read { try $0.newestEvent() }
        switch try await database.read({ try RowTables.worth(of: key, $0) }) {
        case .kept: break
        case .unkept: return try await folder.remove(key)
        case .gone: return drop(key)
        }
        let partial = try await folder.write(
            entry.table,
            SnapshotHead(
                key: key, version: entry.reading.version, cursor: cursor, newest: newest))
        // Somebody may have been erased, or the table dropped, while it was written.
        guard losses == lost else { return await folder.discard(partial) }
        try await folder.publish(partial, as: key)
        entries[key]?.kept = now
    }

    private enum Worth: Sendable { case kept, unkept, gone }

    /// Nothing of answers that lead to nobody is written beside the store: the order of their rows
    /// could tell who they were.
    private static func worth(of key: Key, _ connection: any Connection) throws -> Worth {
        guard case .answers(let instrument) = key.rows else { return .kept }
        guard try Instruments.find(instrument, in: key.workspace, on: connection) != nil else {
            return .gone
        }
        let anonymous = try AnonymousAnswers.count(
            of: instrument, in: key.workspace, on: connection)
        return anonymous == 0 ? .kept : .unkept
    }

    private func isWorthKeeping(_ entry: Entry, _ folder: SnapshotFolder) -> Bool {
        guard entry.table.count >= folder.fewestRows else { return false }
        guard let kept = entry.kept else { return true }
        return kept.changes != entry.changes
            || followed - kept.followed > SnapshotHead.mostEvents / 2
    }

    /// Removes the files of tables that somebody was erased from, or that are followed no more.
    func removeUnwanted() async {
        guard let folder, !unwanted.isEmpty else { return }
        for key in unwanted {
            do {
                try await folder.remove(key)
                unwanted.remove(key)
                // One that was written meanwhile went, too.
                entries[key]?.kept = nil
            } catch {
                RowTables.logger.error(
                    "a table on disk cannot be removed",
                    metadata: ["table": "\(key.rows.text)", "trouble": "\(error)"])
            }
        }
    }

    /// Forgets a workspace that is gone, with what is on disk of it.
    func forget(_ workspace: ID<Workspace>) async {
        for key in entries.keys where key.workspace == workspace { drop(key) }
        await removeUnwanted()
    }

    private static let logger = Logger(label: "nuo.answers")
}
