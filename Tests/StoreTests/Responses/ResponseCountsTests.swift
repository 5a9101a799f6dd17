import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct ResponseCountsTests {
    private static let here: ID<Workspace> = ID(raw: 1)
    private static let there: ID<Workspace> = ID(raw: 2)
    private static let now = Instant(seconds: 1_700_000_000)

    private static func row(
        _ id: Int64, of instrument: Int64, key: String? = nil, isAnonymous: Bool = false
    ) -> Responses.Stored {
        let day = Instant(seconds: now.microseconds / 1_000_000 / 86_400 * 86_400)
        let at = isAnonymous ? day + .hours(12) : now
        let (response, _) = Response.completed(Answers(values: .init(), score: nil), at: at)
        return Responses.Stored(
            id: ID(raw: id), instrument: ID(raw: instrument), version: 1, language: "en",
            channel: "web", metric: nil, hidden: .init(), startedAt: at, key: key,
            response: response, isAnonymous: isAnonymous)
    }

    /// What the database keeps beside what it counts.
    private static func expectTrue(_ connection: any Connection) throws {
        for workspace in [here, there] {
            let kept = try Responses.counts(in: workspace, on: connection).filter { $0.value != 0 }
            var counted: [ID<Instrument>: Int] = [:]
            try connection.each(
                """
                SELECT instrument, COUNT(*) FROM responses WHERE workspace = \(workspace)
                GROUP BY instrument
                """
            ) { counted[$0.id(0)] = $0.int(1) }
            #expect(kept == counted)
            for (instrument, count) in counted {
                #expect(
                    try Responses.count(of: instrument, in: workspace, on: connection) == count)
            }
        }
    }

    @Test(arguments: Engine.available)
    func whateverAddsOrRemovesIsCounted(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { connection in
                let many = (1...230).map { Self.row($0, of: $0 % 3, key: "k\($0 % 198)") }
                let new = try Responses.insert(many, in: Self.here, on: connection)
                #expect(new.count < many.count, "some have the key of another")
                try Self.expectTrue(connection)
                for id in [1, 300, 301, 300] as [Int64] {
                    try Responses.insert(Self.row(id, of: 1), in: Self.here, on: connection)
                }
                try Responses.insert(Self.row(1, of: 1), in: Self.there, on: connection)
                try Self.expectTrue(connection)
                // Each writes earlier ones anew.
                for id in 400...420 as ClosedRange<Int64> {
                    let one = Self.row(id, of: 7, isAnonymous: true)
                    let isKept = try AnonymousAnswers.keep(
                        one, key: nil, mixed: 3, in: Self.here, on: connection)
                    #expect(isKept)
                }
                try Self.expectTrue(connection)
                try connection.run(
                    "DELETE FROM responses WHERE workspace = \(Self.here) AND id % 4 = 0")
                try Self.expectTrue(connection)
                let left = try Responses.counts(in: Self.here, on: connection)
                #expect(left[ID(raw: 7)] == 15 && left[ID(raw: 9)] == nil)
            }
            // What is undone was never counted.
            struct Undone: Error {}
            await #expect(throws: Undone.self) {
                try await database.write { connection in
                    try Responses.insert(Self.row(900, of: 7), in: Self.here, on: connection)
                    throw Undone()
                }
            }
            try await database.read { try Self.expectTrue($0) }
        }
    }

    /// Two programs on one database.
    @Test(arguments: Engine.available)
    func thoseAtTheSameTimeAreAllCounted(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let databases = [try await place.open(), try await place.open()]
            try await withThrowingTaskGroup { group in
                for id in 1...80 as ClosedRange<Int64> {
                    group.addTask {
                        try await databases[Int(id % 2)].write { connection in
                            let rows = [Self.row(id, of: 5), Self.row(id + 100, of: 4 + id % 2)]
                            _ = try Responses.insert(rows, in: Self.here, on: connection)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await databases[0].read { connection in
                try Self.expectTrue(connection)
                let counts = try Responses.counts(in: Self.here, on: connection)
                #expect(counts == [ID(raw: 4): 40, ID(raw: 5): 120])
            }
            for database in databases { try await database.close() }
        }
    }

    @Test(arguments: Engine.available)
    func thoseThatWereThereAreCounted(_ engine: Engine) async throws {
        try await engine.withDatabase(migrated: false) { database in
            try await Migrator(Migrations.all.filter { $0.number < 205 })
                .migrate(database, at: Self.now)
            try await database.write { connection in
                let rows = (1...9).map { Self.row($0, of: $0 % 2) }
                _ = try Responses.insert(rows, in: Self.here, on: connection)
            }
            try await Migrator().migrate(database, at: Self.now)
            try await database.write { connection in
                try Responses.insert(Self.row(10, of: 1), in: Self.here, on: connection)
                try connection.run("DELETE FROM responses WHERE id = 2")
                try Self.expectTrue(connection)
                let counts = try Responses.counts(in: Self.here, on: connection)
                #expect(counts == [ID(raw: 0): 3, ID(raw: 1): 6])
            }
        }
    }
}
