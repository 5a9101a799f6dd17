import SQL
import Store

/// Makes findable what was there before the program had a search.
public enum SearchBacklog {
    private static let batch = 500

    /// Works until nothing is left. Several nodes may: a row is read once, whoever comes first.
    public static func run(on house: House) async throws {
        while try await house.database.write({ connection in
            try SearchEntries.workOff(batch, on: connection)
        }) == batch {
            try Task.checkCancellation()
        }
    }
}
