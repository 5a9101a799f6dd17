import Synchronization

/// Those in this process who wait on channels. Drivers poke it after a commit.
public final class Notifications: Sendable {
    private struct State {
        var lastID = 0
        var listeners: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var isFinished = false
    }

    private let state = Mutex(State())

    public init() {}

    /// Remembers at most one poke that nobody has taken yet: a wake-up needs no queue.
    public func listen(_ channel: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: Int? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.lastID += 1
            state.listeners[channel, default: [:]][state.lastID] = continuation
            return state.lastID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners[channel]?.removeValue(forKey: id) }
        }
        return stream
    }

    public func poke(_ channel: String) {
        let waiting = state.withLock { Array($0.listeners[channel, default: [:]].values) }
        for continuation in waiting { continuation.yield() }
    }

    /// Wakes everybody: after a time in which pokes may have been lost.
    public func pokeAll() {
        let channels = state.withLock { Array($0.listeners.keys) }
        for channel in channels { poke(channel) }
    }

    /// Ends all streams.
    public func finish() {
        let waiting = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return state.listeners.values.flatMap(\.values)
        }
        for continuation in waiting { continuation.finish() }
    }
}
