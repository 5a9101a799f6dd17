import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct LiveHubTests {
    private func with(
        _ engine: Engine,
        _ body: @escaping @Sendable (AnsweredInstrument, LiveHub) async throws -> Void
    ) async throws {
        try await engine.withDatabase { database in
            let workspace = try await TestHouse(database).workspace()
            let stay = try await AnsweredInstrument(workspace)
            try await body(stay, workspace.house.live)
            await workspace.house.live.close()
        }
    }

    /// The first message within ten seconds; nil when there is none.
    private func first(_ subscription: LiveSubscription) async -> LiveMessage? {
        await withTaskGroup(of: LiveMessage?.self) { group in
            group.addTask {
                for await message in subscription.messages() {
                    if let message { return message }
                }
                return nil
            }
            group.addTask {
                do { try await Task.sleep(for: .seconds(10)) } catch { return nil }
                return nil
            }
            let found = await group.next() ?? nil
            group.cancelAll()
            return found
        }
    }

    @Test(arguments: Engine.available)
    func tellsWhatHappened(_ engine: Engine) async throws {
        try await with(engine) { stay, hub in
            let (reader, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights, after: nil)
            try await stay.answer(score: 9)
            #expect(await first(reader)?.topics == [.answers])
        }
    }

    @Test(arguments: Engine.available)
    func tellsNothingOfOthersOrBeyondTheRights(_ engine: Engine) async throws {
        try await with(engine) { stay, hub in
            let (other, _) = try await hub.subscribe(
                workspace: stay.workspace.house.newID(), rights: Role.manager.rights, after: nil)
            let (viewer, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights, after: nil)
            let (manager, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.manager.rights, after: nil)
            try await stay.workspace.system.write { ledger in
                let some: ID<Case> = ledger.newID()
                try ledger.record("case.opened", .init("case", some))
            }
            #expect(await first(manager)?.topics == [.cases])
            // What the others hear is only a sign of life, whoever was told first.
            for reader in [other, viewer] {
                reader.beat()
                for await message in reader.messages() {
                    #expect(message == nil)
                    break
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func tellsWhatWasMissed(_ engine: Engine) async throws {
        try await with(engine) { stay, hub in
            let (reader, place) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights, after: nil)
            await hub.unsubscribe(reader)
            try await stay.answer(score: 3)
            // On PostgreSQL the answer may not have settled yet: it is told all the same.
            let (again, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights,
                after: LivePlace(place.description))
            #expect(await first(again)?.topics == [.answers])
        }
    }

    @Test(arguments: Engine.available)
    func slowReadersCostNothing(_ engine: Engine) async throws {
        try await with(engine) { stay, hub in
            let (reader, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights, after: nil)
            for score in 0..<30 { try await stay.answer(score: score % 11) }
            #expect(await first(reader)?.topics == [.answers])
            await hub.close()
            #expect(await hub.count == 0)
            let (late, _) = try await hub.subscribe(
                workspace: stay.workspace.id, rights: Role.viewer.rights, after: nil)
            for await message in late.messages() { #expect(message == nil) }
        }
    }

    @Test(arguments: ["", "1", "1-1", "-", ".", "a.b", "99999999999999999999.1", "1.", "1.2.3"])
    func placesThatNoServerSentAreNone(_ text: String) {
        #expect(LivePlace(text) == nil)
    }
}
