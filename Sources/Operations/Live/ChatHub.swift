public import Base
public import Domain
import SQL
import Store

/// What is new in a visitor's conversation. The words themselves the page asks for.
public struct ChatNews: Hashable, Sendable {
    /// The newest message.
    public let last: ID<CaseMessage>?
    public let agent: Agent

    /// What those who work on the case do.
    public enum Agent: String, Sendable { case away, reading, typing }

    public var json: JSON {
        ["last": .optional(last?.description), "agent": .string(agent.rawValue)]
    }
}

/// Tells the pages of visitors what happens in their conversations, on every node. An open page
/// is the sign of life: whoever closes it is gone at once, whoever is cut off half a minute later.
public actor ChatHub {
    private struct Reader {
        let visitor: ID<ChatVisitor>
        let workspace: ID<Workspace>
        let pages: AsyncStream<ChatNews>.Continuation
        var told: ChatNews?
    }

    private let database: any Database
    private let clock: @Sendable () -> Instant
    private var readers = OpenPages<Reader>(presenceRhythm)

    /// Pages of one visitor; the one open longest makes room.
    static let mostOfVisitor = 4
    /// Pages of all visitors on this node: what is more asks again later.
    static let most = 5_000

    init(_ database: any Database, clock: @escaping @Sendable () -> Instant) {
        self.database = database
        self.clock = clock
    }

    func watch(
        _ visitor: ID<ChatVisitor>, in workspace: ID<Workspace>
    ) async throws -> (number: Int, pages: AsyncStream<ChatNews>) {
        let (stream, pages) = AsyncStream.makeStream(
            of: ChatNews.self, bufferingPolicy: .bufferingNewest(1))
        guard !readers.isClosed else {
            pages.finish()
            return (0, stream)
        }
        guard readers.count < ChatHub.most else {
            throw Refusal(.tooMany, "tooManyRequests", ["minutes": "1"])
        }
        let own = readers.numbered.filter { $0.page.visitor == visitor }.map(\.number)
        if own.count >= ChatHub.mostOfVisitor, let oldest = own.min() {
            readers.remove(oldest)?.pages.finish()
        }
        let number = readers.open(Reader(visitor: visitor, workspace: workspace, pages: pages))
        begin()
        try await note([visitor], here: clock(), in: workspace)
        await look()
        return (number, stream)
    }

    public func leave(_ number: Int) async {
        guard let reader = readers.remove(number) else { return }
        reader.pages.finish()
        guard !readers.all.contains(where: { $0.visitor == reader.visitor }) else { return }
        do {
            try await note([reader.visitor], here: nil, in: reader.workspace)
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
            [eventsChannel, presenceChannel], of: database,
            look: { [weak self] in await self?.look() != nil },
            beat: { [weak self] in await self?.beat() != nil })
    }

    private func beat() async {
        for number in readers.age() { readers.remove(number)?.pages.finish() }
        do {
            let now = clock()
            for (workspace, own) in Dictionary(grouping: readers.all, by: \.workspace) {
                let ids = Array(Set(own.map(\.visitor)))
                try await database.write { connection in
                    try ChatVisitors.note(ids, here: now, in: workspace, on: connection)
                }
            }
        } catch {
            // Tried again at the next beat.
        }
        await look()
    }

    private func note(
        _ visitors: [ID<ChatVisitor>], here: Instant?, in workspace: ID<Workspace>
    ) async throws {
        try await database.write { connection in
            try ChatVisitors.note(visitors, here: here, in: workspace, on: connection)
            connection.notify(presenceChannel)
        }
    }

    /// One look for all pages; each is told only what is new to it.
    private func look() async {
        let places = Dictionary(grouping: readers.all, by: \.workspace)
            .mapValues { Set($0.map(\.visitor)) }
        guard !places.isEmpty else { return }
        let now = clock()
        do {
            let found = try await database.read { connection in
                try ChatHub.found(places, at: now, on: connection)
            }
            for (number, reader) in readers.numbered {
                guard let news = found[reader.visitor], news != reader.told else { continue }
                readers[number]?.told = news
                reader.pages.yield(news)
            }
        } catch {
            // The database is away: pages keep what they show.
        }
    }

    private static func found(
        _ places: [ID<Workspace>: Set<ID<ChatVisitor>>], at now: Instant,
        on connection: any Connection
    ) throws -> [ID<ChatVisitor>: ChatNews] {
        var found: [ID<ChatVisitor>: ChatNews] = [:]
        for (workspace, visitors) in places {
            let news = try ChatVisitors.news(
                of: Array(visitors), in: workspace, on: connection)
            let seen = try CasePresence.at(
                Array(Set(news.values.compactMap(\.case))), at: now, in: workspace,
                on: connection)
            for (visitor, own) in news {
                let agents = own.case.flatMap { seen[$0] } ?? []
                found[visitor] = ChatNews(
                    last: own.last,
                    agent: agents.contains(where: \.isTyping)
                        ? .typing : agents.isEmpty ? .away : .reading)
            }
        }
        return found
    }
}
