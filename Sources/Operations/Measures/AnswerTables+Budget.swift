import Domain
import SQL
import Store

/// What memory is set for: tables go when there is no room, and some are never loaded.
extension AnswerTables {
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

    func makeRoom(for key: Key) {
        while byteCount > budget, entries.count > 1,
            let oldest = entries.filter({ $0.key != key }).min(by: {
                $0.value.lastUse < $1.value.lastUse
            })
        {
            drop(oldest.key)
        }
    }

    /// Whether memory is set for so many answers, as far as it can be told before they are read.
    /// What was once too much stays so until the next start, lest every question counts anew.
    func fits(_ key: Key) async throws -> Bool {
        if outgrown.contains(key) { return false }
        let bytes = try await database.read { connection in
            let instrument = try AnswerTables.instrument(key, connection)
            let count = try AnswerRows.count(
                of: key.instrument, in: key.workspace, on: connection)
            return count * AnswerTables.bytesPerAnswer(instrument)
        }
        guard bytes > budget else { return true }
        outgrown.insert(key)
        return false
    }

    /// Id, time and place in the index, and a byte or two for each column.
    private static func bytesPerAnswer(_ instrument: Instrument) -> Int {
        32 + 2 * (instrument.items.flatMap(\.columns).count + instrument.hidden.count)
    }
}
