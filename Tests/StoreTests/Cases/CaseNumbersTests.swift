import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct CaseNumbersTests {
    private static let here: ID<Workspace> = ID(raw: 1)
    private static let there: ID<Workspace> = ID(raw: 2)

    /// A row as the program before the numbers wrote it.
    private static func insert(
        _ id: Int64, opened: Int64, in workspace: ID<Workspace>, on connection: any Connection
    ) throws {
        try connection.run(
            """
            INSERT INTO cases (workspace, id, revision, kind, severity, status, is_active, title_zh,
                title_en, process, step, fields, tags, opened, reopenings, sort_due)
            VALUES (\(workspace), \(id), 0, 'request', 'ordinary', 'new', 1, 'A', 'A',
                'contact@1', 'answer', '{}', '[]', \(opened), 0, 0)
            """)
    }

    @Test(arguments: Engine.available)
    func casesThatWereThereAreNumberedByTheirOpening(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            let now = Instant(seconds: 1_700_000_000)
            try await Migrator(Migrations.all.filter { $0.number < 204 })
                .migrate(database, at: now)
            try await database.write { connection in
                let opened: [Int64: Int64] = [11: 30, 12: 10, 13: 20, 14: 10]
                for (id, time) in opened {
                    try Self.insert(id, opened: time, in: Self.here, on: connection)
                }
                try Self.insert(21, opened: 5, in: Self.there, on: connection)
            }
            try await Migrator().migrate(database, at: now)
            try await database.write { connection in
                for (number, id) in [1: 12, 2: 14, 3: 13, 4: 11] as [Int: Int64] {
                    let found = try CaseNumbers.find(number, in: Self.here, on: connection)
                    #expect(found == ID(raw: id))
                }
                let other = try CaseNumbers.find(1, in: Self.there, on: connection)
                #expect(other == ID(raw: 21), "each workspace has its own")
                #expect(try CaseNumbers.find(5, in: Self.here, on: connection) == nil)
                #expect(try CaseNumbers.take(in: Self.here, on: connection) == 5)
                #expect(try CaseNumbers.take(in: Self.there, on: connection) == 2)
                #expect(try CaseNumbers.take(in: ID(raw: 3), on: connection) == 1)
                let several = try CaseNumbers.of(
                    [ID(raw: 11), ID(raw: 13), ID(raw: 99)], in: Self.here, on: connection)
                #expect(several == [ID(raw: 11): 4, ID(raw: 13): 3])
            }
        }
    }

    /// Two programs on one database: whatever is given at the same moment is given once.
    @Test(arguments: Engine.available)
    func noNumberIsGivenTwice(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let databases = [try await place.open(), try await place.open()]
            let ranges = try await withThrowingTaskGroup(of: Range<Int>.self) { group in
                for turn in 0..<60 {
                    group.addTask {
                        let count = turn % 3 + 1
                        let first = try await databases[turn % 2].write {
                            try CaseNumbers.take(count, in: Self.here, on: $0)
                        }
                        return first..<first + count
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ranges.flatMap { $0 }.sorted() == Array(1...120))
            for database in databases { try await database.close() }
        }
    }

    /// One holds a case and asks for a number, the other holds the number and asks for the case.
    @Test(arguments: Engine.available)
    func whoeverWaitsForEachOtherEndsAllTheSame(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write {
                try Self.insert(11, opened: 1, in: Self.here, on: $0)
            }
            let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
                for turn in 0..<8 {
                    group.addTask {
                        try await database.write { connection in
                            let isFirst = turn.isMultiple(of: 2)
                            if isFirst {
                                _ = try Cases.lock(ID(raw: 11), in: Self.here, on: connection)
                            }
                            let number = try CaseNumbers.take(in: Self.here, on: connection)
                            if !isFirst {
                                _ = try Cases.lock(ID(raw: 11), in: Self.here, on: connection)
                            }
                            return number
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(numbers.sorted() == Array(1...8))
        }
    }
}
