import Base
import Domain
import SQL
import Store

/// How much of the answers is kept in memory.
extension AnswerTables {
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
