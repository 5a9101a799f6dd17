import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct PresenceHubTests {
    /// The first that fits within ten seconds; nil when there is none.
    private func first(
        _ pages: AsyncStream<PresenceResource>,
        _ fits: @escaping @Sendable (PresenceResource) -> Bool
    ) async -> PresenceResource? {
        await withTaskGroup(of: PresenceResource?.self) { group in
            group.addTask { await pages.first(where: fits) }
            group.addTask {
                do { try await Task.sleep(for: .seconds(10)) } catch { return nil }
                return nil
            }
            let found = await group.next() ?? nil
            group.cancelAll()
            return found
        }
    }

    private func id(_ one: JSON) throws -> ID<Case> {
        try #require(one.string.flatMap { ID<Case>($0) })
    }

    @Test(arguments: Engine.available)
    func pagesHearWhoComesWritesAndGoes(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let one = try await bench.open()
            let hub = bench.test.house.presence
            let place = bench.place
            let (mine, pages) = try await hub.watch(
                try id(one), as: place.user(.agent), in: place.id)
            #expect(await first(pages) { _ in true }?.others == [])
            let (theirs, others) = try await hub.watch(
                try id(one), as: place.user(.manager), in: place.id)
            let manager = PresenceResource.Other(name: "The manager", isTyping: false)
            #expect(await first(pages) { !$0.others.isEmpty }?.others == [manager])
            #expect(await first(others) { _ in true }?.others.map(\.name) == ["The agent"])
            _ = try await bench.manager.perform(NotePresence.self, ["case": one, "typing": true])
            let writing = await first(pages) { $0.others.first?.isTyping == true }
            #expect(writing?.others.map(\.name) == ["The manager"])
            _ = try await bench.manager.perform(NotePresence.self, ["case": one, "typing": false])
            #expect(await first(pages) { $0.others == [manager] } != nil)
            await hub.leave(theirs)
            #expect(await first(pages) { $0.others.isEmpty } != nil)
            await hub.leave(mine)
            #expect(await hub.count == 0)
            await hub.close()
        }
    }

    @Test func anotherCaseHearsNothing() async throws {
        try await Engine.sqlite.withDatabase { database in
            let bench = try await CaseBench(database)
            let (one, other) = (try await bench.open("A"), try await bench.open("B"))
            let hub = bench.test.house.presence
            let place = bench.place
            let (number, pages) = try await hub.watch(
                try id(one), as: place.user(.agent), in: place.id)
            _ = try await hub.watch(try id(other), as: place.user(.manager), in: place.id)
            await hub.leave(number)
            let told = await pages.reduce(into: []) { $0.append($1) }
            #expect(told.allSatisfy { $0.others.isEmpty })
            await hub.close()
        }
    }

    @Test(arguments: Engine.available)
    func whoIsCutOffIsGoneAfterAWhile(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let bench = try await CaseBench(database)
            let one = try await bench.open()
            _ = try await bench.manager.perform(NotePresence.self, ["case": one, "typing": true])
            let seen = try await bench.agent.perform(NotePresence.self, ["case": one])
            #expect(seen.others == [.init(name: "The manager", isTyping: true)])
            bench.test.pass(.seconds(16))
            let quiet = try await bench.agent.perform(NotePresence.self, ["case": one])
            #expect(quiet.others == [.init(name: "The manager", isTyping: false)])
            bench.test.pass(.seconds(15))
            let gone = try await bench.agent.perform(NotePresence.self, ["case": one])
            #expect(gone.others == [])
        }
    }
}
