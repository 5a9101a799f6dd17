import Base
import Domain
import Store
import TestSupport
import Testing

@testable import Operations

@Suite struct ChatHubTests {
    /// The first that fits within ten seconds; nil when there is none.
    private func first<News: Sendable>(
        _ pages: AsyncStream<News>, _ fits: @escaping @Sendable (News) -> Bool
    ) async -> News? {
        await withTaskGroup(of: News?.self) { group in
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

    @Test(arguments: Engine.available)
    func bothSidesHearOfEachOther(_ engine: Engine) async throws {
        try await engine.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let agent = place.desk(.agent)
            let id = try await ChatTests.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            let one = try await ChatTests.begin(chat, agent)
            let (number, pages) = try await chat.watch(ChatTests.token, from: "a")
            let before = await first(pages) { _ in true }
            #expect(before?.agent == .away && before?.last != nil)
            let caseID = try #require(one.string.flatMap { ID<Case>($0) })
            let (watcher, people) = try await test.house.presence.watch(
                caseID, as: place.user(.agent), in: place.id)
            #expect(await first(people) { $0.visitor == .here } != nil)
            #expect(await first(pages) { $0.agent == .reading } != nil)
            _ = try await agent.perform(NotePresence.self, ["case": one, "typing": true])
            #expect(await first(pages) { $0.agent == .typing } != nil)
            try await chat.note(ChatTests.token, isTyping: true, seen: nil, from: "a")
            #expect(await first(people) { $0.visitor == .typing } != nil)
            _ = try await agent.perform(ReplyToCase.self, ["case": one, "text": "Hello"])
            let last = before?.last
            #expect(await first(pages) { $0.last != last } != nil)
            await test.house.chats.leave(number)
            #expect(await first(people) { $0.visitor == nil } != nil)
            await test.house.presence.leave(watcher)
            #expect(await test.house.chats.count == 0)
            await test.house.presence.close()
        }
    }

    /// Pages of one visitor are bounded, and a house that closes lets all go.
    @Test func theOldestPageMakesRoom() async throws {
        try await Engine.sqlite.withDatabase { database in
            let test = TestHouse(database)
            let place = try await test.workspace()
            let id = try await ChatTests.save(place.desk(.administrator))
            let chat = try await Chat.open(id, in: test.house)
            _ = try await ChatTests.begin(chat, place.desk(.agent))
            var pages: [AsyncStream<ChatNews>] = []
            for _ in 0...ChatHub.mostOfVisitor {
                pages.append(try await chat.watch(ChatTests.token, from: "a").pages)
            }
            #expect(await test.house.chats.count == ChatHub.mostOfVisitor)
            let told = await pages[0].reduce(into: 0) { count, _ in count += 1 }
            #expect(told <= 1, "it ended")
            await test.house.chats.close()
            #expect(await test.house.chats.count == 0)
        }
    }
}
