import Base
import Domain
import HTTPTypes
import NIOCore
import Operations

extension Routes {
    static let livePages: [PageRoute] = [
        PageRoute(.get, "/live", .right(.insightRead), handler: LiveStream.open),
        PageRoute(
            .get, "/cases/{case}/live", .right(.casesRead), handler: LiveStream.openPresence),
    ]
}

/// What happens, as server-sent events: one event per topic, nothing about its content.
enum LiveStream {
    static func open(_ visit: Visit) async throws -> Reply {
        let actor = visit.desk.actor
        let seen = visit.headers[.init("Last-Event-ID")!].flatMap(LivePlace.init)
        let hub = visit.site.house.live
        let (subscription, place) = try await hub.subscribe(
            workspace: actor.workspace, rights: actor.rights, after: seen)
        let (stream, writer) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(64))
        writer.yield(ByteBuffer(string: "retry: 3000\nid: \(place)\nevent: ready\ndata:\n\n"))
        let sending = Task {
            for await message in subscription.messages() {
                let sent = writer.yield(ByteBuffer(string: text(message)))
                // A reader that takes nothing is let go; it connects anew and is told what it
                // missed.
                if case .dropped = sent { break }
            }
            writer.finish()
            await hub.unsubscribe(subscription)
        }
        writer.onTermination = { _ in
            sending.cancel()
            Task { await hub.unsubscribe(subscription) }
        }
        return Reply(.stream(stream, type: "text/event-stream"), headers: headers)
    }

    /// Who else is at a case and writes: told when it changes.
    static func openPresence(_ visit: Visit) async throws -> Reply {
        guard let user = visit.desk.actor.user else { throw Refusal(.forbidden, "onlyForPeople") }
        let one: ID<Case> = try visit.id("case")
        let id = ["case": JSON.string(visit.parameter("case"))].object
        _ = try await visit.desk.perform(ShowCase.self, id)
        let hub = visit.site.house.presence
        let (number, pages) = try await hub.watch(one, as: user, in: visit.desk.workspace)
        return reply(pages, named: "presence", text: { $0.json.text }) { await hub.leave(number) }
    }

    /// Tells a page each thing of a kind as it comes, until one of both sides ends it.
    static func reply<News: Sendable>(
        _ pages: AsyncStream<News>, named name: String,
        text: @escaping @Sendable (News) -> String, leave: @escaping @Sendable () async -> Void
    ) -> Reply {
        let (stream, writer) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingOldest(64))
        writer.yield(ByteBuffer(string: "retry: 3000\nevent: ready\ndata:\n\n"))
        let sending = Task {
            for await page in pages {
                let event = "event: \(name)\ndata: \(text(page))\n\n"
                if case .dropped = writer.yield(ByteBuffer(string: event)) { break }
            }
            writer.finish()
            await leave()
        }
        // Whoever has closed the page shows only when something is written to it.
        let asking = Task {
            while !Task.isCancelled {
                do { try await Task.sleep(for: pause) } catch { return }
                writer.yield(ByteBuffer(string: ": here\n\n"))
            }
        }
        writer.onTermination = { _ in
            sending.cancel()
            asking.cancel()
            Task { await leave() }
        }
        return Reply(.stream(stream, type: "text/event-stream"), headers: headers)
    }

    private static let pause = Duration.seconds(4)
    private static let headers: HTTPFields = [
        .cacheControl: "no-store", .init("X-Accel-Buffering")!: "no",
    ]

    private static func text(_ message: LiveMessage?) -> String {
        guard let message else { return ": here\n\n" }
        return message.topics.map(\.rawValue).sorted()
            .map { "id: \(message.place)\nevent: \($0)\ndata:\n\n" }.joined()
    }
}
