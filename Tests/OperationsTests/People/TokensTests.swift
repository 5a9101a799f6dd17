import Base
import Domain
import Operations
import TestSupport
import Testing

@Suite struct TokensTests {
    @Test(arguments: Engine.available)
    func tokensEndByTimeAndByRevocation(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let workspace = try await test.workspace()
            let desk = workspace.desk(.analyst)
            func make(_ days: JSON) async throws -> TokenResource {
                try await desk.perform(
                    CreateToken.self,
                    ["name": "x", "scopes": ["answers:read", "insight:read"], "days": days])
            }
            let short = try await make(1)
            let long = try await make(nil)
            #expect(short.secret?.hasPrefix("nuo_") == true)
            #expect(long.expiresAt == nil)
            let (first, second) = (try #require(short.secret), try #require(long.secret))
            let actor = try #require(try await test.house.bearer(first))
            #expect(actor.rights == [.answersRead, .insightRead])
            #expect(actor.workspace == workspace.id)
            test.pass(.days(1) - .seconds(1))
            #expect(try await test.house.bearer(first) != nil)
            test.pass(.seconds(3))
            #expect(try await test.house.bearer(first) == nil)
            #expect(try await test.house.bearer(second) != nil)
            let used = try await desk.perform(ListTokens.self, [:]).items
            #expect(used.map(\.lastUsedAt).contains(test.now))
            #expect(used.allSatisfy { $0.secret == nil })
            let id = JSON.string(long.id.description)
            try await desk.perform(RevokeToken.self, ["token": id])
            #expect(try await test.house.bearer(second) == nil)
            try await desk.perform(RevokeToken.self, ["token": id])
            #expect(try await test.house.bearer("nuo_" + String(repeating: "0", count: 64)) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func tokensOfOthersAreForThoseWhoLookAfterPeople(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let made = try await workspace.desk(.agent).perform(
                CreateToken.self, ["name": "x", "scopes": ["cases:read"]])
            let id = JSON.string(made.id.description)
            #expect(try await workspace.desk(.manager).perform(ListTokens.self, [:]).items.isEmpty)
            for refusal in [
                await #expect(throws: Refusal.self) {
                    try await workspace.desk(.manager).perform(ListTokens.self, ["all": true])
                },
                await #expect(throws: Refusal.self) {
                    try await workspace.desk(.manager).perform(RevokeToken.self, ["token": id])
                },
            ] { #expect(refusal != nil) }
            let all = try await workspace.desk(.administrator)
                .perform(ListTokens.self, ["all": true])
            #expect(all.items.map(\.id) == [made.id])
            let revoked = try await workspace.desk(.administrator)
                .perform(RevokeToken.self, ["token": id])
            #expect(revoked.revokedAt != nil)
        }
    }

    @Test(arguments: Engine.available)
    func aRepeatedRequestMakesNoSecondTokenAndKeepsNoSecret(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            var desk = workspace.desk(.agent)
            desk.idempotency = try Idempotency(key: "k1", operation: "tokens.create", input: [:])
            let made = try await desk.perform(
                CreateToken.self, ["name": "x", "scopes": ["cases:read"]])
            let secret = try #require(made.secret)
            let keyed = desk
            let replay = await #expect(throws: Replay.self) {
                try await keyed.perform(
                    CreateToken.self, ["name": "x", "scopes": ["cases:read"]])
            }
            #expect(replay?.output["id"]?.string == made.id.description)
            #expect(replay?.output.text.contains(secret) == false)
            #expect(try await workspace.desk(.agent).perform(ListTokens.self, [:]).items.count == 1)
        }
    }
}
