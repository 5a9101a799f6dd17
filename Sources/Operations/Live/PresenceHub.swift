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
    }

    private let database: any Database
    private let clock: @Sendable () -> Instant
    private var readers = OpenPages<Reader>(presenceRhythm)

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
        guard !readers.isClosed else {
            pages.finish()
            return (0, stream)
        }
        let number = readers.open(Reader(place: place, pages: pages))
        begin()
        try await note([place], tells: true)
        await look()
        return (number, stream)
    }

    public func leave(_ number: Int) async {
        guard let reader = readers.remove(number) else { return }
        reader.pages.finish()
        // The same person may have it open twice.
        guard !readers.all.contains(where: { $0.place == reader.place }) else { return }
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
        for reader in readers.close() { reader.pages.finish() }
    }

    var count: Int { readers.count }

    private func begin() {
        readers.follow(
            [presenceChannel], of: database,
            look: { [weak self] in await self?.look() != nil },
            beat: { [weak self] in await self?.beat() != nil })
    }

    private func beat() async {
        for number in readers.age() { await leave(number) }
        do {
            try await note(Array(Set(readers.all.map(\.place))), tells: false)
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
        let places = Set(readers.all.map(\.place))
        let now = clock()
        do {
            let found = try await database.read { connection in
                try PresenceHub.found(places, at: now, on: connection)
            }
            for (number, reader) in readers.numbered {
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
