import Base
import Columns

extension RowTables {
    /// A table that is followed.
    struct Entry {
        /// How far a table had come when it was written to disk.
        struct Kept {
            let changes: Int
            let followed: Int
        }

        var table: Table
        let reading: TableReading
        var lastUse: Int
        /// Anonymous answers raise no events; their number tells that there are new ones.
        var anonymous = 0
        private(set) var changes = 0
        var kept: Kept?

        init(table: Table, reading: TableReading, lastUse: Int) {
            self.table = table
            self.reading = reading
            self.lastUse = lastUse
        }

        /// Brings rows up to date: those that belong here are in, all others are not.
        /// - Returns: whether a row is not there any more.
        mutating func apply(_ ids: Set<Int64>, _ found: FoundRows) -> Bool {
            guard !ids.isEmpty else { return false }
            var gone = ids
            for row in reading.records(of: found) {
                gone.remove(row.record.id)
                table.put(row)
                changes += 1
            }
            var hasLost = false
            for id in gone where table.remove(id) { hasLost = true }
            if hasLost { changes += 1 }
            return hasLost
        }
    }
}
