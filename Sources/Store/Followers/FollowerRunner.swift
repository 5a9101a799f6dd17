public import Base
public import Domain
public import SQL

/// Runs a follower on this node: one node at a time works, the others wait to take over. An event
/// that fails again and again is set aside, and the rest flows on.
public struct FollowerRunner: Sendable {
    public struct Settings: Sendable {
        /// How many events share a transaction at most, and how long it should take: whoever
        /// answers meanwhile waits for it.
        public var batch = 200
        public var span = Duration.milliseconds(10)
        /// How long this node keeps the work without saying so again.
        public var lease = Span.seconds(30)
        /// How long to wait when nothing tells of new events.
        public var poll = Duration.seconds(2)
        /// How often an event is tried before it is set aside, and how long to wait after the
        /// first failure; twice as long after each further one.
        public var tries = 3
        public var pause = Duration.milliseconds(200)

        public init() {}
    }

    /// What went wrong, for the log.
    public enum Trouble: Sendable {
        /// The database does not work; tried again for ever.
        case database(any Error)
        case failed(Event, tries: Int, any Error)
        case setAside(Event, any Error)
    }

    private let follower: any Follower
    private let database: any Database
    private let holder: String
    private let settings: Settings
    private let clock: @Sendable () -> Instant
    private let report: @Sendable (Trouble) -> Void

    /// - Parameter holder: names this node and process, unlike any other.
    public init(
        _ follower: any Follower, on database: any Database, holder: String,
        settings: Settings = Settings(), clock: @escaping @Sendable () -> Instant,
        report: @escaping @Sendable (Trouble) -> Void
    ) {
        self.follower = follower
        self.database = database
        self.holder = holder
        self.settings = settings
        self.clock = clock
        self.report = report
    }

    /// Works until the task is cancelled or the database closed.
    public func run() async throws {
        try await EventWait.on(database) { wait in
            var state = State(limit: settings.batch)
            while !Task.isCancelled {
                switch try await step(&state) {
                case .worked: state.unsettled = .milliseconds(2)
                case .stopped: return
                case .behind:
                    // An older transaction holds newer events back; nothing tells of its end.
                    state.unsettled = min(state.unsettled * 2, settings.poll)
                    guard await wait.wait(atMost: state.unsettled) else { return }
                case .idle, .busy:
                    guard await wait.wait(atMost: settings.poll) else { return }
                }
            }
        }
        try await release()
    }

    /// Handles all events that are there now, then lets the work go: for tests and commands.
    public func catchUp() async throws {
        var state = State(limit: settings.batch)
        while true {
            switch try await step(&state) {
            case .worked: continue
            case .idle, .stopped: return try await release()
            case .behind, .busy: try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    /// Handles once more an event that was set aside.
    public func retry(_ event: Event) async throws {
        try await database.write { [follower] connection in
            guard try connection.removeSetAside(event, by: follower.name) else { return }
            try follower.handle([event], on: connection)
        }
    }

    private struct State {
        /// How many events to take at once, by how long the last ones took.
        var limit: Int
        /// How many events to take one by one, after a batch has failed.
        var alone = 0
        var failed: (event: ID<Event>, tries: Int)?
        var unsettled = Duration.milliseconds(2)
    }

    private enum Step {
        case worked
        case idle
        /// There are events, not settled yet.
        case behind
        /// Another node works.
        case busy
        case stopped
    }

    private func step(_ state: inout State) async throws -> Step {
        do {
            // Looking costs no write; most wake-ups are for others.
            if let step = try await look() { return step }
            let limit = state.alone > 0 ? 1 : state.limit
            guard let (handled, time) = try await handle(limit) else { return .busy }
            state.alone = max(0, state.alone - handled)
            state.failed = nil
            if time > settings.span {
                state.limit = max(1, state.limit / 2)
            } else if handled == limit, time < settings.span / 2 {
                state.limit = min(settings.batch, state.limit * 2)
            }
            return handled == 0 ? .behind : .worked
        } catch let failure as HandlingFailure {
            try await recover(from: failure, &state)
            return .worked
        } catch let error as DatabaseError {
            if error.kind == .closed { return .stopped }
            report(.database(error))
            try await Task.sleep(for: settings.pause * 5)
            return .worked
        }
    }

    /// Nil when there are events to handle.
    private func look() async throws -> Step? {
        try await database.read { [follower] connection in
            let cursor = try connection.cursor(of: follower.name)
            guard try connection.events(after: cursor, limit: 1).events.isEmpty else { return nil }
            return try connection.newestEvent() > cursor ? .behind : .idle
        }
    }

    /// Handles the next events.
    /// - Returns: how many, and how long that took; nil when another node has the work.
    private func handle(_ limit: Int) async throws -> (count: Int, time: Duration)? {
        try await database.writeBehind { [self] connection in
            guard try isOurs(connection) else { return nil }
            let start = ContinuousClock.now
            let cursor = try connection.cursor(of: follower.name)
            let batch = try connection.events(after: cursor, limit: limit)
            guard !batch.events.isEmpty else { return (0, .zero) }
            do {
                try follower.handle(batch.events, on: connection)
            } catch let error as DatabaseError where error.isOutage {
                throw error
            } catch {
                throw HandlingFailure(batch: batch, error: error)
            }
            try connection.moveCursor(of: follower.name, to: batch.end)
            return (batch.events.count, ContinuousClock.now - start)
        }
    }

    private func isOurs(_ connection: any Connection) throws -> Bool {
        let now = clock()
        return try connection.holdLease(
            lease, holder: holder, until: now + settings.lease, now: now)
    }

    private var lease: String { "follower " + follower.name }

    private func recover(from failure: HandlingFailure, _ state: inout State) async throws {
        guard failure.batch.events.count == 1, let event = failure.batch.events.first else {
            // One of these; which one shows when they come one by one.
            state.alone = failure.batch.events.count
            return
        }
        let tries = state.failed?.event == event.id ? (state.failed?.tries ?? 0) + 1 : 1
        state.failed = (event.id, tries)
        guard tries >= settings.tries else {
            report(.failed(event, tries: tries, failure.error))
            try await Task.sleep(for: settings.pause * (1 << (tries - 1)))
            return
        }
        try await database.write { [self] connection in
            let place = try connection.cursor(of: follower.name)
            // Unless another node has taken over meanwhile.
            guard try isOurs(connection), place < failure.batch.end else { return }
            try connection.setAside(
                event, by: follower.name, error: "\(failure.error)", at: clock())
            try connection.moveCursor(of: follower.name, to: failure.batch.end)
        }
        state.failed = nil
        report(.setAside(event, failure.error))
    }

    /// So that another node need not wait when this one goes.
    private func release() async throws {
        do {
            try await database.write { [self] in try $0.releaseLease(lease, holder: holder) }
        } catch let error as DatabaseError {
            // The lease ends by itself.
            if error.kind != .closed { report(.database(error)) }
        }
    }
}

/// The follower, not the database, could not handle these.
private struct HandlingFailure: Error {
    let batch: EventBatch
    let error: any Error
}

extension DatabaseError {
    /// Nothing to do with what was asked.
    fileprivate var isOutage: Bool {
        switch kind {
        case .unreachable, .unwritable, .closed: true
        case .unusable, .uniqueViolation, .other: false
        }
    }
}
