import Base
import Domain
import SQL
import Store
import Synchronization
import TestSupport
import Testing

/// Followers that write down what they see, in the transaction that moves them.
@Suite(.timeLimit(.minutes(60))) struct FollowerRunnerTests {
    @Test(arguments: Engine.available)
    func seesEachEventOnceAcrossRestarts(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            for part in 0..<5 {
                try await append(part * 20 + 1...part * 20 + 20, to: database)
                try await runner(Note(), database, batch: 7).catchUp()
            }
            #expect(try await notes(database) == Array(1...100))
        }
    }

    @Test(arguments: Engine.available)
    func canBeReplayedFromAnyPlace(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            try await append(1...10, to: database)
            try await runner(Note(), database).catchUp()
            let middle = try await database.read { try $0.events(after: .start, limit: 4).end }
            try await database.write { connection in
                try connection.run("DELETE FROM notes WHERE n > 4")
                try connection.moveCursor(of: "note", to: middle)
            }
            try await runner(Note(), database).catchUp()
            #expect(try await notes(database) == Array(1...10))
        }
    }

    /// A server that starts after a command (the demonstration, say) need not wait for its lease.
    @Test(arguments: Engine.available)
    func whoeverComesNextTakesOverAtOnce(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            for (part, holder) in ["command", "server", "other"].enumerated() {
                try await append(part * 5 + 1...part * 5 + 5, to: database)
                try await runner(Note(), database, holder: holder).catchUp()
            }
            #expect(try await notes(database) == Array(1...15))
        }
    }

    /// The loop wakes by itself on commits and stops when it is told to.
    @Test(arguments: Engine.available)
    func wakesOnCommitsAndStops(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            let runner = runner(Note(), database, poll: .seconds(60))
            let running = Task { try await runner.run() }
            for n in 1...5 {
                try await append(n...n, to: database)
                while try await notes(database).count < n {
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            running.cancel()
            try await running.value
            #expect(try await notes(database) == [1, 2, 3, 4, 5])
        }
    }

    /// Neither a poisonous event nor its neighbours are lost, and it is named.
    @Test(arguments: Engine.available)
    func setsAsideWhatItCannotHandle(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            try await append(1...30, to: database)
            let troubles = Troubles()
            try await runner(Note(poison: [5, 17, 18, 30]), database, troubles: troubles).catchUp()
            let expected = (1...30).filter { ![5, 17, 18, 30].contains($0) }
            #expect(try await notes(database) == expected)
            #expect(troubles.setAside == [5, 17, 18, 30])
            #expect(troubles.failures == [5: 2, 17: 2, 18: 2, 30: 2])
            let kept = try await database.read {
                try $0.setAsideEvents(workspace: ID(raw: 1), limit: 10)
            }
            #expect(kept.map(\.event.raw) == [30, 18, 17, 5])
            #expect(kept.allSatisfy { $0.follower == "note" && $0.error.contains("Poison") })
            // Mended, it can be handled after all.
            let mended = runner(Note(), database)
            let event = try await database.read {
                try $0.event(ID(raw: 17), workspace: ID(raw: 1))
            }
            try await mended.retry(try #require(event))
            try await mended.retry(try #require(event))
            #expect(try await notes(database) == (expected + [17]).sorted())
        }
    }

    /// A failing statement is the follower's fault; PostgreSQL has given up the transaction then.
    @Test(arguments: Engine.available)
    func setsAsideWhatTheDatabaseRefuses(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            try await append(1...5, to: database)
            try await database.write { try $0.run("INSERT INTO notes (n, by) VALUES (3, 'me')") }
            let troubles = Troubles()
            try await runner(Note(), database, troubles: troubles).catchUp()
            #expect(try await notes(database) == Array(1...5))
            #expect(troubles.setAside == [3])
        }
    }

    /// An event that fails twice and then works is not set aside.
    @Test(arguments: Engine.available)
    func triesAgainFirst(_ engine: Engine) async throws {
        try await withNotes(engine) { database in
            try await append(1...3, to: database)
            let troubles = Troubles()
            let moody = Moody(failures: 3)
            try await runner(moody, database, troubles: troubles).catchUp()
            #expect(try await notes(database) == [1, 2, 3])
            #expect(troubles.setAside.isEmpty)
            #expect(troubles.failures == [2: 2])
        }
    }

    /// Two nodes: each event is handled once, and when one goes the other takes over.
    @Test(arguments: Engine.available)
    func oneNodeAtATimeHasTheWork(_ engine: Engine) async throws {
        try await engine.withPlace { place in
            let databases = [try await place.open(), try await place.open()]
            try await createNotes(databases[0])
            let running = databases.enumerated().map { index, database in
                let runner = runner(
                    Note(by: "node \(index)"), database, batch: 3, holder: "node \(index)",
                    poll: .milliseconds(20))
                return Task { try await runner.run() }
            }
            try await append(1...200, to: databases[0])
            try await waitForNotes(200, databases[0])
            let first = try await workers(databases[0])
            #expect(first.count == 1)
            for (index, task) in running.enumerated() where first.contains("node \(index)") {
                task.cancel()
                try await task.value
            }
            try await append(201...210, to: databases[0])
            try await waitForNotes(210, databases[0])
            #expect(try await workers(databases[0]).count == 2)
            for task in running {
                task.cancel()
                try await task.value
            }
            #expect(try await notes(databases[0]) == Array(1...210))
            for database in databases { try await database.close() }
        }
    }

    /// Who reads in memory sees the same events.
    @Test(arguments: Engine.available)
    func readersInMemoryMissNothing(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let seen = Mutex<[Int64]>([])
            let reader = EventReader(database, limit: 5, poll: .seconds(60))
            let reading = Task {
                try await reader.follow(from: .start) { batch in
                    seen.withLock { $0 += batch.events.map(\.id.raw) }
                }
            }
            try await withThrowingTaskGroup { group in
                for n in 1...100 {
                    group.addTask {
                        try await database.write { try $0.append([event(n)]) }
                    }
                }
                try await group.waitForAll()
            }
            while seen.withLock(\.count) < 100 { try await Task.sleep(for: .milliseconds(1)) }
            reading.cancel()
            try await reading.value
            #expect(seen.withLock { $0.sorted() } == (1...100).map(Int64.init))
        }
    }

    @Test(arguments: Engine.available)
    func leasesEndAndAreGivenBack(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let now = Instant(seconds: 1_700_000_000)
            @Sendable func hold(_ holder: String, at: Instant) async throws -> Bool {
                try await database.write {
                    try $0.holdLease("x", holder: holder, until: at + .seconds(10), now: at)
                }
            }
            #expect(try await hold("a", at: now))
            #expect(try await !hold("b", at: now + .seconds(9)))
            #expect(try await hold("a", at: now + .seconds(9)))
            #expect(try await !hold("b", at: now + .seconds(18)))
            #expect(try await hold("b", at: now + .seconds(19)))
            #expect(try await !hold("a", at: now + .seconds(20)))
            try await database.write { try $0.releaseLease("x", holder: "b") }
            #expect(try await hold("a", at: now + .seconds(20)))
            // A clock a day ahead claims it and dies; set right, it holds nobody up.
            #expect(try await hold("wrong", at: now + .days(1)))
            #expect(try await hold("b", at: now + .seconds(30)))
            #expect(try await !hold("a", at: now + .seconds(35)))
            // Nodes whose clocks differ by a minute still stand back for each other.
            #expect(try await hold("ahead", at: now + .seconds(100)))
            #expect(try await !hold("b", at: now + .seconds(40)))
        }
    }
}

