import Base
import Foundation
import PostgresDriver
import SQL
import SQLiteDriver
import Store
import TestSupport
import Testing

/// Killed at any moment under load, no acknowledged write is missing and none is there by half.
@Suite(.timeLimit(.minutes(60))) struct KillTests {
    static let rounds = 50

    @Test func sqliteLosesNothingAcknowledged() async throws {
        let path = try Scratch.newFolder("killed") + "/nuo.sqlite"
        try await migrate(try SQLiteDatabase(path: path))
        var chance = Chance(seed: 1)
        var acknowledged: Set<String> = []
        for round in 1...KillTests.rounds {
            acknowledged.formUnion(
                try await keysOfKilledWriter(path, round) {
                    await pause(milliseconds: chance.next(below: 200))
                })
            try await check(try SQLiteDatabase(path: path), holds: acknowledged, round)
        }
        #expect(acknowledged.count > 10 * KillTests.rounds)
    }

    /// In every fifth round the server dies first, under the writer.
    @Test(.enabled(if: Engine.available.contains(.postgres)))
    func postgresLosesNothingAcknowledged() async throws {
        let server = try await offPool { try PostgresServer.make() }
        let url = server.url("postgres")
        try await migrate(try await PostgresDatabase(url: url))
        var chance = Chance(seed: 2)
        var acknowledged: Set<String> = []
        for round in 1...KillTests.rounds {
            acknowledged.formUnion(
                try await keysOfKilledWriter(url, round) {
                    await pause(milliseconds: chance.next(below: 200))
                    guard round.isMultiple(of: 5) else { return }
                    try await offPool { server.kill(SIGKILL) }
                    await pause(milliseconds: chance.next(below: 50))
                })
            if round.isMultiple(of: 5) { try await offPool { try server.start() } }
            try await check(try await PostgresDatabase(url: url), holds: acknowledged, round)
        }
        #expect(acknowledged.count > 10 * KillTests.rounds)
        try await offPool { server.kill(SIGQUIT) }
    }

    private func migrate(_ database: any Database) async throws {
        try await Migrator().migrate(database, at: .init(seconds: 0))
        try await database.close()
    }

    /// Starts a writer, waits until it has acknowledged something, then `moment`, then kills it.
    private func keysOfKilledWriter(
        _ address: String, _ round: Int, _ moment: () async throws -> Void
    ) async throws -> [String] {
        let log = Scratch.path("keys")
        #expect(FileManager.default.createFile(atPath: log, contents: nil))
        let writer = Process()
        writer.executableURL = try crashWriter()
        writer.arguments = [address, "\(round)"]
        writer.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try Spawning.alone { try writer.run() }
        while try keys(log).isEmpty, writer.isRunning { await pause(milliseconds: 1) }
        try await moment()
        #expect(writer.isRunning, "the writer ended by itself in round \(round)")
        kill(writer.processIdentifier, SIGKILL)
        try await offPool { writer.waitUntilExit() }
        return try keys(log)
    }

    private func keys(_ log: String) throws -> [String] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    private func check(
        _ database: any Database, holds acknowledged: Set<String>, _ round: Int
    ) async throws {
        let (claims, rows, events) = try await database.read { connection in
            (
                Set(try connection.rows("SELECT key FROM idempotency") { $0.text(0) }),
                Set(try connection.rows("SELECT name FROM settings") { $0.text(0) }),
                Set(
                    try connection.rows("SELECT data FROM events") {
                        try $0.json(0)["key"]?.string ?? ""
                    })
            )
        }
        #expect(claims.isSuperset(of: acknowledged), "round \(round)")
        #expect(claims == rows && rows == events, "round \(round)")
        try await database.close()
    }

    /// Built beside the tests.
    private func crashWriter() throws -> URL {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0])
        let writer = tests.deletingLastPathComponent().appendingPathComponent("crash-writer")
        try #require(FileManager.default.isExecutableFile(atPath: writer.path), "\(writer.path)")
        return writer
    }

    private func pause(milliseconds: Int) async {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            Issue.record(error)
        }
    }

    private func offPool<T: Sendable>(
        _ work: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { done in
            DispatchQueue.global().async { done.resume(with: Result { try work() }) }
        }
    }
}

/// The same moments in every run: xorshift.
private struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
