import Dispatch
import SQL
import Synchronization

/// A few sessions, opened when needed, lent to one piece of work at a time, first come first
/// served.
final class Pool: Sendable {
    typealias Work = @Sendable (Session) -> Void

    private struct State {
        /// The one used last is used next: its caches are warm.
        var idle: [Session] = []
        var all: [Session] = []
        var waiting: [Work] = []
        var first = 0
        var isClosed = false
        var whenIdle: [@Sendable ([Session]) -> Void] = []

        mutating func nextWork() -> Work? {
            guard first < waiting.count else {
                waiting.removeAll(keepingCapacity: true)
                first = 0
                return nil
            }
            defer { first += 1 }
            return waiting[first]
        }
    }

    private enum Admission { case refused, queued, lent(Session) }

    private let server: Server
    private let size: Int
    private let state = Mutex(State())

    init(_ server: Server, size: Int) {
        self.server = server
        self.size = size
    }

    /// - Returns: false when closed.
    func submit(_ work: @escaping Work) -> Bool {
        let admission: Admission = state.withLock { state in
            if state.isClosed { return .refused }
            if let session = state.idle.popLast() { return .lent(session) }
            if state.all.count < size {
                let session = Session(server, number: state.all.count + 1)
                state.all.append(session)
                return .lent(session)
            }
            state.waiting.append(work)
            return .queued
        }
        switch admission {
        case .refused: return false
        case .queued: return true
        case .lent(let session):
            session.queue.async { self.run(work, session) }
            return true
        }
    }

    /// Takes no more work; calls back with all sessions once the last work is done.
    func close(_ done: @escaping @Sendable ([Session]) -> Void) {
        let all: [Session]? = state.withLock { state in
            state.isClosed = true
            if state.idle.count == state.all.count { return state.all }
            state.whenIdle.append(done)
            return nil
        }
        if let all { done(all) }
    }

    private func run(_ work: Work, _ session: Session) {
        work(session)
        while let next = next(after: session) { next(session) }
    }

    private func next(after session: Session) -> Work? {
        var done: [@Sendable ([Session]) -> Void] = []
        var all: [Session] = []
        let next: Work? = state.withLock { state in
            if let next = state.nextWork() { return next }
            state.idle.append(session)
            guard state.isClosed, state.idle.count == state.all.count else { return nil }
            done = state.whenIdle
            all = state.all
            state.whenIdle = []
            return nil
        }
        for call in done { call(all) }
        return next
    }
}
