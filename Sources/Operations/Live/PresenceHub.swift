public import Base
public import Domain
import SQL
import Store

/// Tells open pages of cases who else is there and writes. An open page is the sign of life: who
/// closes it is gone at once, on every node; who is cut off, half a minute later.
public actor PresenceHub {
    private struct Reader {
        let place: CasePresence.Place
        let pages: AsyncStream<PresenceResource>.Continuation
        var told: PresenceResource?
        var beats = 0
    }

    private let database: any Database
    private let clock: @Sendable () -> Instant
    private var readers: [Int: Reader] = [:]
    private var lastReader = 0
    private var following: Task<Void, Never>?
    private var beating: Task<Void, Never>?
    private var isClosed = false

    private static let beatInterval = Duration.seconds(10)
    /// A page connects anew after so many beats, and shows again who it is.
    private static let mostBeats = 60
    /// However many people type, pages are told so often at most.
    private static let pause = Duration.milliseconds(250)

    init(_ database: any Database, clock: @escaping @Sendable () -> Instant) {
        self.database = database
        self.clock = clock
    }

    /// Who else is at a case, from now on; ends when the page should connect anew.
    /// - Returns: with a number by which the page leaves.
    public func watch(
        _ one: ID<Case>, as user: ID<User>, in workspace: ID<Workspace>
    ) async throws -> (number: Int, pages: AsyncStream<PresenceResource>) {
        let place = CasePresence.Place(workspace: workspace, one: one, user: user)
        let (stream, pages) = AsyncStream.makeStream(
            of: PresenceResource.self, bufferingPolicy: .bufferingNewest(1))
        guard !isClosed else {
            pages.finish()
            return (0, stream)
        }
        lastReader += 1
        let number = lastReader
        readers[number] = Reader(place: place, pages: pages)
        begin()
        try await note([place], tells: true)
        await look()
        return (number, stream)
    }

    public func leave(_ number: Int) async {
        guard let reader = readers.removeValue(forKey: number) else { return }
        reader.pages.finish()
        if readers.isEmpty { stop() }
        // The same person may have it open twice.
        guard !readers.values.contains(where: { $0.place == reader.place }) else { return }
        do {
            try await database.write { connection in
                try CasePresence.leave(reader.place, on: connection)
                connection.notify(presenceChannel)
            }
        } catch {
            // The database is away: half a minute later nobody counts them any more.
        }
    }

    /// Lets all pages go, so that a server that stops need not wait for them.
    public func close() {
        isClosed = true
        for reader in readers.values { reader.pages.finish() }
        readers = [:]
        stop()
    }

    var count: Int { readers.count }

    private func begin() {
        guard following == nil else { return }
        let wakes = database.notifications(presenceChannel)
        following = Task { [weak self] in
            for await _ in wakes {
                guard let self, !Task.isCancelled else { return }
                await self.look()
                do { try await Task.sleep(for: PresenceHub.pause) } catch { return }
            }
        }
        beating = Task { [weak self] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: PresenceHub.beatInterval) } catch { return }
                await self?.beat()
            }
        }
    }

    private func stop() {
        following?.cancel()
        beating?.cancel()
        following = nil
        beating = nil
    }

    private func beat() async {
        for number in readers.keys {
            readers[number]?.beats += 1
            guard let reader = readers[number], reader.beats > PresenceHub.mostBeats else {
                continue
            }
            await leave(number)
        }
        do {
            try await note(Array(Set(readers.values.map(\.place))), tells: false)
        } catch {
            // Tried again at the next beat.
        }
        await look()
    }

    private func note(_ places: [CasePresence.Place], tells: Bool) async throws {
        let now = clock()
        try await database.write { connection in
            for place in places {
                try CasePresence.note(place, isTyping: nil, at: now, on: connection)
            }
            if tells { connection.notify(presenceChannel) }
        }
    }

    /// One look for all pages; each is told only what is new to it.
    private func look() async {
        let places = Set(readers.values.map(\.place))
        let now = clock()
        do {
            let found = try await database.read { connection in
                try PresenceHub.found(places, at: now, on: connection)
            }
            for (number, reader) in readers {
                guard let all = found[reader.place.workspace] else { continue }
                let others = (all.seen[reader.place.one] ?? []).filter {
                    $0.user != reader.place.user
                }
                let news = PresenceResource(
                    others, all.names, visitors: all.visitors[reader.place.one] ?? [], at: now)
                guard news != reader.told else { continue }
                readers[number]?.told = news
                reader.pages.yield(news)
            }
        } catch {
            // The database is away: pages keep what they show.
        }
    }

    private struct Found: Sendable {
        let seen: [ID<Case>: [CasePresence.Seen]]
        let names: [ID<User>: String]
        /// Who writes there in the chat of a site.
        let visitors: [ID<Case>: [ChatVisitor]]
    }

    private static func found(
        _ places: Set<CasePresence.Place>, at now: Instant, on connection: any Connection
    ) throws -> [ID<Workspace>: Found] {
        var found: [ID<Workspace>: Found] = [:]
        for (workspace, places) in Dictionary(grouping: places, by: \.workspace) {
            let seen = try CasePresence.at(
                Array(Set(places.map(\.one))), at: now, in: workspace, on: connection)
            let isAlone = seen.values.allSatisfy { $0.count < 2 }
            found[workspace] = Found(
                seen: seen, names: isAlone ? [:] : try Users.names(in: workspace, on: connection),
                visitors: try ChatVisitors.at(
                    Array(Set(places.map(\.one))), at: now, in: workspace, on: connection))
        }
        return found
    }
}