private struct Poison: Error {}

private struct Note: Follower {
    var by = "me"
    var poison: Set<Int64> = []

    var name: String { "note" }

    func handle(_ events: [Event], on connection: any Connection) throws {
        for event in events {
            try connection.run("INSERT INTO notes (n, by) VALUES (\(event.id), \(by))")
            if poison.contains(event.id.raw) { throw Poison() }
        }
    }
}

/// Fails a few times at event 2.
private final class Moody: Follower {
    let name = "note"
    private let left: Mutex<Int>

    init(failures: Int) { left = Mutex(failures) }

    func handle(_ events: [Event], on connection: any Connection) throws {
        try Note().handle(events, on: connection)
        guard events.contains(where: { $0.id.raw == 2 }) else { return }
        let fails = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if fails { throw Poison() }
    }
}

private final class Troubles: Sendable {
    private let all = Mutex<[FollowerRunner.Trouble]>([])

    func add(_ trouble: FollowerRunner.Trouble) { all.withLock { $0.append(trouble) } }

    var setAside: [Int64] {
        all.withLock { all in
            all.compactMap { if case .setAside(let event, _) = $0 { event.id.raw } else { nil } }
        }
    }

    var failures: [Int64: Int] {
        all.withLock { all in
            all.reduce(into: [:]) { counts, trouble in
                if case .failed(let event, _, _) = trouble { counts[event.id.raw, default: 0] += 1 }
            }
        }
    }
}

private func runner(
    _ follower: any Follower, _ database: any Database, batch: Int = 200, holder: String = "me",
    poll: Duration = .seconds(2), troubles: Troubles = Troubles()
) -> FollowerRunner {
    var settings = FollowerRunner.Settings()
    settings.batch = batch
    settings.poll = poll
    settings.pause = .milliseconds(1)
    return FollowerRunner(
        follower, on: database, holder: holder, settings: settings,
        clock: { Instant(seconds: 1_700_000_000) }, report: { troubles.add($0) })
}

private func createNotes(_ database: any Database) async throws {
    try await database.write {
        try $0.script("CREATE TABLE notes (n BIGINT NOT NULL PRIMARY KEY, by TEXT NOT NULL)")
    }
}

private func withNotes(
    _ engine: Engine, _ body: (any Database) async throws -> Void
) async throws {
    try await engine.withDatabase { database in
        try await createNotes(database)
        try await body(database)
    }
}

private func append(_ numbers: ClosedRange<Int>, to database: any Database) async throws {
    try await database.write { try $0.append(numbers.map { event($0) }) }
}

private func notes(_ database: any Database) async throws -> [Int] {
    try await database.read { try $0.rows("SELECT n FROM notes ORDER BY n") { $0.int(0) } }
}

private func workers(_ database: any Database) async throws -> [String] {
    try await database.read { try $0.rows("SELECT DISTINCT by FROM notes") { $0.text(0) } }
}

private func waitForNotes(_ count: Int, _ database: any Database) async throws {
    while try await notes(database).count < count { try await Task.sleep(for: .milliseconds(5)) }
}
