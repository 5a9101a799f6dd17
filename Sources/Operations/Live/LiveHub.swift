public import Base
public import Domain
import SQL
import Store

/// Follows the event log while pages are open and tells each what happened in its workspace.
public actor LiveHub {
    private let database: any Database
    private var readers = OpenPages<LiveSubscription>(
        LiveRhythm(
            // In a storm of answers pages are told twice a second, not a thousand times.
            pause: .milliseconds(400),
            // A page that did not hear anything for so long might be cut off.
            beat: .seconds(15), mostBeats: 40))
    private var cursor: EventCursor?
    fileprivate static let batchSize = 1_000

    init(_ database: any Database) { self.database = database }

    /// - Parameter place: where the reader was before; what happened since is told at once.
    public func subscribe(
        workspace: ID<Workspace>, rights: Set<Right>, after place: LivePlace?
    ) async throws -> (subscription: LiveSubscription, place: LivePlace) {
        let newest = try await database.read { try $0.newestSettledEvent() }
        if cursor == nil { cursor = newest }
        let start = cursor ?? newest
        let subscription = LiveSubscription(
            workspace: workspace, rights: rights, at: LivePlace(start))
        guard !readers.isClosed else {
            subscription.end()
            return (subscription, LivePlace(start))
        }
        _ = readers.open(subscription)
        begin()
        if let place {
            let missed = try await topics(of: workspace, after: place.cursor)
            subscription.add(missed, upTo: LivePlace(start))
        }
        return (subscription, LivePlace(start))
    }

    public func unsubscribe(_ subscription: LiveSubscription) {
        subscription.end()
        for (number, page) in readers.numbered where page === subscription {
            _ = readers.remove(number)
        }
        if readers.isEmpty { cursor = nil }
    }

    /// Lets all pages go, so that a server that stops need not wait for them.
    public func close() {
        for subscription in readers.close() { subscription.end() }
        cursor = nil
    }

    var count: Int { readers.count }

    private func begin() {
        readers.follow(
            [eventsChannel], of: database,
            look: { [weak self] in await self?.advance() != nil },
            beat: { [weak self] in await self?.beat() != nil })
    }

    /// Reads the log to its end and tells everyone once.
    private func advance() async {
        guard let from = cursor else { return }
        do {
            let (topics, end) = try await news(after: from)
            // Nobody may be left, or others may have begun anew, after the wait.
            guard cursor == from else { return }
            cursor = end
            for subscription in readers.all {
                subscription.add(topics[subscription.workspace] ?? [], upTo: LivePlace(end))
            }
        } catch {
            // The database is away: pages keep what they show and are told at the next commit.
        }
    }

    private func beat() {
        for number in readers.age() {
            if let subscription = readers[number] { unsubscribe(subscription) }
        }
        for subscription in readers.all { subscription.beat() }
    }

    private func news(
        after cursor: EventCursor
    ) async throws -> (topics: [ID<Workspace>: Set<LiveTopic>], end: EventCursor) {
        try await database.read { connection in
            var topics: [ID<Workspace>: Set<LiveTopic>] = [:]
            var end = cursor
            while true {
                let news = try connection.news(after: end)
                for event in news.events {
                    guard let topic = LiveTopic(event) else { continue }
                    topics[event.workspace, default: []].insert(topic)
                }
                end = news.settled.end
                guard news.settled.isFull else { return (topics, end) }
            }
        }
    }

    /// What happened in one workspace since a reader was last here.
    private func topics(
        of workspace: ID<Workspace>, after cursor: EventCursor
    ) async throws -> Set<LiveTopic> {
        try await database.read { connection in
            let news = try connection.news(after: cursor)
            // Away for long: everything may have changed.
            guard !news.settled.isFull else { return Set(LiveTopic.allCases) }
            return Set(
                news.events.filter { $0.workspace == workspace }.compactMap { LiveTopic($0) })
        }
    }
}

/// A batch of the log, with what is committed but not settled yet behind its last one: told early
/// and, once settled, told again, which is better than told late.
private struct News {
    let settled: EventBatch
    let events: [Event]
}

extension EventBatch {
    fileprivate var isFull: Bool { events.count == LiveHub.batchSize }
}

extension Connection {
    fileprivate func news(after cursor: EventCursor) throws -> News {
        let settled = try events(after: cursor, limit: LiveHub.batchSize)
        let early =
            settled.isFull ? [] : try unsettledEvents(after: settled.end, limit: LiveHub.batchSize)
        return News(settled: settled, events: settled.events + early)
    }
}
