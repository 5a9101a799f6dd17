import Base
import Columns
import Domain
import Foundation
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// Cases, customers and events on disk: written at the end of a run, taken up at the next start,
/// and never believed where the file is damaged.
@Suite struct RowSnapshotTests {
    private struct Shop {
        let database: any Database
        let path: String
        let place: TestWorkspace
        let case1: JSON

        init(_ database: any Database) async throws {
            self.database = database
            path = Scratch.path("rows")
            let house = TestHouse(
                database, snapshots: SnapshotFolder(path, build: "a", fewestRows: 1))
            place = try await house.workspace()
            let manager = place.desk(.manager)
            var opened: JSON = .null
            for number in 0..<40 {
                let customer = try await manager.perform(
                    CreateCustomer.self,
                    [
                        "key": .string("c-\(number)"),
                        "traits": ["tier": .string(number % 3 == 0 ? "gold" : "plain")],
                    ])
                opened =
                    try await manager.perform(
                        OpenCase.self,
                        [
                            "title": "Broken", "words": "It broke.",
                            "kind": .string(number % 2 == 0 ? "complaint" : "request"),
                            "customer": .string("\(customer.id)"),
                        ]
                    ).json["id"] ?? .null
            }
            case1 = opened
        }

        func key(_ rows: AskedRows) -> TableKey { .init(workspace: place.id, rows: rows) }

        func file(_ rows: AskedRows) -> String {
            "\(path)/\(place.id)-\(rows.text).columns"
        }

        func hasFile(_ rows: AskedRows) -> Bool {
            FileManager.default.fileExists(atPath: file(rows))
        }

        func table(_ rows: AskedRows, of tables: RowTables) async throws -> Table {
            switch rows {
            case .customers:
                return try #require(try await tables.rows(CustomerSet.self, in: place.id)).table
            case .events:
                return try #require(try await tables.rows(EventSet.self, in: place.id)).table
            default: return try #require(try await tables.rows(CaseSet.self, in: place.id)).table
            }
        }

        /// Writes all to disk as at the end of a run. While somebody else writes on the same
        /// server, it may be that nothing is settled yet, and nothing is written.
        func keep() async throws {
            let tables = place.house.tables
            try await Waiting.until {
                for rows in AskedRows.tables.values { _ = try await table(rows, of: tables) }
                await tables.keep()
                return AskedRows.tables.values.allSatisfy(hasFile)
            }
        }

        func startAgain() -> RowTables {
            TestHouse(
                database, seed: 99, snapshots: SnapshotFolder(path, build: "a", fewestRows: 1)
            ).house.tables
        }
    }

    private static func members(_ object: JSON.Object?) -> [String: JSON] {
        Dictionary((object?.members ?? []).map { ($0.key, $0.value) }) { first, _ in first }
    }

    private func expectSame(_ found: Table, _ wanted: Table) throws {
        #expect(found.count == wanted.count && found.times == wanted.times)
        let all = Filter(try Expression(parsing: "true")).ids(in: wanted, limit: 1_000)
        #expect(all.count == wanted.count)
        for id in all {
            let (a, b) = (found.record(id), wanted.record(id))
            #expect(a?.time == b?.time && Self.members(a?.values) == Self.members(b?.values))
        }
    }

    @Test(arguments: Engine.available, [AskedRows.cases, .customers, .events])
    func whatWasWrittenIsTakenUpAndFollowed(_ engine: Engine, _ rows: AskedRows) async throws {
        try await engine.withDatabase { database in
            let shop = try await Shop(database)
            try await shop.keep()
            #expect(shop.hasFile(rows))
            // What happens between the runs is not in the file.
            let manager = shop.place.desk(.manager)
            try await manager.perform(
                ReplyToCase.self, ["case": shop.case1, "text": "We are on it."])
            try await manager.perform(CreateCustomer.self, ["key": "late"])
            let again = shop.startAgain()
            await again.takeUp()
            #expect(await again.entries.keys.contains(shop.key(rows)))
            try expectSame(
                try await shop.table(rows, of: again),
                try await shop.table(rows, of: shop.place.house.tables))
            #expect(shop.hasFile(rows))
        }
    }

    /// One byte anywhere is enough; nothing of the file is counted, and the next one is whole.
    @Test(arguments: Engine.available, [AskedRows.cases, .customers, .events])
    func aDamagedOneIsRebuilt(_ engine: Engine, _ rows: AskedRows) async throws {
        try await engine.withDatabase { database in
            let shop = try await Shop(database)
            try await shop.keep()
            let url = URL(fileURLWithPath: shop.file(rows))
            let whole = [UInt8](try Data(contentsOf: url))
            for part in [0.3, 0.6, 0.95] {
                var bytes = whole
                bytes[Int(part * Double(bytes.count))] ^= 0x20
                try Data(bytes).write(to: url)
                let again = shop.startAgain()
                await again.takeUp()
                #expect(await !again.entries.keys.contains(shop.key(rows)))
                #expect(!shop.hasFile(rows))
                try expectSame(
                    try await shop.table(rows, of: again),
                    try await shop.table(rows, of: shop.place.house.tables))
                await again.keep()
                #expect(shop.hasFile(rows))
                let next = shop.startAgain()
                await next.takeUp()
                #expect(await next.entries.keys.contains(shop.key(rows)))
            }
        }
    }
}
