import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@Suite struct IdempotencyTests {
    static let workspace = ID<Workspace>(raw: 1)
    static let now = Instant(seconds: 1_700_000_000)

    /// However often and however many at once: one carries it out, all hear the same.
    @Test(arguments: Engine.available)
    func oneOfManyCarriesItOut(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let answers = try await withThrowingTaskGroup { group in
                for n in 0..<40 {
                    group.addTask { () -> (Bool, JSON) in
                        try await database.write { connection in
                            switch try connection.claim(
                                idempotencyKey: "k", fingerprint: "f", workspace: Self.workspace,
                                at: Self.now)
                            {
                            case .done(let response): return (false, response)
                            case .new:
                                try connection.append([event(n + 1)])
                                try connection.complete(
                                    idempotencyKey: "k", response: ["by": .integer(n)],
                                    workspace: Self.workspace)
                                return (true, ["by": .integer(n)])
                            }
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.0 } == 1)
            #expect(Set(answers.map(\.1)).count == 1)
            let count = try await database.read {
                try $0.first("SELECT COUNT(*) FROM events") { $0.int(0) }
            }
            #expect(count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func refusesTheKeyForAnotherRequest(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            try await database.write { try claim($0, fingerprint: "one") }
            let refusal = await #expect(throws: Refusal.self) {
                try await database.write { try claim($0, fingerprint: "two") }
            }
            #expect(refusal?.kind == .conflict)
            let forgotten = try await database.write {
                try $0.forgetIdempotencyKeys(before: Self.now + .seconds(1))
            }
            #expect(forgotten == 1)
            try await database.write { try claim($0, fingerprint: "two") }
        }
    }

    @Test(arguments: Engine.available)
    func settingsAreKeptByWorkspace(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let found = try await database.write { connection in
                try connection.set("a", to: ["x": 1], workspace: Self.workspace)
                try connection.set("a", to: ["x": 2], workspace: Self.workspace)
                return [
                    try connection.setting("a", workspace: Self.workspace),
                    try connection.setting("a", workspace: .installation),
                ]
            }
            #expect(found == [["x": 2], nil])
        }
    }

    private func claim(_ connection: any Connection, fingerprint: String) throws {
        let claim = try connection.claim(
            idempotencyKey: "k", fingerprint: fingerprint, workspace: Self.workspace, at: Self.now)
        #expect(claim == .new)
    }
}
