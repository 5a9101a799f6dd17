import Base
import Domain
import SQL
import Store
import TestSupport
import Testing

@testable import Operations

/// The key of the vault is changed, or lost.
@Suite struct SealedThingsTests {
    private static func vault(_ byte: UInt8) -> Vault {
        Vault(key: [UInt8](repeating: byte, count: Vault.keyBytes))
    }

    /// Another process on the same database with another key.
    private static func house(_ database: any Database, _ byte: UInt8, _ now: Instant) -> House {
        House(
            database: database, library: Project.library, uploadsFolder: Scratch.path("uploads"),
            vault: vault(byte), clock: { now }, chance: { 4 })
    }

    private static func prepare(_ desk: Desk) async throws -> ID<Channel> {
        _ = try await desk.perform(
            EditSending.self,
            ["webhooks": [["name": "crm", "url": "https://crm.example.com", "secret": "s3cret"]]])
        return try await WebhookInTests.channel(desk)
    }

    @Test(arguments: Engine.available)
    func aNewKeyOpensEverythingAndTheOldNothing(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            try await test.house.settleIn()
            let place = try await test.workspace("Harbour")
            let id = try await Self.prepare(place.desk(.administrator))
            #expect(
                try await test.house.sealedThings() == [
                    .sending(workspace: "Harbour"), .channel(id, .webhook, workspace: "Harbour"),
                ])
            #expect(try await test.house.reseal(with: Self.vault(9)) == 2)
            let new = Self.house(database, 9, test.now)
            try await new.settleIn()
            #expect(try await new.opensSealed())
            #expect(try await !test.house.opensSealed())
            await #expect(throws: Vault.Sealed.self) { try await test.house.settleIn() }
            let desk = Desk(new, actor: place.desk(.administrator).actor)
            let shown = try await desk.perform(ListChannels.self, [:]).json
            #expect(shown["items"]?.array?.first?["document"]?["webhook"]?["hasSecret"] == true)
            // Whoever has the wrong key changes nothing.
            await #expect(throws: Vault.Sealed.self) {
                _ = try await test.house.reseal(with: Self.vault(3))
            }
            #expect(try await new.opensSealed())
        }
    }

    @Test(arguments: Engine.available)
    func whatALostKeySealedIsForgottenAndEnteredAnew(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            try await test.house.settleIn()
            let place = try await test.workspace("Harbour")
            let id = try await Self.prepare(place.desk(.administrator))
            let new = Self.house(database, 9, test.now)
            #expect(try await !new.opensSealed())
            #expect(try await new.forgetSealed().count == 2)
            try await new.settleIn()
            #expect(try await new.sealedThings().isEmpty)
            let desk = Desk(new, actor: place.desk(.administrator).actor)
            let forgotten = try await desk.perform(ListChannels.self, [:]).json["items"]?.array
            #expect(forgotten?.first?["id"]?.string == id.description)
            #expect(forgotten?.first?["document"]?["isActive"] == false)
            let sending = try await desk.perform(ShowSending.self, [:]).document
            #expect(sending["webhooks"]?.array == nil)
            // The channel keeps its id and so its address.
            let saved = try await desk.perform(
                EditChannel.self,
                [
                    "channel": .string(id.description),
                    "document": [
                        "name": "Reviews", "isActive": true,
                        "webhook": ["secret": .string(WebhookInTests.secret)],
                    ],
                ])
            #expect(saved.id == id && saved.document["webhook"]?["hasSecret"] == true)
            let kinds = try await database.read {
                try $0.rows("SELECT kind FROM events WHERE kind LIKE '%.forgotten' ORDER BY kind") {
                    $0.text(0)
                }
            }
            #expect(kinds == ["channel.forgotten", "sending.forgotten"])
        }
    }
}
