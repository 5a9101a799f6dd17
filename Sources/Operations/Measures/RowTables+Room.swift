import Base
import Domain
import SQL
import Store

/// How much is kept in memory.
extension RowTables {
    /// Whether memory is set for so many rows, as far as it can be told before they are read.
    /// What was once too much stays so until the next start, lest every question counts anew.
    func fits(_ key: Key) async throws -> Bool {
        if outgrown.contains(key) { return false }
        let bytes = try await database.read { try RowTables.bytes(of: key, $0) }
        guard bytes > budget else { return true }
        outgrown.insert(key)
        return false
    }

    private static func bytes(of key: Key, _ connection: any Connection) throws -> Int {
        switch key.rows {
        case .answers(let id):
            guard case .answers(_, let instrument, _, _) = try TableReading(key, connection) else {
                return 0
            }
            return try Responses.count(of: id, in: key.workspace, on: connection)
                * (bytesPerRow + 2 * columns(of: instrument))
        case .cases:
            return try CaseRecords.count(in: key.workspace, on: connection)
                * (bytesPerRow + 2 * CaseColumns.most)
        case .customers:
            return try Customers.count(in: key.workspace, on: connection)
                * (bytesPerRow + 2 * CustomerColumns.most)
        case .events:
            // Nearly every column has fewer than 256 codes.
            return try EventRecords.count(in: key.workspace, on: connection)
                * (bytesPerRow + EventColumns.all.count)
        }
    }

    /// Id, time and place in the index; each column takes a byte or two more.
    private static let bytesPerRow = 32

    private static func columns(of instrument: Instrument) -> Int {
        instrument.items.flatMap(\.columns).count + instrument.hidden.count
    }
}
